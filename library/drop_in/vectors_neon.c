/* Vectors of 4 floats. */
#define v_inline static inline __attribute__((always_inline, unused))
#define v_function static __attribute__((unused))
#define v_lanes 4
typedef float32x4_t v_float;
typedef uint32x4_t v_uint;
typedef uint32x4_t v_where; /* all bits of an element, or none */

#define v_load vld1q_f32
v_inline void v_store(float *p, v_float a) { vst1q_f32(p, a); }
v_inline v_float v_set(double a) { return vdupq_n_f32((float)a); }
#define v_add vaddq_f32
#define v_sub vsubq_f32
v_inline v_float v_mul(v_float a, v_float b) {
  v_float product = vmulq_f32(a, b);
  gb_keep(product);
  return product;
}
#define v_mul_add(a, b, c) vfmaq_f32(c, a, b)
#define v_neg_mul_add(a, b, c) vfmsq_f32(c, a, b)
v_inline v_float v_mul_sub(v_float a, v_float b, v_float c) { return vfmaq_f32(vnegq_f32(c), a, b); }
#define v_fused(a, b, c) vfmaq_f32(c, a, b)
v_inline v_float v_product_low(v_float a, v_float b, v_float product) { return vfmaq_f32(vnegq_f32(product), a, b); }
#define v_fused_double __builtin_fma
v_inline double v_product_low_double(double a, double b, double product) { return __builtin_fma(a, b, -product); }
v_inline v_float v_larger_or_second(v_float a, v_float b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
v_inline v_float v_smaller_or_second(v_float a, v_float b) { return vbslq_f32(vcltq_f32(a, b), a, b); }

#define v_bits vreinterpretq_u32_f32
#define v_from_bits vreinterpretq_f32_u32
#define v_load_uint vld1q_u32
v_inline void v_store_uint(uint32_t *p, v_uint a) { vst1q_u32(p, a); }
#define v_word vdupq_n_u32
#define v_plus vaddq_u32
#define v_minus vsubq_u32
#define v_and vandq_u32
#define v_or vorrq_u32
#define v_min vminq_u32
v_inline v_uint v_max_signed(v_uint a, v_uint b) {
  return vreinterpretq_u32_s32(vmaxq_s32(vreinterpretq_s32_u32(a), vreinterpretq_s32_u32(b)));
}
#define v_times_16(a) vshlq_n_u32(a, 4)
#define v_half(a) vshrq_n_u32(a, 1)
#define v_is_below vcltq_u32
#define v_is_less vcltq_f32
#define v_select vbslq_f32
v_inline v_where v_is_lane(int i) {
  static const uint32_t lane[4] = {0, 1, 2, 3};
  return vceqq_u32(vld1q_u32(lane), vdupq_n_u32((uint32_t)i));
}
v_inline uint32_t v_mask(v_where where) {
  static const uint32_t bit[4] = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(where, vld1q_u32(bit)));
}

/* Rows of the table, the bytes before each given, transposed. */
v_inline v_float v_row(const char *rows, uint32_t offset) {
  return vld1q_f32((const float *)(const void *)(rows + offset));
}
v_inline void v_look_up(const struct gb_row *table, const uint32_t *offset, v_float row[4]) {
  const char *rows = (const char *)(const void *)table;
  const v_float a = v_row(rows, offset[0]), b = v_row(rows, offset[1]);
  const v_float c = v_row(rows, offset[2]), d = v_row(rows, offset[3]);
  const float64x2_t ab_low = vreinterpretq_f64_f32(vzip1q_f32(a, b)), ab_high = vreinterpretq_f64_f32(vzip2q_f32(a, b));
  const float64x2_t cd_low = vreinterpretq_f64_f32(vzip1q_f32(c, d)), cd_high = vreinterpretq_f64_f32(vzip2q_f32(c, d));
  row[0] = vreinterpretq_f32_f64(vzip1q_f64(ab_low, cd_low));
  row[1] = vreinterpretq_f32_f64(vzip2q_f64(ab_low, cd_low));
  row[2] = vreinterpretq_f32_f64(vzip1q_f64(ab_high, cd_high));
  row[3] = vreinterpretq_f32_f64(vzip2q_f64(ab_high, cd_high));
}
