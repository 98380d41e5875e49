# gelubench_options: what every target of the project is compiled with.
add_library(gelubench_options INTERFACE)
target_compile_features(gelubench_options INTERFACE cxx_std_20)
target_compile_options(gelubench_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wpedantic
  # A result must not depend on whether the compiler fuses a*b+c.
  -ffp-contract=off)
target_include_directories(gelubench_options INTERFACE ${PROJECT_SOURCE_DIR})
