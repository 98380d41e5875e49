// What an engine says of itself: its answer to "hello 1" (docs/engines.md).

#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// The version of the protocol.
inline constexpr int engine_protocol = 1;

/// A kernel that somebody offers.
struct OfferedKernel {
  std::string method;
  std::string variant;
  DType dtype = DType::f32;
  Direction direction = Direction::forward;
  std::optional<Formula> formula;  ///< nothing where it is not known
  std::string version;             ///< of the library behind it; may be empty
  std::string provenance;

  std::string id() const { return kernel_id(method, variant, dtype, direction, Path::native); }
};

struct Hello {
  std::string engine;
  std::string version;
  std::vector<OfferedKernel> kernels;
};

/// An offer that cannot be taken; what() continues "engine ...: ".
class BadOffer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A formula by its name. Throws BadOffer, which lists them.
Formula parse_formula(const std::string& name);

/// The parts of METHOD/VARIANT/TYPE/DIRECTION, of which the last two may be left out: f32, forward. Throws BadOffer.
OfferedKernel parse_offer(const std::string& id);

/// Throws BadOffer.
Hello parse_hello(const std::string& line);

/// As parse_hello() reads it, on one line.
std::string format_hello(const Hello& hello);

}  // namespace gelubench
