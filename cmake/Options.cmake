# gelubench_options: what every target of the project is compiled with.
add_library(gelubench_options INTERFACE)
target_compile_features(gelubench_options INTERFACE cxx_std_20)
target_include_directories(gelubench_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(gelubench_options INTERFACE
  -Wall -Wextra -Wconversion -Wpedantic
  # The steps of kernels name the parameters of their lambdas after what they take.
  $<$<NOT:$<IN_LIST:$<TARGET_PROPERTY:NAME>,gelubench$<SEMICOLON>gelubench_shipped$<SEMICOLON>gelubench_kernels>>:-Wshadow>
  # Members left out of a designated initialiser have the default their declaration gives.
  -Wno-missing-field-initializers
  # A result must not depend on whether the compiler fuses a*b+c.
  -ffp-contract=off)

# Highway compiles each SIMD file for its baseline and for every better target. The baseline is made its scalar target by
# disabling all x86 targets (bits 0 to 14) but SSE4 (11), AVX2 (9) and AVX3 (8, AVX-512); EMU128, which Highway would
# prefer with some compilers, is ruled out.
target_compile_definitions(gelubench_options INTERFACE HWY_DISABLED_TARGETS=0x74FFLL HWY_BROKEN_EMU128=1)

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(GELUBENCH_NO_VECTORIZER -fno-vectorize -fno-slp-vectorize)
else()
  set(GELUBENCH_NO_VECTORIZER -fno-tree-vectorize -fno-tree-slp-vectorize)
endif()

# gelubench_cold: the same for what neither sweeps nor is timed, command line, files and reports: compiled in two thirds
# of the time.
add_library(gelubench_cold INTERFACE)
target_link_libraries(gelubench_cold INTERFACE gelubench_options)
target_compile_options(gelubench_cold INTERFACE $<$<CONFIG:Release>:-O1>)

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
