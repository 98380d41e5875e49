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
/* u g, with g below 2^-64 raised by that: g and the product may be subnormal. */
v_inline v_float v_product(v_float u, v_float g) {
  const v_uint bits = v_magnitude(g), raise = v_word(64u << 23), magic = v_word(65u << 23);
  const v_where small = v_is_below(v_minus(bits, v_word(1)), v_word((63u << 23) - 1));
  v_float factor, scaled, sum;
  if (!small) return v_mul(u, g);
  factor = v_mul(_mm512_cvtepi32_ps(bits), v_set(0x1p-85));
  factor = v_select(v_is_below(bits, v_word(1u << 23)), factor, v_from_bits(v_plus(bits, raise)));
  scaled = v_mul(u, v_copy_sign(factor, g));
  sum = v_fused(v_abs(u), factor, v_from_bits(magic));
  sum = v_from_bits(v_max_signed(v_minus(v_magnitude(scaled), raise), v_minus(v_bits(sum), magic)));
  sum = v_select(v_is_below(v_magnitude(scaled), v_word(0x7f800000)), v_copy_sign(sum, scaled), scaled);
  return _mm512_mask_mul_ps(sum, (v_where)~small, u, g);
}
