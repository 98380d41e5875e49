// A shared object and its kernels, loaded into this process.

#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "engines/hello.hpp"
#include "engines/plugin_host.hpp"

namespace gelubench {

/// A shared object that cannot be loaded; what() is what is wrong with it.
class CannotLoad : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct PluginKernel {
  OfferedKernel offer;
  void (*forward)(const void* x, void* y, std::size_t n) = nullptr;
  void (*backward)(const void* x, const void* dy, void* dx, std::size_t n) = nullptr;

  void operator()(const void* x, const void* dy, void* y, std::size_t n) const {
    forward != nullptr ? forward(x, y, n) : backward(x, dy, y, n);
  }
};

struct Plugin {
  std::string name;
  std::vector<PluginKernel> kernels;
};

/// Loads the shared object, which runs its start-up code. Throws CannotLoad or BadOffer.
Plugin load_plugin(const PluginSpec& spec);

}  // namespace gelubench
