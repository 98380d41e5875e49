/* gelu'(x) = G(t) for x < 0, 1 - G(t) for x > 0, t = |x|, G(t) = Q(t) - t phi(t): a piecewise polynomial near,
 * G = -t phi(t) exp(w(t)/2) far below. */
m_far_tail
v_inline v_where m_is_far(v_float x) { return v_is_outside(x, 0x1p-40, 5.875); }
v_inline v_float m_near(v_float x) {
  const v_float t = v_abs(x);
  const v_uint k = v_bits(v_mul_add(t, v_set(m_near_inverse_width), v_set(12582912)));
  const v_float r = v_sub(t, v_of_32(m_near_columns + 0, k));
  v_float p = v_of_32(m_near_columns + 32 * 8, k), g;
  int i;
  for (i = 8; i-- > 2;) p = v_mul_add(p, r, v_of_32(m_near_columns + 32 * i, k));
  g = v_fused(p, r, v_of_32(m_near_columns + 32, k));
  return m_next_to_zero(x, v_select(v_is_less(x, v_set(0)), g, v_sub(v_set(1), g)));
}
v_inline v_float m_far(v_float x) {
  const v_float one = v_set(1);
  v_float t, low;
  const v_float high = m_far_tail_of(x, &t, &low);
  const v_float z = v_fused(t, high, v_mul(t, low));
  const v_float below = v_from_bits(v_plus(v_bits(v_divided(z, 80)), v_set_uint(0x80000000)));
  const v_float above = v_mul_add(_mm512_max_ps(z, one), v_set(0x1p-80), one);
  const v_float positive = v_select(v_is_less(one, x), above, x);
  const v_float other = v_select(v_is_tiny(x, v_set(0x1p-40)), v_set(0.5), positive);
  return v_select(v_is_less(x, v_set(-1)), below, other);
}
#define m_has_same 0
v_inline uint32_t m_is_collected(v_float x) {
  (void)x;
  return 0xffff;
}
