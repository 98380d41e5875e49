// The process in which plug-ins run: it loads a shared object, and answers as an engine does (docs/engines.md).

#pragma once

#include <string>

namespace gelubench {

/// What --plugin named.
struct PluginSpec {
  std::string library;  ///< a path
  std::string symbol;   ///< a function; empty: the library describes its kernels
  std::string id;       ///< of that function; empty where the library describes itself
  std::string formula;  ///< of that function; empty where it is not known
};

/// Loads the plug-in and answers requests on standard input until it ends. What the plug-in prints goes to standard
/// error. Besides the requests of engines there are
///
///   run_at K N X DY Y THREADS    as run, with arrays at these byte offsets of the mapped file: aligned and overlapping
///                                as the caller's are
///   time REPEATS THREADS
///
/// Returns the exit code.
int host_plugin(const PluginSpec& spec);

}  // namespace gelubench
