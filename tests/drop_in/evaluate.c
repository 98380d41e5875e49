/* The results of every function of scripts/drop-in on PATH for floats on standard input, one array after the other; NaN
 * is one number. */
#include <stdio.h>

#define GELUBENCH_PATH PATH
#include "all.h"

enum { most = 1 << 23 };
static float x[most], u[most], y[most];

static void print(size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (y[i] != y[i]) y[i] = 0;
  }
  fwrite(y, sizeof *y, n, stdout);
}

int main(void) {
  const size_t n = fread(x, sizeof *x, most, stdin);
  for (size_t i = 0; i < n; ++i) u[i] = x[n - 1 - i];
  gelubench_gelu_f32(x, y, n), print(n);
  gelubench_geglu_f32(x, u, y, n), print(n);
  gelubench_gelu_backward_f32(x, u, y, n), print(n);
  gelubench_gelu_tanh_f32(x, y, n), print(n);
  gelubench_silu_f32(x, y, n), print(n);
  gelubench_swiglu_f32(x, u, y, n), print(n);
  return ferror(stdout) != 0;
}
