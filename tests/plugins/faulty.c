/* Plug-ins that do what they must not, a function each. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static float gelu(float x) { return 0.5f * x * (1 + erff(x * 0.70710678f)); }
static void all(const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = gelu(x[i]);
}

/* The code of erf/libm, so that its records are known. */
void good(const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 0.5f * x[i] * (1.0f + erff(x[i] * 0x1.6a09e667f3bcdp-1f));
}

void crashes(const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (x[i] < -7) abort();
    y[i] = gelu(x[i]);
  }
}
void hangs(const float *x, float *y, size_t n) {
  (void)x, (void)y, (void)n;
  for (volatile int forever = 1; forever;) {
  }
}
void leaves(const float *x, float *y, size_t n) {
  (void)x, (void)y, (void)n;
  exit(7);
}
void writes_one_past(const float *x, float *y, size_t n) {
  all(x, y, n);
  y[n] = 1;
}
void writes_far_past(const float *x, float *y, size_t n) {
  all(x, y, n);
  memset(y + n, 0, (size_t)1 << 24);
}
void returns_early(const float *x, float *y, size_t n) { all(x, y, n - 1); }
void is_of_doubles(const double *x, double *y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = x[i];
}
void depends_on_size(const float *x, float *y, size_t n) {
  all(x, y, n);
  if (n >= 100000) y[0] = nextafterf(y[0], 9);
}
void depends_on_alignment(const float *x, float *y, size_t n) {
  all(x, y, n);
  if ((uintptr_t)y % 16 != 0 && n > 4) y[1] = nextafterf(y[1], 9);
}
void reads_what_it_wrote(const float *x, float *y, size_t n) {
  for (size_t i = n; i-- > 0;) y[i] = gelu(x[i]) + (i + 1 < n ? 0 * x[i + 1] : 0);
}
void depends_on_calls(const float *x, float *y, size_t n) {
  static int calls = 0;
  all(x, y, n);
  if (n > 40 && ++calls % 2 == 0) y[n / 2] = nextafterf(y[n / 2], 9);
}
void shares_scratch(const float *x, float *y, size_t n) {
  static volatile float scratch;
  for (size_t i = 0; i < n; ++i) {
    scratch = gelu(x[i]);
    for (volatile int wait = 0; wait < (n > 100 && n < 2000 ? 20000 : 0); ++wait) {
    }
    y[i] = scratch;
  }
}
void prints(const float *x, float *y, size_t n) {
  extern int puts(const char *);
  puts("ok 1");
  all(x, y, n);
}
