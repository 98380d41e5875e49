/* By two methods, near zero and far: in mixed blocks the far elements are collected, computed together and put back.
 * Returns whether there are any. */
v_inline int m_values(const float *x, float *y, size_t n) {
  uint32_t far_bits[16], collected_bits[16], some = 0, all = ~0u;
  float collected[18 * v_lanes];
  size_t before[17] = {0}, i, v;
  for (v = 0, i = 0; i < n; ++v, i += v_lanes) {
    far_bits[v] = v_is_outside(v_load(x + i), m_least, m_border);
    some |= far_bits[v];
    all &= far_bits[v];
  }
  if (some == 0) {
    for (i = 0; i < n; i += v_lanes) v_store(y + i, m_near(v_load(x + i)));
    return 0;
  }
  if (all == 0xffff) {
    for (i = 0; i < n; i += v_lanes) v_store(y + i, m_far(v_load(x + i)));
    return 1;
  }
  for (v = 0, i = 0; i < n; ++v, i += v_lanes) {
    const v_float here = v_load(x + i);
    collected_bits[v] = far_bits[v];
    if (m_far_is_same_above) collected_bits[v] &= v_is_less(here, v_set(m_same_from));
    v_store(collected + before[v], _mm512_maskz_compress_ps((__mmask16)collected_bits[v], here));
    before[v + 1] = before[v] + (size_t)__builtin_popcount(collected_bits[v]);
  }
  v_store(collected + before[v], v_set(-8)); /* far for every method */
  for (i = 0; i < before[v]; i += v_lanes) v_store(collected + i, m_far(v_load(collected + i)));
  for (v = 0, i = 0; i < n; ++v, i += v_lanes) {
    const v_where is_far = (v_where)far_bits[v];
    const v_float here = v_load(x + i);
    v_float result = m_near(v_select(is_far, v_set(0), here));
    if (m_far_is_same_above) result = v_select(is_far, here, result);
    v_store(y + i, _mm512_mask_expand_ps(result, (__mmask16)collected_bits[v], v_load(collected + before[v])));
  }
  return 1;
}
v_inline void m_block(const float *x, const float *u, float *y, size_t n, int multiplied) {
  float block[16 * v_lanes];
  size_t i;
  int some_far;
  if (!multiplied) {
    m_values(x, y, n);
    return;
  }
  some_far = m_values(x, block, n);
  for (i = 0; i < n; i += v_lanes) {
    const v_float factor = v_load(u + i), g = v_load(block + i);
    v_store(y + i, some_far ? v_product(factor, g) : v_mul(factor, g));
  }
}
