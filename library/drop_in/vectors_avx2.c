/* Vectors of 8 floats. */
#define v_inline static inline __attribute__((always_inline, unused, target("avx2,fma")))
#define v_function static __attribute__((unused, target("avx2,fma")))
#define v_lanes 8
typedef __m256 v_float;
typedef __m256i v_uint;
typedef __m256i v_where; /* all bits of an element, or none */

#define v_load _mm256_loadu_ps
v_inline void v_store(float *p, v_float a) { _mm256_storeu_ps(p, a); }
v_inline v_float v_set(double a) { return _mm256_set1_ps((float)a); }
#define v_add _mm256_add_ps
#define v_sub _mm256_sub_ps
v_inline v_float v_mul(v_float a, v_float b) {
  v_float product = _mm256_mul_ps(a, b);
  gb_keep(product);
  return product;
}
#define v_mul_add _mm256_fmadd_ps
#define v_neg_mul_add _mm256_fnmadd_ps
#define v_mul_sub _mm256_fmsub_ps
#define v_fused _mm256_fmadd_ps
#define v_product_low _mm256_fmsub_ps
#define v_fused_double __builtin_fma
v_inline double v_product_low_double(double a, double b, double product) { return __builtin_fma(a, b, -product); }
#define v_larger_or_second _mm256_max_ps
#define v_smaller_or_second _mm256_min_ps

#define v_bits _mm256_castps_si256
#define v_from_bits _mm256_castsi256_ps
v_inline v_uint v_load_uint(const uint32_t *p) { return _mm256_loadu_si256((const __m256i *)(const void *)p); }
v_inline void v_store_uint(uint32_t *p, v_uint a) { _mm256_storeu_si256((__m256i *)(void *)p, a); }
v_inline v_uint v_word(uint32_t a) { return _mm256_set1_epi32((int)a); }
#define v_plus _mm256_add_epi32
#define v_minus _mm256_sub_epi32
#define v_and _mm256_and_si256
#define v_or _mm256_or_si256
#define v_min _mm256_min_epu32
#define v_max_signed _mm256_max_epi32
#define v_times_16(a) _mm256_slli_epi32(a, 4)
#define v_half(a) _mm256_srli_epi32(a, 1)
v_inline v_where v_is_below(v_uint a, v_uint b) { /* unsigned, and b not 0 */
  return _mm256_cmpeq_epi32(_mm256_min_epu32(a, _mm256_sub_epi32(b, _mm256_set1_epi32(1))), a);
}
v_inline v_where v_is_less(v_float a, v_float b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_LT_OQ)); }
v_inline v_float v_select(v_where where, v_float a, v_float b) {
  return _mm256_blendv_ps(b, a, _mm256_castsi256_ps(where));
}
v_inline v_where v_is_lane(int i) {
  return _mm256_cmpeq_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(i));
}
v_inline uint32_t v_mask(v_where where) { return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(where)); }

/* Rows of the table, the bytes before each given, transposed. */
v_inline v_float v_two_rows(const char *rows, const uint32_t *offset) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps((const float *)(const void *)(rows + offset[0]))),
                              _mm_load_ps((const float *)(const void *)(rows + offset[4])), 1);
}
v_inline void v_look_up(const struct gb_row *table, const uint32_t *offset, v_float row[4]) {
  const char *rows = (const char *)(const void *)table;
  const v_float a = v_two_rows(rows, offset), b = v_two_rows(rows, offset + 1);
  const v_float c = v_two_rows(rows, offset + 2), d = v_two_rows(rows, offset + 3);
  const __m256d ab_low = _mm256_castps_pd(_mm256_unpacklo_ps(a, b));
  const __m256d ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
  const __m256d cd_low = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
  const __m256d cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
  row[0] = _mm256_castpd_ps(_mm256_unpacklo_pd(ab_low, cd_low));
  row[1] = _mm256_castpd_ps(_mm256_unpackhi_pd(ab_low, cd_low));
  row[2] = _mm256_castpd_ps(_mm256_unpacklo_pd(ab_high, cd_high));
  row[3] = _mm256_castpd_ps(_mm256_unpackhi_pd(ab_high, cd_high));
}
