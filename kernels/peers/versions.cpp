#include "kernels/peers/versions.hpp"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include <boost/version.hpp>
#ifdef GELUBENCH_HAVE_EIGEN
#include <Eigen/src/Core/util/Macros.h>
#endif
#ifdef GELUBENCH_HAVE_MKL
#include <mkl_service.h>
#endif
#ifdef GELUBENCH_HAVE_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif
#ifdef GELUBENCH_HAVE_SLEEF
#include <sleef.h>
#endif

namespace gelubench {
namespace {

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace

std::vector<PeerVersion> peer_versions() {
  std::vector<PeerVersion> list;
  list.push_back({"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)});
#ifdef GELUBENCH_HAVE_EIGEN
  list.push_back({"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)});
#endif
#ifdef __GLIBC__
  list.push_back({"glibc", gnu_get_libc_version()});  // libm and libmvec
#endif
#ifdef GELUBENCH_HAVE_MKL
  MKLVersion mkl;
  MKL_Get_Version(&mkl);
  list.push_back({"MKL", dotted(mkl.MajorVersion, mkl.MinorVersion, mkl.UpdateVersion)});
#endif
#ifdef GELUBENCH_HAVE_ONEDNN
  const dnnl_version_t* const onednn = dnnl_version();
  list.push_back({"oneDNN", dotted(onednn->major, onednn->minor, onednn->patch)});
#endif
#ifdef GELUBENCH_HAVE_SLEEF
  list.push_back({"SLEEF", dotted(SLEEF_VERSION_MAJOR, SLEEF_VERSION_MINOR, SLEEF_VERSION_PATCHLEVEL)});
#endif
  return list;
}

}  // namespace gelubench
