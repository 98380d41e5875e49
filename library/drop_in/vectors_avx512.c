/* Vectors of 16 floats. */
#define v_inline static inline __attribute__((always_inline, unused, target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")))
#define v_function static __attribute__((unused, target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")))
#define v_lanes 16
typedef __m512 v_float;
typedef __m512i v_uint;
typedef __mmask16 v_where;

#define v_load _mm512_loadu_ps
v_inline void v_store(float *p, v_float a) { _mm512_storeu_ps(p, a); }
v_inline v_float v_set(double a) { return _mm512_set1_ps((float)a); }
#define v_add _mm512_add_ps
#define v_sub _mm512_sub_ps
v_inline v_float v_mul(v_float a, v_float b) {
  v_float product = _mm512_mul_ps(a, b);
  gb_keep(product);
  return product;
}
#define v_mul_add _mm512_fmadd_ps
#define v_nearest(a, b, c) _mm512_fmadd_round_ps(a, b, c, 8) /* in any mode */
#define v_neg_mul_add _mm512_fnmadd_ps
#define v_mul_sub _mm512_fmsub_ps
#define v_fused _mm512_fmadd_ps
#define v_product_low _mm512_fmsub_ps
#define v_fused_double __builtin_fma
v_inline double v_product_low_double(double a, double b, double product) { return __builtin_fma(a, b, -product); }
#define v_larger_or_second _mm512_max_ps
#define v_smaller_or_second _mm512_min_ps

#define v_bits _mm512_castps_si512
#define v_from_bits _mm512_castsi512_ps
v_inline v_uint v_load_uint(const uint32_t *p) { return _mm512_loadu_si512((const void *)p); }
v_inline void v_store_uint(uint32_t *p, v_uint a) { _mm512_storeu_si512((void *)p, a); }
v_inline v_uint v_word(uint32_t a) { return _mm512_set1_epi32((int)a); }
#define v_plus _mm512_add_epi32
#define v_minus _mm512_sub_epi32
#define v_and _mm512_and_si512
#define v_or _mm512_or_si512
#define v_min _mm512_min_epu32
#define v_max_signed _mm512_max_epi32
#define v_times_16(a) _mm512_slli_epi32(a, 4)
#define v_half(a) _mm512_srli_epi32(a, 1)
#define v_is_below _mm512_cmplt_epu32_mask
v_inline v_where v_is_less(v_float a, v_float b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
#define v_select(where, a, b) _mm512_mask_blend_ps(where, b, a)
#define v_is_lane(i) (v_where)(1u << (i))
v_inline uint32_t v_mask(v_where where) { return where; }

/* Rows of the table, the bytes before each given, transposed. */
v_inline v_float v_four_rows(const char *rows, const uint32_t *offset) {
  const __m512 a = _mm512_castps128_ps512(_mm_load_ps((const float *)(const void *)(rows + offset[0])));
  const __m512 b = _mm512_insertf32x4(a, _mm_load_ps((const float *)(const void *)(rows + offset[4])), 1);
  const __m256 c = _mm256_castps128_ps256(_mm_load_ps((const float *)(const void *)(rows + offset[8])));
  const __m256 d = _mm256_insertf128_ps(c, _mm_load_ps((const float *)(const void *)(rows + offset[12])), 1);
  return _mm512_insertf32x8(b, d, 1);
}
v_inline void v_look_up(const struct gb_row *table, const uint32_t *offset, v_float row[4]) {
  const char *rows = (const char *)(const void *)table;
  const v_float a = v_four_rows(rows, offset), b = v_four_rows(rows, offset + 1);
  const v_float c = v_four_rows(rows, offset + 2), d = v_four_rows(rows, offset + 3);
  const __m512d ab_low = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
  const __m512d ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
  const __m512d cd_low = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
  const __m512d cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
  row[0] = _mm512_castpd_ps(_mm512_unpacklo_pd(ab_low, cd_low));
  row[1] = _mm512_castpd_ps(_mm512_unpackhi_pd(ab_low, cd_low));
  row[2] = _mm512_castpd_ps(_mm512_unpacklo_pd(ab_high, cd_high));
  row[3] = _mm512_castpd_ps(_mm512_unpackhi_pd(ab_high, cd_high));
}
