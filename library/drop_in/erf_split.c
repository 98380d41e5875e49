/* gelu(x) = -t Q(t) for x < 0, x - x Q(x) for x >= 0, t = |x|, Q(t) = Phi(-t): a piecewise polynomial near,
 * t Q(t) = phi(t) exp(w(t)/2) far below. */
v_inline v_float m_near(v_float x) {
  const v_float one = v_set(1);
  const v_where negative = v_is_less(x, v_set(0));
  v_float r, c0, c1, curved, sum, low, other, other_low;
  const v_float p = m_polynomial(x, &r, &c0, &c1);
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
  const v_float other = v_select(v_is_tiny(x, v_set(m_least)), v_halved(x), x);
  return v_select(v_is_less(x, v_set(-1)), below, other);
}
