// Kernels of others that a command line names: plug-ins and engines.

#pragma once

#include <string>
#include <vector>

namespace gelubench {

struct ExternalOptions {
  std::vector<std::string> plugins;   ///< "LIBRARY" or "LIBRARY:FUNCTION"
  std::vector<std::string> ids;       ///< of the functions, in their order
  std::vector<std::string> formulas;  ///< of the functions, in their order; one is of all; none: not known
  std::vector<std::string> engines;   ///< commands
  double seconds = 60;                ///< an answer may take so long
};

/// Starts what is named, and adds its kernels to the registry; says on stderr which formula those follow that name
/// none. Throws UsageError.
void load_external(const ExternalOptions& options);

/// Expressions of --filter that select the kernels that load_external() added, each by its whole id.
std::vector<std::string> filters_of_external();

}  // namespace gelubench
