// Sweeps and certifications in shards, shared by ranks, killed and gone on with: the same bytes as one undisturbed run.

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "command.hpp"
#include "places.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;

class Sharing : public Command {};

/// A results file without what no two runs share: when it was made, and how long that took.
std::string lasting(const fs::path& path) {
  ResultSet results = read_results(path);
  results.environment.utc.clear();
  results.stages.clear();
  return to_json(results);
}

// Mostly without MKL: what is skipped is in the results too.
constexpr const char* small_sweep =
    "accuracy --filter '(erf/libm|relu/max)/f(32|16)/|^erf/mkl$' --profile quick --quiet ";

TEST_F(Sharing, ShardsMergeToTheSameBytes) {
  ASSERT_EQ(run(small_sweep + std::string("--out one.json")).code, 0);
  for (const int n : {1, 2, 5}) {
    std::string shards;
    for (int i = 1; i <= n; ++i) {
      const Outcome o = run(fmt::format("{}--shard {}/{} --out {}.shard", small_sweep, i, n, i));
      EXPECT_EQ(o.code, 0) << o.err;
      EXPECT_EQ(o.out, fmt::format("{}.shard\n", i));
      shards = fmt::format("{}.shard {}", i, shards);
    }
    EXPECT_EQ(run("merge " + shards + "--out merged.json --quiet").out, "merged.json\n");
    EXPECT_EQ(lasting(folder_ / "merged.json"), lasting(folder_ / "one.json")) << n << " shards";
  }
  expect_refusal(run("merge 1.shard 2.shard --out x.json --quiet"), 2, "a shard is missing or unfinished");
  expect_refusal(run("merge 1.shard 1.shard --out x.json --quiet"), 2, "name each shard once");
  expect_refusal(run("merge one.json --out x.json"), 2, "one.json is no journal or shard of gelubench");
  expect_refusal(run("merge missing --out x.json"), 2, "cannot read missing");
  ASSERT_EQ(run("accuracy --filter relu/max/f32 --profile quick --quiet --shard 1/1 --out other.shard").code, 0);
  expect_refusal(run("merge 1.shard other.shard --out x.json"), 2, "of different runs, they differ in kernels");
  for (const char* shard : {"0/2", "3/2", "1", "1/2/3", "a/b", "/"}) {
    expect_refusal(run(fmt::format("{}--shard {} --out x", small_sweep, shard)), 2, "is not I/N");
  }
  expect_refusal(run(small_sweep + std::string("--shard 1/2")), 2, "--shard needs --out FILE");
}

TEST_F(Sharing, AKilledRunGoesOnToTheSameBytes) {
  ASSERT_EQ(run(small_sweep + std::string("--out one.json")).code, 0);
  const std::string journaled =
      fmt::format("'{}' {} --out killed.json --journal-every 0 --resume", RUN_SUITE, small_sweep);
  int killed = 0;
  std::uintmax_t most = 0;
  for (std::uintmax_t i = 0; i < 10; ++i) {
    // As soon as the journal has grown by so many bytes, however fast the machine is.
    const std::uintmax_t enough = most + 1 + 500 * i;
    killed +=
        shell(fmt::format("{} & run=$!; while kill -0 $run 2>/dev/null && "
                          "[ $(stat -c %s killed.json.journal 2>/dev/null || echo 0) -lt {} ]; do sleep 0.01; done; "
                          "kill -KILL $run; wait $run",
                          journaled, enough))
                    .code == 137
            ? 1
            : 0;
    std::error_code none;
    const auto size = fs::file_size(folder_ / "killed.json.journal", none);
    if (!none) most = std::max(most, size);
  }
  EXPECT_GT(killed, 0);
  EXPECT_GT(most, 1000u) << "nothing was kept before the kills";
  EXPECT_EQ(shell(journaled).code, 0);
  EXPECT_EQ(lasting(folder_ / "killed.json"), lasting(folder_ / "one.json"));
  EXPECT_FALSE(fs::exists(folder_ / "killed.json.journal"));
}

