// The versions of the libraries that kernels are made of.

#pragma once

#include <string>
#include <vector>

namespace gelubench {

struct PeerVersion {
  std::string library;  ///< "oneDNN"
  std::string version;  ///< of what runs where the library tells it, otherwise of the headers this was built with
};

/// Of every peer this binary was built with, by name.
std::vector<PeerVersion> peer_versions();

}  // namespace gelubench
