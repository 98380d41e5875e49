/* The feed-forward block of a transformer with GELU from one header, in the shape of ggml's vector functions: n floats
 * in, n out.
 *   scripts/drop-in gelu_f32 geglu_f32 > gelu.h && cc -O2 -o main main.c -lm
 */
#include <math.h>
#include <stdio.h>

#include "gelu.h"

enum { model = 64, hidden = 256 };

static void vec_gelu_f32(int n, float *y, const float *x) { gelubench_gelu_f32(x, y, (size_t)n); }
static void vec_geglu_f32(int n, float *y, const float *x, const float *g) { gelubench_geglu_f32(x, g, y, (size_t)n); }

static void multiply(int rows, int columns, const float *matrix, const float *x, float *y) {
  for (int i = 0; i < rows; ++i) {
    float sum = 0;
    for (int k = 0; k < columns; ++k) sum += matrix[i * columns + k] * x[k];
    y[i] = sum;
  }
}

/* Numbers that look random, in [-1, 1). */
static float next(unsigned *state) {
  *state = *state * 1664525u + 1013904223u;
  return (float)(*state >> 8) * 0x1p-23f - 1;
}

int main(void) {
  static float up[hidden * model], gate[hidden * model], x[model], h[hidden], u[hidden], y[hidden];
  unsigned state = 1;
  for (int i = 0; i < hidden * model; ++i) up[i] = next(&state) / 4, gate[i] = next(&state) / 4;
  for (int i = 0; i < model; ++i) x[i] = next(&state) * 4;
  multiply(hidden, model, up, x, h);
  multiply(hidden, model, gate, x, u);

  vec_gelu_f32(hidden, y, h);
  double largest = 0;
  for (int i = 0; i < hidden; ++i) {
    const double exact = h[i] / 2 * erfc(-h[i] / sqrt(2));
    largest = fmax(largest, fabs(y[i] - exact) / fabs(exact));
  }
  printf("gelu: %d hidden units from %.3f to %.3f, largest relative error %.1f x 2^-24\n", hidden, y[0], y[hidden - 1],
         largest * 0x1p24);
  vec_geglu_f32(hidden, y, h, u);
  largest = 0;
  for (int i = 0; i < hidden; ++i) {
    const double exact = u[i] * (h[i] / 2 * erfc(-h[i] / sqrt(2)));
    largest = fmax(largest, fabs(y[i] - exact) / fabs(exact));
  }
  printf("geglu: largest relative error %.1f x 2^-24\n", largest * 0x1p24);
  return 0;
}
