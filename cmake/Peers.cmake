# gelubench_peers: the libraries that kernels of ours are compared with, each where it is found, with a definition
# GELUBENCH_HAVE_<NAME> that its kernel files ask for. scripts/packages.txt has their Debian packages.
include(CheckCXXSourceCompiles)
add_library(gelubench_peers INTERFACE)

# have_peer(NAME [INCLUDES dir] [LIBRARIES lib...])
function(have_peer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "INCLUDES" "LIBRARIES")
  target_compile_definitions(gelubench_peers INTERFACE GELUBENCH_HAVE_${name})
  target_include_directories(gelubench_peers SYSTEM INTERFACE ${arg_INCLUDES})
  target_link_libraries(gelubench_peers INTERFACE ${arg_LIBRARIES})
endfunction()

# glibc's libmvec: the functions of 2.35 and later on x86-64, of 2.40 and later on aarch64.
set(CMAKE_REQUIRED_LIBRARIES mvec m)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(libmvec_erfcf _ZGVnN4v_erfcf)
else()
  set(libmvec_erfcf _ZGVbN4v_erfcf)
endif()
check_cxx_source_compiles("
  extern \"C\" void ${libmvec_erfcf}();
  int main() { ${libmvec_erfcf}(); }
" GELUBENCH_FOUND_LIBMVEC)
unset(CMAKE_REQUIRED_LIBRARIES)
if(GELUBENCH_FOUND_LIBMVEC)
  have_peer(LIBMVEC LIBRARIES mvec)
endif()

find_path(SLEEF_INCLUDE_DIR sleef.h)
find_library(SLEEF_LIBRARY sleef)
if(SLEEF_INCLUDE_DIR AND SLEEF_LIBRARY)
  have_peer(SLEEF LIBRARIES ${SLEEF_LIBRARY})
endif()

# Not by its own CMake package: Debian's asks for OpenCL.
find_path(ONEDNN_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
# libdnnl-dev of two architectures cannot be installed side by side; the headers of one serve both.
find_library(ONEDNN_LIBRARY NAMES dnnl libdnnl.so.3 libdnnl.so.2)
if(ONEDNN_INCLUDE_DIR AND ONEDNN_LIBRARY)
  have_peer(ONEDNN LIBRARIES ${ONEDNN_LIBRARY})
endif()

find_path(EIGEN_INCLUDE_DIR unsupported/Eigen/SpecialFunctions PATH_SUFFIXES eigen3)
if(EIGEN_INCLUDE_DIR)
  have_peer(EIGEN INCLUDES ${EIGEN_INCLUDE_DIR})
endif()

# Intel MKL without threads of its own. Not free software; scripts/setup --with-mkl installs it.
if(NOT GELUBENCH_FOR_PACKAGES)
  find_path(MKL_INCLUDE_DIR mkl_vml.h PATH_SUFFIXES mkl)
  find_library(MKL_INTERFACE_LIBRARY mkl_intel_lp64)
  find_library(MKL_THREADING_LIBRARY mkl_sequential)
  find_library(MKL_CORE_LIBRARY mkl_core)
  if(MKL_INCLUDE_DIR AND MKL_INTERFACE_LIBRARY AND MKL_THREADING_LIBRARY AND MKL_CORE_LIBRARY)
    have_peer(MKL INCLUDES ${MKL_INCLUDE_DIR}
      LIBRARIES ${MKL_INTERFACE_LIBRARY} ${MKL_THREADING_LIBRARY} ${MKL_CORE_LIBRARY})
  endif()
endif()
