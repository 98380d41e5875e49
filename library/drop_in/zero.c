/* Next to the zero of the gradient, in binary64: g'(c + r) = g'(c) + r p(r), c the zero rounded. */
v_inline double m_gradient_at(double x) {
  const double r = x - m_zero;
  double p = m_zero_3, product;
  p = v_fused_double(p, r, m_zero_2);
  p = v_fused_double(p, r, m_zero_1);
  p = v_fused_double(p, r, m_zero_low) + m_zero_0;
  product = gb_product(r, p);
  return product + (v_product_low_double(r, p, product) + m_zero_value);
}
v_inline v_float m_next_to_zero(v_float x, v_float y) {
  const v_where where = v_is_less(v_abs(v_sub(x, v_set(m_zero))), v_set(m_zero_radius));
  uint32_t mask = v_mask(where);
  if (__builtin_expect(mask != 0, 0)) {
    float given[v_lanes];
    v_store(given, x);
    for (; mask != 0; mask &= mask - 1) {
      const int i = __builtin_ctz(mask);
      y = v_select(v_is_lane(i), v_set(m_gradient_at(given[i])), y);
    }
  }
  return y;
}
