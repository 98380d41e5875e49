/* g(x) = -t f(t) for x < 0, x - x f(x) for x >= 0, t = |x|, f(t) = 1 / (1 + exp(v(t))): a piecewise polynomial near,
 * f = e (1 - e), nearly, e = exp(-v(t)) in two parts, far below. */
v_inline v_float m_near(v_float x) {
  v_float r, c0, c1, below;
  const v_float p = m_polynomial(x, &r, &c0, &c1);
  below = v_fused(v_mul_add(p, r, c1), r, c0);
  return v_copy_sign(v_sub(_mm512_max_ps(x, v_set(0)), below), x);
}
v_inline v_float m_far(v_float x) {
  const v_float t = _mm512_max_ps(_mm512_min_ps(v_abs(x), v_set(10.9f)), v_set(m_border));
  /* -2 v(t) = t (linear + cubic t^2) with the low part of every product, sum and constant. */
  const v_float cubic = v_set(m_cubic), linear = v_set(m_linear);
  const v_float square = v_mul(t, t);
  const v_float scaled = v_mul(square, cubic);
  const v_float sum = v_add(scaled, linear), part = v_sub(sum, scaled);
  const v_float sum_low = v_add(v_sub(scaled, v_sub(sum, part)), v_sub(linear, part));
  const v_float high = v_mul(t, sum), magic = v_set(12582912), one = v_set(1), unscale = v_set(0x1p-80);
  const v_where is_tiny = v_is_tiny(x, v_set(m_least));
  v_float low = v_product_low(square, cubic, scaled), steps, k, rest, e, e_low, e_sum, squared, z, below, above;
  low = v_mul_add(v_product_low(t, t, square), cubic, low);
  low = v_mul_add(square, v_set(m_cubic_low), low);
  low = v_add(v_add(low, sum_low), v_set(m_linear_low));
  low = v_mul_add(t, low, v_product_low(t, sum, high));
  steps = v_nearest(high, v_set(t_inverse_step), magic);
  k = v_sub(steps, magic);
  rest = v_sub(high, v_mul(k, v_set(t_step_high)));
  rest = v_add(v_neg_mul_add(k, v_set(t_step_low), rest), low);
  e = v_exponential(t_exp_high, t_exp_low, steps, rest, &e_low);
  e_sum = v_add(e, e_low);
  squared = v_mul(v_mul(v_select(v_is_less(one, e_sum), e_sum, v_set(0)), unscale), e_sum);
  z = v_fused(t, e, v_mul(t, v_sub(e_low, squared)));
  below = v_copy_sign(v_divided(z, 80), x);
  above = v_neg_mul_add(_mm512_max_ps(z, one), unscale, v_select(is_tiny, v_set(0), x));
  return v_select(v_is_less(x, v_set(-1)), below, v_select(is_tiny, v_halved(x), above));
}
