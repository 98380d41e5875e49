v_inline void m_map(const float *x, const float *u, float *y, size_t n, int multiplied) {
  size_t i = 0;
  while (n - i >= v_lanes) {
    const size_t here = n - i < 16 * v_lanes ? (n - i) / v_lanes * v_lanes : 16 * v_lanes;
    m_block(x + i, multiplied ? u + i : NULL, y + i, here, multiplied);
    i += here;
  }
  if (i < n) {
    float rest_x[v_lanes] = {0}, rest_u[v_lanes] = {0};
    memcpy(rest_x, x + i, (n - i) * sizeof *x);
    if (multiplied) memcpy(rest_u, u + i, (n - i) * sizeof *x);
    m_block(rest_x, rest_u, rest_x, v_lanes, multiplied);
    memcpy(y + i, rest_x, (n - i) * sizeof *x);
  }
}
