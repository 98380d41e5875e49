// For the files of kernels that keep vectors in structures, or call a library by vectors of one size: included before
// hwy/foreach_target.h, it leaves out the target of the path `sve`, whose vectors have no size (kernels/path.hpp). What
// it redefines is read by the macros of hwy/detect_targets.h, by cmake/Options.cmake.

#pragma once

#undef GELUBENCH_TARGETS_WITHOUT_SIZE
#define GELUBENCH_TARGETS_WITHOUT_SIZE 0
