/* Single floats, without fused multiply-adds. */
#define v_inline static inline __attribute__((always_inline, unused))
#define v_function static __attribute__((unused))
#define v_lanes 1
typedef float v_float;
typedef uint32_t v_uint;
typedef int v_where;

v_inline v_float v_load(const float *p) { return *p; }
v_inline void v_store(float *p, v_float a) { *p = a; }
v_inline v_float v_set(double a) { return (float)a; }
v_inline v_float v_add(v_float a, v_float b) { return a + b; }
v_inline v_float v_sub(v_float a, v_float b) { return a - b; }
v_inline v_float v_mul(v_float a, v_float b) {
  v_float product = a * b;
  gb_keep_float(product);
  return product;
}
v_inline v_float v_mul_add(v_float a, v_float b, v_float c) { return v_mul(a, b) + c; }
v_inline v_float v_neg_mul_add(v_float a, v_float b, v_float c) { return c - v_mul(a, b); }
v_inline v_float v_mul_sub(v_float a, v_float b, v_float c) { return v_mul(a, b) - c; }
v_inline v_float v_fused(v_float a, v_float b, v_float c) { return (float)((double)a * (double)b + (double)c); }
v_inline v_float v_product_low(v_float a, v_float b, v_float product) {
  return (float)((double)a * (double)b - (double)product);
}
v_inline double v_fused_double(double a, double b, double c) { return gb_product(a, b) + c; }
#define v_product_low_double gb_product_low
v_inline v_float v_larger_or_second(v_float a, v_float b) { return a > b ? a : b; }
v_inline v_float v_smaller_or_second(v_float a, v_float b) { return a < b ? a : b; }

v_inline v_uint v_bits(v_float a) {
  v_uint bits;
  memcpy(&bits, &a, sizeof bits);
  return bits;
}
v_inline v_float v_from_bits(v_uint bits) {
  v_float a;
  memcpy(&a, &bits, sizeof a);
  return a;
}
v_inline v_uint v_load_uint(const uint32_t *p) { return *p; }
v_inline void v_store_uint(uint32_t *p, v_uint a) { *p = a; }
v_inline v_uint v_word(uint32_t a) { return a; }
v_inline v_uint v_plus(v_uint a, v_uint b) { return a + b; }
v_inline v_uint v_minus(v_uint a, v_uint b) { return a - b; }
v_inline v_uint v_and(v_uint a, v_uint b) { return a & b; }
v_inline v_uint v_or(v_uint a, v_uint b) { return a | b; }
v_inline v_uint v_min(v_uint a, v_uint b) { return a < b ? a : b; }
v_inline v_uint v_max_signed(v_uint a, v_uint b) { return (int32_t)a > (int32_t)b ? a : b; }
v_inline v_uint v_times_16(v_uint a) { return a << 4; }
v_inline v_uint v_half(v_uint a) { return a >> 1; }
v_inline v_where v_is_below(v_uint a, v_uint b) { return a < b; }
v_inline v_where v_is_less(v_float a, v_float b) { return a < b; }
v_inline v_float v_select(v_where where, v_float a, v_float b) { return where ? a : b; }
#define v_is_lane(i) ((i) == 0)
v_inline uint32_t v_mask(v_where where) { return (uint32_t)where; }
v_inline void v_look_up(const struct gb_row *table, const uint32_t *offset, v_float row[4]) {
  const struct gb_row *here = (const struct gb_row *)(const void *)((const char *)(const void *)table + *offset);
  row[0] = here->center;
  row[1] = here->value;
  row[2] = here->factor;
  row[3] = here->lost;
}
