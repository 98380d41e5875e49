// xxHash, in the code of its library that uses the widest vectors of the running CPU.

#pragma once

#if defined(__x86_64__)
#include <xxh_x86dispatch.h>
#else
#include <xxhash.h>
#endif
