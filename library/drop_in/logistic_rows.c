/* F = 1 / (1 + exp(-v)): F(c + r) = F(c) + d F(c) (1 - F(c)) (1 + u/2 + u^2/6 + ... + (u^2 - d^2) (1/12 + u/12)),
 * d = v(c + r) - v(c), u = d (1 - 2 F(c)); times x. */
m_rise
v_inline v_float m_value(v_float x, const uint32_t *offset) {
  const v_float above = v_larger_or_second(v_set(m_first), x);
  const v_float inside = v_smaller_or_second(v_set(m_last), above);
  v_float row[4], d, u, difference, e, series, line;
  v_look_up(m_rows, offset, row);
  d = m_rise_of(row[0], v_sub(inside, row[0]));
  u = v_mul(d, v_neg_mul_add(row[1], v_set(2), v_set(1)));
  difference = v_mul_sub(u, u, v_mul(d, d));
  m_exp_series
  series = v_mul_add(difference, v_mul_add(u, v_set(1.0 / 12), v_set(1.0 / 12)), v_mul(u, e));
  line = v_mul(d, row[2]);
  return v_fused(above, row[1], v_mul(inside, v_add(line, v_mul_add(line, series, row[3]))));
}
v_inline v_float m_at_tiny(v_float x) { return v_halved(x); }