TEST_F(Sharing, AJournalIsNotOverwrittenNorTakenForAnother) {
  const std::string killed =
      fmt::format("ulimit -f 40; '{}' {} --out r.json --journal-every 0", RUN_SUITE, small_sweep);
  const Outcome full = shell(killed);
  EXPECT_EQ(full.code, 2) << full.err;
  EXPECT_THAT(full.err, HasSubstr("cannot write r.json.journal: File too large; what it holds is intact"));
  ASSERT_TRUE(fs::exists(folder_ / "r.json.journal"));
  expect_refusal(run(small_sweep + std::string("--out r.json")), 2,
                 "r.json.journal is there from an interrupted run: add --resume");
  expect_refusal(run("accuracy --filter relu/max/f32 --profile quick --quiet --out r.json --resume"), 2,
                 "is of another run, they differ in kernels");
  expect_refusal(run(small_sweep + std::string("--seed 2 --out r.json --resume")), 2,
                 "they differ in seed '1' and '2'");
  expect_refusal(run(small_sweep + std::string("--resume")), 2, "--resume needs the --out");
  EXPECT_EQ(run(small_sweep + std::string("--out r.json --resume")).code, 0);
  ASSERT_EQ(run(small_sweep + std::string("--out one.json")).code, 0);
  EXPECT_EQ(lasting(folder_ / "r.json"), lasting(folder_ / "one.json"));
}

#ifdef MPIRUN

/// Open MPI starts as root and in containers only when told that this is meant; at its end it leaks, which is not ours
/// to find.
std::string mpirun(int ranks, const std::string& arguments) {
  return fmt::format(
      "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl_vader_single_copy_mechanism=none "
      "OMPI_MCA_btl=^tcp "
      "OMPI_MCA_plm_rsh_agent= ASAN_OPTIONS=detect_leaks=0; '{}' --oversubscribe --bind-to none -n {} '{}' {}",
      MPIRUN, ranks, RUN_SUITE, arguments);
}

// A search for float64, which the ranks share too.
constexpr const char* shared_sweep =
    "accuracy --filter '(erf/libm|relu/max)/f(64|32|16)/forward' --profile quick --quiet ";

TEST_F(Sharing, RanksGiveTheSameBytesAsOneProcess) {
  ASSERT_EQ(run(shared_sweep + std::string("--out one.json")).code, 0);
  for (const int ranks : {1, 2, 3}) {
    const Outcome o = shell(mpirun(ranks, shared_sweep + std::string("--mpi --out ranks.json")));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_THAT(o.out, HasSubstr("erf/libm"));
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 3) << "only the first speaks: " << o.err;
    EXPECT_EQ(lasting(folder_ / "ranks.json"), lasting(folder_ / "one.json")) << ranks << " ranks";
    EXPECT_EQ(read_results(folder_ / "ranks.json").stages[1].inputs,
              read_results(folder_ / "one.json").stages[1].inputs);
    EXPECT_FALSE(fs::exists(folder_ / "ranks.json.journal"));
  }
}

TEST_F(Sharing, ADeadRankLosesNothingThatWasKept) {
  const std::string sweep = "accuracy --filter '(erf|tanh)/.*/f32/forward' --profile quick --quiet ";
  ASSERT_EQ(run(sweep + "--out one.json").code, 0);
  std::uintmax_t kept = 0;
  for (const int dying : {1, 0}) {
    // Killed once the journal has grown.
    const std::string begin = fmt::format(
        "-c 'echo $$ >$OMPI_COMM_WORLD_RANK.pid; exec \"$0\" \"$@\"' '{}' {} --mpi --journal-every 0 --resume --out "
        "dead.json",
        RUN_SUITE, sweep);
    std::string line = mpirun(2, begin);
    line.replace(line.find(std::string("'") + RUN_SUITE), std::string(RUN_SUITE).size() + 2, "/bin/sh");
    const Outcome o =
        shell(fmt::format("{} & job=$!; until [ $(stat -c %s dead.json.journal 2>/dev/null || echo 0) -gt {} "
                          "]; do sleep 0.01; kill -0 $job || break; done; kill -KILL $(cat {}.pid); wait $job",
                          line, kept + 20000, dying));
    EXPECT_NE(o.code, 0);
    if (dying == 1) {
      EXPECT_THAT(o.err, HasSubstr("a rank ended early; dead.json.journal holds what was swept, --resume"));
    }
    EXPECT_FALSE(fs::exists(folder_ / "dead.json"));
    ASSERT_TRUE(fs::exists(folder_ / "dead.json.journal"));
    kept = fs::file_size(folder_ / "dead.json.journal");
    EXPECT_GT(kept, 20000u);
  }
  EXPECT_THAT(shell(mpirun(2, sweep + "--mpi --out dead.json")).err, HasSubstr("is there from an interrupted run"));
  fs::copy_file(folder_ / "dead.json.journal", folder_ / "alone.json.journal");
  EXPECT_EQ(shell(mpirun(3, sweep + "--mpi --resume --out dead.json")).code, 0);
  EXPECT_EQ(lasting(folder_ / "dead.json"), lasting(folder_ / "one.json"));
  EXPECT_EQ(run(sweep + "--resume --out alone.json").code, 0) << "one process goes on from what ranks have left";
  EXPECT_EQ(lasting(folder_ / "alone.json"), lasting(folder_ / "one.json"));
}

