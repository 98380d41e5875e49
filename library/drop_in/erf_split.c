/* gelu(x) = -t Q(t) for x < 0, x - x Q(x) for x >= 0, t = |x|, Q(t) = Phi(-t): a piecewise polynomial near,
 * t Q(t) = phi(t) exp(w(t)/2) far below. */
m_far_tail
v_inline v_where m_is_far(v_float x) { return v_is_outside(x, 0x1p-40, 5.875); }
v_inline v_float m_near(v_float x) {
  const v_float t = v_abs(x);
  const v_uint k = v_bits(v_mul_add(t, v_set(m_near_inverse_width), v_set(12582912)));
  const v_float r = v_sub(t, v_of_32(m_near_columns + 0, k));
  const v_float c0 = v_of_32(m_near_columns + 32, k), c1 = v_of_32(m_near_columns + 32 * 2, k), one = v_set(1);
  const v_where negative = v_is_less(x, v_set(0));
  v_float p = v_of_32(m_near_columns + 32 * 8, k), curved, sum, low, other, other_low;
  int i;
  for (i = 8; i-- > 3;) p = v_mul_add(p, r, v_of_32(m_near_columns + 32 * i, k));
  curved = v_mul(v_mul(r, r), p);
  sum = v_mul_add(r, c1, c0);
  low = v_add(curved, v_mul_add(r, c1, v_sub(c0, sum)));
  other = v_sub(one, sum);
  other_low = v_sub(v_sub(v_sub(one, other), sum), low);
  return v_mul_add(x, v_select(negative, sum, other), v_mul(x, v_select(negative, low, other_low)));
}
v_inline v_float m_far(v_float x) {
  v_float low;
  const v_float high = m_far_tail_of(x, NULL, &low);
  const v_float below = v_copy_sign(v_divided(v_add(high, low), 80), x);
  const v_float other = v_select(v_is_tiny(x, v_set(0x1p-40)), v_halved(x), x);
  return v_select(v_is_less(x, v_set(-1)), below, other);
}
#define m_has_same 1 /* from 5.875 on, and of NaN, far(x) is x */
v_inline uint32_t m_is_collected(v_float x) { return v_is_less(x, v_set(5.875)); }
