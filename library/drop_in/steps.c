/* Steps that have subnormal operands or results, made of bits: the arithmetic is slow, or flushes. */
v_inline v_uint v_magnitude(v_float x) { return v_and(v_bits(x), v_word(0x7fffffff)); }
v_inline v_float v_abs(v_float x) { return v_from_bits(v_magnitude(x)); }
v_inline v_float v_copy_sign(v_float magnitude, v_float sign) {
  return v_from_bits(v_or(v_magnitude(magnitude), v_minus(v_bits(sign), v_magnitude(sign))));
}
/* |x| < bound. */
v_inline v_where v_is_tiny(v_float x, v_float bound) { return v_is_below(v_magnitude(x), v_bits(bound)); }
/* z / 2^scale for z >= 0, rounded to nearest: the exponent less, or in the sum with a number the ULP of which is
 * 2^scale times the smallest subnormal number; the larger of the two, as signed numbers, is right. */
v_inline v_float v_divided(v_float z, uint32_t scale) {
  const v_uint magic = v_word((1 + scale) << 23);
  const v_uint normal = v_minus(v_bits(z), v_word(scale << 23));
  const v_uint subnormal = v_minus(v_bits(v_add(z, v_from_bits(magic))), magic);
  return v_from_bits(v_max_signed(normal, subnormal));
}
/* The same for any z; infinities and NaN stay. */
v_inline v_float v_divided_signed(v_float z, uint32_t scale) {
  const v_where is_finite = v_is_below(v_magnitude(z), v_word(0x7f800000));
  return v_select(is_finite, v_copy_sign(v_divided(v_abs(z), scale), z), z);
}
/* x/2, rounded towards zero if subnormal: the exponent less one, or half of the bits less. */
v_inline v_float v_halved(v_float x) {
  const v_uint magnitude = v_magnitude(x);
  return v_from_bits(v_minus(v_bits(x), v_min(v_minus(magnitude, v_half(magnitude)), v_word(1u << 23))));
}
