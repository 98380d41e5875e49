/* A plug-in in C, of two kernels:
 *
 *   cc -std=c99 -O2 -shared -fPIC -I library/include examples/plugin/mine.c -o libmine.so -lm
 *   run_suite accuracy --plugin ./libmine.so
 */
#include <gelubench/plugin.h>
#include <math.h>

static void gelu(const void *x_, void *y_, size_t n) {
  const float *x = x_;
  float *y = y_;
  for (size_t i = 0; i < n; ++i) y[i] = 0.5f * x[i] * erfcf(x[i] * -0.70710678f);
}

static void gelu_gradient(const void *x_, const void *dy_, void *dx_, size_t n) {
  const float *x = x_, *dy = dy_;
  float *dx = dx_;
  for (size_t i = 0; i < n; ++i) {
    const float cdf = 0.5f * erfcf(x[i] * -0.70710678f);
    dx[i] = dy[i] * (cdf + x[i] * expf(-0.5f * x[i] * x[i]) * 0.39894228f);
  }
}

static const gelubench_kernel kernels[] = {
    {"erf/mine/f32/forward", "gelu", gelu, NULL, "1.0", "x/2 erfc(-x / sqrt(2))"},
    {"erf/mine/f32/backward", "gelu", NULL, gelu_gradient, "1.0", "its derivative"},
};

static const gelubench_plugin plugin = {GELUBENCH_PLUGIN_VERSION, sizeof(gelubench_kernel), "mine",
                                        sizeof kernels / sizeof kernels[0], kernels};

const gelubench_plugin *gelubench_plugin_describe(void) { return &plugin; }
