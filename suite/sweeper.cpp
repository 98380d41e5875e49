#include "suite/sweeper.hpp"

#include <fmt/format.h>

#include "accuracy/stretches.hpp"
#include "results/result_json.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// That a state read from a file is one of this sweep.
void check_fit(const SweepRequest& request, const SweepState& state) {
  const Format format = format_of(request.kernels.front()->dtype);
  const std::size_t stretches = stretches_of(format).count();
  bool fits = state.kernels.size() == request.kernels.size();
  for (const std::uint32_t piece : state.pieces) fits = fits && piece < request.pieces.size();
  for (const KernelState& k : state.kernels) {
    fits = fits && k.own.stretches.size() == stretches && k.gelu.stretches.size() == stretches;
  }
  if (!fits)
    throw UnreadableResults(fmt::format("the states kept for the sweep '{}' are of another sweep", request.what));
}

}  // namespace

SweepResult Sweeper::run(const SweepRequest& request) {
  const std::size_t kernels = request.kernels.size();
  Progress progress(fmt::format("accuracy, {} ({} kernels)", request.what, kernels), "results", options_.quiet);
  SweepOptions sweep_options;
  sweep_options.seed = options_.seed;
  sweep_options.threads = options_.accuracy_threads;
  sweep_options.mirror = request.mode == SweepRequest::Mode::mirrored;
  sweep_options.flush_subnormals = request.mode == SweepRequest::Mode::flushed;
  sweep_options.digests_only = request.mode == SweepRequest::Mode::digests;
  sweep_options.stop = options_.stop;
  sweep_options.progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.update(done * kernels, total * kernels);
  };
  share(request, sweep_options);
  SweepResult result = sweep(request.kernels, request.pieces, sweep_options);
  if (!sweep_options.digests_only) clock_.add_inputs(result.inputs * kernels);
  clock_.add_cost(result.cost);
  clock_.add_sweep(kernels == 1 ? request.what + ", " + request.kernels.front()->id : request.what, result.seconds);
  return result;
}

void Sweeper::share(const SweepRequest& request, SweepOptions& sweep_options) {
  const SweepSharing& sharing = options_.sharing;
  // Swept where the records are made.
  const bool is_small = request.mode == SweepRequest::Mode::flushed || request.mode == SweepRequest::Mode::digests;
  if (is_small || (sharing.known == nullptr && !sharing.keep)) return;
  const std::string key = sweep_key(request.kernels, request.pieces, sweep_options);
  const auto known = sharing.known != nullptr ? sharing.known->find(key) : SweepStates::const_iterator();
  const bool is_known = sharing.known != nullptr && known != sharing.known->end();
  if (is_known) check_fit(request, known->second);
  if (sharing.known_is_all && (!is_known || known->second.pieces.size() != request.pieces.size())) {
    throw UnreadableResults(fmt::format("{} of {} pieces of the sweep '{}' are there: a shard is missing or unfinished",
                                        is_known ? known->second.pieces.size() : 0, request.pieces.size(),
                                        request.what));
  }
  if (is_known) sweep_options.known = &known->second;
  if (sharing.keep) sweep_options.checkpoint = [this, key](const SweepState& s) { options_.sharing.keep(key, s); };
  sweep_options.checkpoint_seconds = sharing.keep_seconds;
  // Others wait for what this process sweeps.
  sweep_options.keeps_short = sharing.is_part || sharing.takes || sharing.ticket;
  if (sharing.takes) sweep_options.takes = [&sharing, key](std::size_t piece) { return sharing.takes(key, piece); };
  if (sharing.ticket) sweep_options.ticket = [&sharing, key] { return sharing.ticket(key); };
}

}  // namespace gelubench
