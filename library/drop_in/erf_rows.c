/* Phi(c + r) = Phi(c) + r phi(c) (1 - a/2 + (a^2 - b)/6 - (a^3 - 3 a b)/24 + a^4/120), a = c r, b = r^2; times x. */
v_inline v_float m_value(v_float x, const uint32_t *offset) {
  const v_float above = v_larger_or_second(v_set(m_first), x);
  const v_float inside = v_smaller_or_second(v_set(m_last), above);
  v_float row[4], r, a, b, p, q, s, line;
  v_look_up(m_rows, offset, row);
  r = v_sub(inside, row[0]);
  a = v_mul(r, row[0]);
  b = v_mul(r, r);
  p = v_mul_add(a, v_set(1.0 / 120), v_set(-1.0 / 24));
  p = v_mul_add(a, p, v_set(1.0 / 6));
  p = v_mul_add(a, p, v_set(-1.0 / 2));
  q = v_mul_add(a, v_set(1.0 / 8), v_set(-1.0 / 6));
  s = v_mul_add(a, p, v_mul(b, q));
  line = v_mul(r, row[2]);
  return v_fused(above, row[1], v_mul(inside, v_add(line, v_mul_add(line, s, row[3]))));
}
v_inline v_float m_at_tiny(v_float x) { return v_halved(x); }
