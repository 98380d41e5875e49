/* f(|x|) = c0 + r (c1 + r p), r = |x| - center, by 32 intervals. */
v_inline v_float m_polynomial(v_float x, v_float *r, v_float *c0, v_float *c1) {
  const v_float t = v_abs(x);
  const v_uint k = v_bits(v_nearest(t, v_set(m_near_inverse_width), v_set(12582912)));
  v_float p = v_of_32(m_near_columns + 32 * m_near_last, k);
  int i;
  *r = v_sub(t, v_of_32(m_near_columns, k));
  *c0 = v_of_32(m_near_columns + 32, k);
  *c1 = v_of_32(m_near_columns + 64, k);
  for (i = m_near_last; i-- > 3;) p = v_mul_add(p, *r, v_of_32(m_near_columns + 32 * i, k));
  return p;
}
