m_exponent
/* g(x) = -t f(t) for x < 0, x - x f(x) for x >= 0, t = |x|, f(t) = 1 / (1 + exp(v(t))): a piecewise polynomial near,
 * f = e (1 - e), nearly, e = exp(-v(t)) in two parts, far below. */
v_inline v_float m_near(v_float x) {
  v_float r, c0, c1;
  const v_float p = m_polynomial(x, &r, &c0, &c1);
  const v_float positive = _mm512_max_ps(x, v_set(0));
  const v_float sum = v_neg_mul_add(r, c1, v_sub(positive, c0));
  const v_float lost = v_neg_mul_add(r, c1, v_sub(v_sub(positive, sum), c0));
  return v_copy_sign(v_add(sum, v_neg_mul_add(r, v_mul(r, p), lost)), x);
}
v_inline v_float m_far(v_float x) {
  const v_float t = _mm512_max_ps(_mm512_min_ps(v_abs(x), v_set(m_vanishing)), v_set(m_border));
  const v_float magic = v_set(12582912), one = v_set(1), unscale = v_set(0x1p-80);
  const v_where is_tiny = v_is_tiny(x, v_set(m_least));
  v_float low, e_low, squared, z, below, above;
  const v_float high = m_exponent_of(t, &low), steps = v_nearest(high, v_set(t_inverse_step), magic);
  const v_float k = v_sub(steps, magic), rest = v_sub(high, v_mul(k, v_set(t_step_high)));
  const v_float left = v_add(v_neg_mul_add(k, v_set(t_step_low), rest), low);
  const v_float e = v_exponential(t_exp_high, t_exp_low, steps, left, &e_low), e_sum = v_add(e, e_low);
  squared = v_mul(v_mul(v_select(v_is_less(one, e_sum), e_sum, v_set(0)), unscale), e_sum);
  z = v_fused(t, e, v_mul(t, v_sub(e_low, squared)));
  below = v_copy_sign(v_divided(z, 80), x);
  above = v_neg_mul_add(_mm512_max_ps(z, one), unscale, v_select(is_tiny, v_set(0), x));
  return v_select(v_is_less(x, v_set(-1)), below, v_select(is_tiny, v_halved(x), above));
}
