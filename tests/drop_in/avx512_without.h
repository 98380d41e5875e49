/* AVX-512 by SIMDe, so that what is written with it runs anywhere; SIMDe 0.7.4 lacks two of its functions. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#define gb_keep(a) /* is for registers */

static inline __mmask16 emulated_less(__m512i a, __m512i b) {
  uint32_t of_a[16], of_b[16];
  unsigned mask = 0;
  _mm512_storeu_si512(of_a, a);
  _mm512_storeu_si512(of_b, b);
  for (int i = 0; i < 16; ++i) mask |= (unsigned)(of_a[i] < of_b[i]) << i;
  return (__mmask16)mask;
}
#undef _mm512_cmplt_epu32_mask
#define _mm512_cmplt_epu32_mask emulated_less

static inline __m512 emulated_expand(__m512 into, __mmask16 mask, __m512 from) {
  float of_into[16], of_from[16];
  _mm512_storeu_ps(of_into, into);
  _mm512_storeu_ps(of_from, from);
  for (int i = 0, next = 0; i < 16; ++i) {
    if (mask >> i & 1) of_into[i] = of_from[next++];
  }
  return _mm512_loadu_ps(of_into);
}
#undef _mm512_mask_expand_ps
#define _mm512_mask_expand_ps emulated_expand
