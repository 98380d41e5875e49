/* 2^80 phi(t) exp(w(t)/2), t = |x| between 5.875 and 14.8, w from a table of 8 columns. */
v_inline v_float m_far_tail_of(v_float x, v_float *magnitude, v_float *low) {
  const v_float t = _mm512_max_ps(_mm512_min_ps(v_abs(x), v_set(14.8f)), v_set(m_border));
  const v_float magic = v_set(12582912);
  const v_float interval = v_nearest(t, v_set(m_far_inverse_width), magic);
  const v_float r = v_neg_mul_add(v_sub(interval, magic), v_set(m_far_width), t);
  const v_uint column = v_bits(interval);
  v_float w = v_of_8(m_far_w + 8 * m_far_degree, column);
  v_float sum, k, rest;
  int i;
  for (i = m_far_degree; i-- > 0;)
    w = v_mul_add(w, r, v_of_8(m_far_w + 8 * i, column));
  /* exp(-t^2/2 + w/2) by k steps of log(2)/32; k times the high part of one is exact. */
  sum = v_nearest(v_mul(t, t), v_set(-t_inverse_step), v_nearest(w, v_set(t_inverse_step), magic));
  k = v_sub(sum, magic);
  rest = v_neg_mul_add(k, v_set(t_step_low), w);
  rest = v_sub(rest, v_fused(t, t, v_mul(k, v_set(t_step_high))));
  if (magnitude != NULL) *magnitude = t;
  return v_exponential(t_density_high, t_density_low, sum, rest, low);
}
