/* Tables in registers, the exponential and the density of the normal distribution in two parts. */
v_inline v_uint v_bits_of_32(const uint32_t *table, v_uint index) {
  return _mm512_permutex2var_epi32(v_load_uint(table), index, v_load_uint(table + 16));
}
v_inline v_float v_of_32(const uint32_t *table, v_uint index) { return v_from_bits(v_bits_of_32(table, index)); }
v_inline v_float v_of_8(const uint32_t *table, v_uint index) {
  const __m256i eight = _mm256_loadu_si256((const __m256i *)(const void *)table);
  return v_from_bits(_mm512_permutexvar_epi32(index, _mm512_broadcast_i64x4(eight)));
}
/* Not zero and not least <= |x| < border. */
v_inline v_where v_is_outside(v_float x, double least, double border) {
  const v_uint bits = v_magnitude(x), from = v_bits(v_set(least));
  const v_where inside = v_is_below(v_minus(bits, from), v_minus(v_bits(v_set(border)), from));
  return (v_where)~(inside | _mm512_cmpeq_epi32_mask(bits, _mm512_setzero_si512()));
}
/* 2^80 times a factor exp(rest/2) 2^(k/32), in two parts; sum has k in its low bits. */
v_inline v_float v_exponential(const uint32_t *high_table, const uint32_t *low_table, v_float sum, v_float rest,
                               v_float *low) {
  const v_uint bits = v_bits(sum), exponent = _mm512_slli_epi32(bits, 18);
  const v_float e = v_mul_add(v_mul_add(v_set(t_e2), rest, v_set(t_e1)), rest, v_set(t_e0));
  const v_float high = v_from_bits(v_plus(v_bits_of_32(high_table, bits), exponent));
  *low = v_mul_add(high, v_mul(e, rest), v_from_bits(v_plus(v_bits_of_32(low_table, bits), exponent)));
  return high;
}
