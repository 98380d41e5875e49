/* bfloat16 by a table of all 65,536 results, made at the first call from float32: rounding those to nearest gives the
 * correctly rounded result for every one of them, where ties of x/2 go up: gelu(x) is more. */
static uint16_t gb_bf16_results[65536] __attribute__((aligned(64), unused));
static inline void gb_make_bf16(void) {
  uint32_t i, k;
  gb_make_once(&gb_erf_made, gb_make_erf);
  for (i = 0; i < 65536; i += 256) {
    float x[256];
    for (k = 0; k < 256; ++k) {
      const uint32_t bits = (i + k) << 16;
      memcpy(&x[k], &bits, sizeof bits);
    }
    gb1_erf_map(x, NULL, x, 256, 0);
    for (k = 0; k < 256; ++k) {
      uint32_t bits;
      memcpy(&bits, &x[k], sizeof bits);
      if ((i + k) % 32768 != 0 && (i + k) % 32768 < 0x2b80) bits += i + k < 32768 ? 1u : ~0u; /* |x| < 2^-40 */
      if ((bits & 0x7fffffff) > 0x7f800000) bits |= 0x400000; /* a quiet NaN */
      else bits += 0x7fff + (bits >> 16 & 1);
      gb_bf16_results[i + k] = (uint16_t)(bits >> 16);
    }
  }
}
static int gb_bf16_made __attribute__((unused));
static inline void @prefix@gelu_bf16(const uint16_t *x, uint16_t *y, size_t n) {
  const uint16_t *const table = gb_bf16_results;
  assert(gb_may_alias(x, y, n * sizeof *x));
  gb_make_once(&gb_bf16_made, gb_make_bf16);
#if defined(GB_X86)
  for (; n >= 8; n -= 8, x += 8, y += 8) { /* fewer loads than one for each number */
    uint64_t low, high;
    __m128i eight;
    memcpy(&low, x, sizeof low);
    memcpy(&high, x + 4, sizeof high);
    eight = _mm_cvtsi32_si128(table[low & 0xffff]);
    eight = _mm_insert_epi16(eight, table[low >> 16 & 0xffff], 1);
    eight = _mm_insert_epi16(eight, table[low >> 32 & 0xffff], 2);
    eight = _mm_insert_epi16(eight, table[low >> 48], 3);
    eight = _mm_insert_epi16(eight, table[high & 0xffff], 4);
    eight = _mm_insert_epi16(eight, table[high >> 16 & 0xffff], 5);
    eight = _mm_insert_epi16(eight, table[high >> 32 & 0xffff], 6);
    eight = _mm_insert_epi16(eight, table[high >> 48], 7);
    _mm_storeu_si128((__m128i *)(void *)y, eight);
  }
#endif
  for (; n > 0; --n) *y++ = table[*x++];
}
