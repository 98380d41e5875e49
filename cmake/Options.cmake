# gelubench_options: what every target of the project is compiled with.
set(is_of_kernels "$<IN_LIST:$<TARGET_PROPERTY:NAME>,gelubench$<SEMICOLON>gelubench_shipped$<SEMICOLON>gelubench_kernels>")
add_library(gelubench_options INTERFACE)
target_compile_features(gelubench_options INTERFACE cxx_std_20)
target_include_directories(gelubench_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(gelubench_options INTERFACE
  -Wall -Wextra -Wconversion -Wpedantic
  # The steps of kernels name the parameters of their lambdas after what they take.
  $<$<NOT:${is_of_kernels}>:-Wshadow>
  # Members left out of a designated initialiser have the default their declaration gives.
  -Wno-missing-field-initializers
  # A result must not depend on whether the compiler fuses a*b+c.
  -ffp-contract=off)

# Highway compiles each SIMD file for its baseline and for every better target. The baseline is to be its scalar target;
# EMU128, which Highway would prefer with some compilers, is ruled out.
target_compile_definitions(gelubench_options INTERFACE HWY_BROKEN_EMU128=1)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  # NEON is part of every aarch64, so the scalar target has to be asked for. Of the others (bits 18 to 29 in Highway 1.0.3
  # and 1.2 together) NEON (28) is kept and, for kernels, SVE: NEON with bfloat16, or without AES, SVE2 and SVE of a known
  # length are the same for them. Files that cannot have SVE include kernels/drivers/sized_vectors.hpp.
  target_compile_definitions(gelubench_options INTERFACE
    HWY_BASELINE_TARGETS=HWY_SCALAR GELUBENCH_TARGETS_WITHOUT_SIZE=$<IF:${is_of_kernels},HWY_SVE,0>
    "HWY_DISABLED_TARGETS=(0x2FFC0000LL&~GELUBENCH_TARGETS_WITHOUT_SIZE)")
else()
  # Disabled are all x86 targets (bits 0 to 14) but SSE4 (11), AVX2 (9) and AVX3 (8, AVX-512).
  target_compile_definitions(gelubench_options INTERFACE HWY_DISABLED_TARGETS=0x74FFLL)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(GELUBENCH_NO_VECTORIZER -fno-vectorize -fno-slp-vectorize)
else()
  set(GELUBENCH_NO_VECTORIZER -fno-tree-vectorize -fno-tree-slp-vectorize)
endif()

# Precompiled for kernels: what is the same for all targets of Highway, without <immintrin.h>, around which Highway turns
# warnings off, and a precompiled header forgets that. Nothing where there are vectors of SVE: GCC 12 crashes when it
# reads <arm_sve.h> after a precompiled header.
set(GELUBENCH_KERNEL_HEADERS <hwy/base.h> <hwy/detect_targets.h> <array> <cmath> <limits> <span> <string> <vector>)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(GELUBENCH_KERNEL_HEADERS)
endif()

# gelubench_cold: the same for what neither sweeps nor is timed, command line, files and reports: compiled in two thirds
# of the time.
add_library(gelubench_cold INTERFACE)
target_link_libraries(gelubench_cold INTERFACE gelubench_options)
target_compile_options(gelubench_cold INTERFACE $<$<CONFIG:Release>:-O1>)

# compile_in_batches(target files): several files of a cold target in one run of the compiler, which reads and instantiates
# the same headers, CLI11, JSON and fmt, for all of them. In a release build only: a debug build compiles each file alone,
# so shows what a file forgets to include. Where two files of a target mean two things by one name, the build says so.
function(compile_in_batches target files)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${files})
    # clang takes a local name for a shadow of one of another file of the batch.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:Clang>:-Wno-shadow>)
  endif()
endfunction()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of overlapping copies inside "literal" + std::string (GCC bug 105329).
  target_compile_options(gelubench_options INTERFACE -Wno-restrict)
endif()

if(GELUBENCH_SANITIZE)
  target_compile_options(gelubench_options INTERFACE -fsanitize=${GELUBENCH_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer
    # False alarms inside std::regex with GCC's sanitizers.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(gelubench_options INTERFACE -fsanitize=${GELUBENCH_SANITIZE})
endif()