TEST_F(Sharing, RanksSayAMistakeOnce) {
  const auto refused = [&](const std::string& arguments, int code, const std::string& sentence) {
    const Outcome o = shell(mpirun(3, "accuracy --mpi --quiet --profile quick " + arguments));
    EXPECT_EQ(o.code, code) << arguments;
    const std::size_t at = o.err.find(sentence);
    EXPECT_NE(at, std::string::npos) << o.err;
    EXPECT_EQ(o.err.find(sentence, at + 1), std::string::npos) << o.err;
  };
  refused("--filter relu/max/f16", 2, "run_suite: --mpi needs --out FILE");
  refused("--filter nothing --out r.json", 4, "run_suite: no kernel matches --filter 'nothing'");
  refused("--filter relu/max/f16 --out no/such/r.json", 2, "run_suite: cannot write no/such/r.json");
  refused("--filter relu/max/f16 --shard 1/2 --out r.json", 2, "run_suite: --mpi shares the sweeps itself");
}

#endif

TEST_F(Sharing, CertifyInShardsAndResumed) {
  const std::string certify = "certify --formula gelu --formula hard_gelu\\' --range 1,1.05 --seed 7 --quiet ";
  const Outcome whole = run(certify + "--out whole.md");
  ASSERT_EQ(whole.code, 0) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("| `gelu`       | 419,431 |"));
  EXPECT_EQ(read(folder_ / "whole.md"), whole.out);
  EXPECT_FALSE(fs::exists(folder_ / "whole.md.journal"));
  for (int i = 1; i <= 3; ++i) {
    ASSERT_EQ(run(fmt::format("{}--shard {}/3 --out {}.shard", certify, i, i)).code, 0);
  }
  EXPECT_EQ(run("merge 1.shard 2.shard 3.shard --out merged.md").out, whole.out);
  EXPECT_EQ(read(folder_ / "merged.md"), whole.out);
  expect_refusal(run("merge 1.shard 3.shard --out x.md"), 2,
                 "5 of 7 parts of gelu are there: a shard is missing or unfinished");
  expect_refusal(run("merge 1.shard 3.shard 1.shard --out x.md"), 2, "1.shard holds what one of the others holds too");
  // Killed when something is kept; gone on with.
  const std::string kept = fmt::format("'{}' {} --journal-every 0 --out k.md", RUN_SUITE, certify);
  shell(kept +
        " & pid=$!; for i in $(seq 600); do [ $(wc -l < k.md.journal || echo 0) -ge 3 ] && break; sleep 0.02; "
        "done; kill -KILL $pid; wait $pid");
  ASSERT_TRUE(fs::exists(folder_ / "k.md.journal"));
  expect_refusal(shell(kept), 2, "k.md.journal is there from an interrupted run: add --resume");
  expect_refusal(run(certify + "--points 5 --resume --out k.md"), 2, "excludes --range");
  const Outcome resumed = shell(kept + " --resume");
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(read(folder_ / "k.md"), whole.out);
  EXPECT_FALSE(fs::exists(folder_ / "k.md.journal"));
  expect_refusal(run(certify + "--shard 1/2"), 2, "--shard needs --out FILE");
  expect_refusal(run(certify + "--resume"), 2, "--resume needs the --out");
}

}  // namespace
}  // namespace gelubench
