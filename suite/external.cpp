#include "suite/external.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "accuracy/identify.hpp"
#include "engines/child_process.hpp"
#include "engines/engine.hpp"
#include "engines/plugin_host.hpp"
#include "kernels/kernel.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// What load_external() has started; its functions are used until the program ends.
struct Loaded {
  std::vector<std::shared_ptr<Engine>> engines;
  std::vector<std::unique_ptr<RemoteFunction>> functions;
  std::vector<std::string> ids;
};

Loaded& loaded() {
  static Loaded all;
  return all;
}

/// LIBRARY or LIBRARY:FUNCTION. A colon in a folder's name is none before a function.
std::pair<std::string, std::string> split_plugin(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || text.find('/', colon) != std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<PluginSpec> plugin_specs(const ExternalOptions& options) {
  std::vector<PluginSpec> specs;
  std::size_t functions = 0;
  for (const std::string& text : options.plugins) {
    const auto [library, symbol] = split_plugin(text);
    PluginSpec spec{library, symbol, "", ""};
    if (!symbol.empty()) {
      if (functions >= options.ids.size()) {
        throw UsageError(
            fmt::format("--plugin {} names a function: say what it is with --as METHOD/VARIANT/TYPE/DIRECTION", text));
      }
      spec.id = options.ids[functions];
      const bool one_for_all = options.formulas.size() == 1;
      if (!options.formulas.empty()) spec.formula = options.formulas[one_for_all ? 0 : functions];
      ++functions;
      if (!one_for_all && !options.formulas.empty() && options.formulas.size() < functions) {
        throw UsageError("there are fewer --formula than functions: give one of each, or one for all");
      }
    }
    specs.push_back(std::move(spec));
  }
  if (options.ids.size() > functions) {
    throw UsageError(fmt::format("--as {} has no --plugin LIBRARY:FUNCTION to name", options.ids[functions]));
  }
  if (!options.formulas.empty() &&
      (functions == 0 || (options.formulas.size() > 1 && options.formulas.size() > functions))) {
    throw UsageError(
        fmt::format("--formula {} has no --plugin LIBRARY:FUNCTION to be the formula of", options.formulas.back()));
  }
  return specs;
}

EngineCommand host_command(const PluginSpec& spec, double seconds) {
  return {.argv = {"/proc/self/exe", "host-plugin", spec.library, spec.symbol, spec.id, spec.formula},
          .name = "plug-in " + spec.library,
          .seconds = seconds,
          .is_plugin = true};
}

EngineCommand engine_command(const std::string& text, double seconds) {
  return {.argv = {"/bin/sh", "-c", text}, .name = fmt::format("engine '{}'", text), .seconds = seconds};
}

Kernel kernel_of(const OfferedKernel& offer, RemoteFunction* function) {
  Kernel kernel;
  kernel.id = offer.id();
  kernel.method = offer.method;
  kernel.variant = offer.variant;
  kernel.dtype = offer.dtype;
  kernel.direction = offer.direction;
  kernel.path = Path::native;
  kernel.function = function;
  kernel.version = offer.version;
  kernel.provenance = offer.provenance;
  // Nobody has promised anything.
  kernel.claim.special_values = false;
  kernel.claim.finite = false;
  return kernel;
}

/// The formula that the results of a kernel follow; of a backward kernel, the one whose derivative they follow.
Formula find_formula(const Kernel& kernel) {
  std::vector<FormulaDistance> list = identify(kernel);
  print_line(fmt::format("{}: {}", kernel.id, describe(list)));
  std::erase_if(list, [&](const FormulaDistance& d) { return d.curve.direction != kernel.curve().direction; });
  return list.empty() ? Formula::gelu : list.front().curve.formula;
}

void add_kernels_of(const std::shared_ptr<Engine>& engine) {
  const std::vector<OfferedKernel>& offers = engine->hello().kernels;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    loaded().functions.push_back(engine_function(engine, i));
    Kernel kernel = kernel_of(offers[i], loaded().functions.back().get());
    kernel.formula = offers[i].formula ? *offers[i].formula : find_formula(kernel);
    kernel.is_formula_stated = offers[i].formula.has_value();
    loaded().ids.push_back(kernel.id);
    add_kernel(std::move(kernel));
  }
  loaded().engines.push_back(engine);
}

void start(EngineCommand command) {
  const std::string name = command.name;
  try {
    add_kernels_of(std::make_shared<Engine>(std::move(command)));
  } catch (const ChildFailed& failed) {
    throw UsageError(fmt::format("{} {}", name, failed.what()));
  } catch (const BadOffer& bad) {
    throw UsageError(fmt::format("{} {}", name, bad.what()));
  } catch (const KernelFailed& failed) {
    throw UsageError(failed.what());
  } catch (const std::invalid_argument& twice) {
    throw UsageError(fmt::format("{}: {}; give it another name", name, twice.what()));
  }
}

}  // namespace

void load_external(const ExternalOptions& options) {
  const std::vector<PluginSpec> specs = plugin_specs(options);
  for (const PluginSpec& spec : specs) start(host_command(spec, options.seconds));
  for (const std::string& text : options.engines) start(engine_command(text, options.seconds));
}

std::vector<std::string> filters_of_external() {
  std::vector<std::string> filters;
  for (const std::string& id : loaded().ids) filters.push_back("^" + id + "$");
  return filters;
}

}  // namespace gelubench
