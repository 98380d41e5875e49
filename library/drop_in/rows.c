/* By rows: x F(x) or F(x) by the row whose center is nearest to x. Tails hold 2^64 F, where results can be subnormal;
 * tiny numbers go as zeros. */
v_inline v_uint m_offset(v_float x) {
  const v_float magic = v_set(12582912.0 * m_width); /* its ULP is the width: adding it rounds to centers */
  const v_float inside = v_smaller_or_second(v_larger_or_second(v_set(m_first), x), v_set(m_last));
  const v_uint first = v_bits(v_set(12582912.0 * m_width + m_first));
  return v_times_16(v_minus(v_bits(v_add(inside, magic)), first));
}
v_inline void m_run(const float *x, const float *u, float *y, size_t n, const uint32_t *offset, int multiplied, int tails,
                   int tinies) {
  size_t i;
  for (i = 0; i < n; i += v_lanes) {
    const v_float given = v_load(x + i);
    const v_where is_tiny = v_is_tiny(given, v_set(0x1p-40));
    v_float result = m_value(tinies ? v_select(is_tiny, v_set(0), given) : given, offset + i);
    if (tinies) result = v_select(is_tiny, m_at_tiny(given), result);
    if (multiplied) result = v_mul(v_load(u + i), result);
    if (tails) {
      const v_where in_tail = v_is_below(v_load_uint(offset + i), v_word((m_tail_rows + 1) * 16));
      result = v_select(in_tail, v_divided_signed(result, 64), result);
    }
    v_store(y + i, result);
  }
}
v_inline void m_block(const float *x, const float *u, float *y, size_t n, int multiplied) {
  uint32_t offset[16 * v_lanes];
  v_uint tail = v_word(~0u), tiny = v_word(~0u);
  size_t i;
  int tails, tinies;
  for (i = 0; i < n; i += v_lanes) {
    const v_float here = v_load(x + i);
    const v_uint at = m_offset(here);
    v_store_uint(offset + i, at);
    tail = v_min(tail, v_minus(at, v_word(16)));
    tiny = v_min(tiny, v_plus(v_plus(v_bits(here), v_bits(here)), v_word(~0u))); /* but zeros */
  }
  tails = v_mask(v_is_below(tail, v_word(m_tail_rows * 16))) != 0;
  tinies = v_mask(v_is_below(tiny, v_word(2 * 0x2b800000u - 1))) != 0; /* 2^-40 */
  if (!tails && !tinies) m_run(x, u, y, n, offset, multiplied, 0, 0);
  else if (!tinies) m_run(x, u, y, n, offset, multiplied, 1, 0);
  else if (!tails) m_run(x, u, y, n, offset, multiplied, 0, 1);
  else m_run(x, u, y, n, offset, multiplied, 1, 1);
}
