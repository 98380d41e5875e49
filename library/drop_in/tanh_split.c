/* g(x) = -t f(t) for x < 0, x - x f(x) for x >= 0, t = |x|, f(t) = 1 / (1 + exp(v(t))): a piecewise polynomial near,
 * f = e (1 - e), nearly, e = exp(-v(t)) in two parts, far below. */
v_inline v_where m_is_far(v_float x) { return v_is_outside(x, 0x1p-60, 4.421875); }
v_inline v_float m_near(v_float x) {
  const v_float t = v_abs(x);
  const v_uint k = v_bits(v_mul_add(t, v_set(m_near_inverse_width), v_set(12582912)));
  const v_float r = v_sub(t, v_of_32(m_near_columns + 0, k));
  v_float p = v_of_32(m_near_columns + 32 * 7, k), below;
  int i;
  for (i = 7; i-- > 2;) p = v_mul_add(p, r, v_of_32(m_near_columns + 32 * i, k));
  below = v_fused(p, r, v_of_32(m_near_columns + 32, k));
  return v_copy_sign(v_sub(_mm512_max_ps(x, v_set(0)), below), x);
}
v_inline v_float m_far(v_float x) {
  const v_float t = _mm512_max_ps(_mm512_min_ps(v_abs(x), v_set(10.9f)), v_set(4.421875));
  /* -2 v(t) = t (linear + cubic t^2) with the low part of every product, sum and constant. */
  const v_float cubic = v_set(m_cubic), linear = v_set(m_linear);
  const v_float square = v_mul(t, t);
  const v_float scaled = v_mul(square, cubic);
  const v_float sum = v_add(scaled, linear), part = v_sub(sum, scaled);
  const v_float sum_low = v_add(v_sub(scaled, v_sub(sum, part)), v_sub(linear, part));
  const v_float high = v_mul(t, sum), magic = v_set(12582912), one = v_set(1), unscale = v_set(0x1p-80);
  const v_where is_tiny = v_is_tiny(x, v_set(0x1p-60));
  v_float low = v_product_low(square, cubic, scaled), steps, k, rest, e, e_low, e_sum, squared, z, below, above;
  low = v_mul_add(v_product_low(t, t, square), cubic, low);
  low = v_mul_add(square, v_set(m_cubic_low), low);
  low = v_add(v_add(low, sum_low), v_set(m_linear_low));
  low = v_mul_add(t, low, v_product_low(t, sum, high));
  steps = v_mul_add(high, v_set(t_inverse_step), magic);
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
#define m_has_same 0
v_inline uint32_t m_is_collected(v_float x) {
  (void)x;
  return 0xffff;
}
