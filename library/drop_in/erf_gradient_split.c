/* gelu'(x) = G(t) for x < 0, 1 - G(t) for x > 0, t = |x|, G(t) = Q(t) - t phi(t): a piecewise polynomial near,
 * G = -t phi(t) exp(w(t)/2) far below. */
v_inline v_float m_near(v_float x) {
  v_float r, c0, c1;
  const v_float p = m_polynomial(x, &r, &c0, &c1);
  const v_where negative = v_is_below(v_word(0x7fffffff), v_bits(x));
  const v_float one = v_select(negative, v_set(0), v_set(1)), sum = v_fused(r, c1, v_sub(c0, one));
  const v_float lost = v_fused(r, c1, v_sub(c0, v_add(sum, one)));
  const v_float g = v_add(sum, v_fused(r, v_mul(r, p), lost));
  return m_next_to_zero(x, v_select(negative, g, v_from_bits(v_plus(v_bits(g), v_word(0x80000000)))));
}
v_inline v_float m_far(v_float x) {
  const v_float one = v_set(1);
  v_float t, low;
  const v_float high = m_far_tail_of(x, &t, &low);
  const v_float z = v_fused(t, high, v_mul(t, low));
  const v_float below = v_from_bits(v_plus(v_bits(v_divided(z, 80)), v_word(0x80000000)));
  const v_float above = v_mul_add(_mm512_max_ps(z, one), v_set(0x1p-80), one);
  const v_float positive = v_select(v_is_less(one, x), above, x);
  const v_float other = v_select(v_is_tiny(x, v_set(m_least)), v_set(0.5), positive);
  return v_select(v_is_less(x, v_set(-1)), below, other);
}
