// The compiler's binary128 (113 bits), in software: arithmetic and comparison need no library.

#pragma once

namespace gelubench {

#if __LDBL_MANT_DIG__ == 113
using Binary128 = long double;  // aarch64, whose GCC 12 has no other name for it
#else
__extension__ using Binary128 = __float128;
#endif

}  // namespace gelubench
