/* Every function of scripts/drop-in on PATH, or the best one, as functions of a plug-in. */
#ifdef PATH
#define GELUBENCH_PATH PATH
#endif
#include "all.h"

void gelu_f32(const float *x, float *y, size_t n) { gelubench_gelu_f32(x, y, n); }
void geglu_f32(const float *x, const float *u, float *y, size_t n) { gelubench_geglu_f32(x, u, y, n); }
void gelu_backward_f32(const float *x, const float *dy, float *dx, size_t n) { gelubench_gelu_backward_f32(x, dy, dx, n); }
void gelu_tanh_f32(const float *x, float *y, size_t n) { gelubench_gelu_tanh_f32(x, y, n); }
void silu_f32(const float *x, float *y, size_t n) { gelubench_silu_f32(x, y, n); }
void swiglu_f32(const float *x, const float *u, float *y, size_t n) { gelubench_swiglu_f32(x, u, y, n); }
void gelu_bf16(const uint16_t *x, uint16_t *y, size_t n) { gelubench_gelu_bf16(x, y, n); }
