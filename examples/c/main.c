/* GELU of a few numbers and its gradient, from C.
 *   cc -O2 -o main main.c $(pkg-config --cflags --libs gelubench)
 */
#include <gelubench/gelu.h>
#include <stdio.h>

int main(void) {
  const float x[5] = {-2.0f, -0.75179154f, -0.0f, 1.0f, 3.0f};
  const float ones[5] = {1, 1, 1, 1, 1};
  float y[5];
  float dx[5];
  gelubench_gelu_f32(x, y, 5);
  gelubench_gelu_backward_f32(x, ones, dx, 5);
  for (int i = 0; i < 5; ++i) printf("gelu(%g) = %a, gelu'(%g) = %a\n", x[i], y[i], x[i], dx[i]);
  gelubench_gelu_exact_f32(NULL, NULL, 0);
  fprintf(stderr, "gelubench %s on %s\n", gelubench_version(), gelubench_path());
  return 0;
}
