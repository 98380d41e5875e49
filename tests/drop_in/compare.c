/* Whether the functions of scripts/drop-in have the bits of libgelubench: every STRIDE-th float, with all kinds of second
 * arrays, every bfloat16 number, and use as it comes: no elements, remainders, any alignment, in place.
 *   compare libgelubench.so STRIDE
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "all.h"

typedef void Forward(const float *, float *, size_t);
typedef void Multiplied(const float *, const float *, float *, size_t);

static const struct {
  const char *name;
  Forward *forward;
  Multiplied *multiplied;
} functions[] = {{"gelubench_gelu_f32", gelubench_gelu_f32, NULL},
                 {"gelubench_geglu_f32", NULL, gelubench_geglu_f32},
                 {"gelubench_gelu_backward_f32", NULL, gelubench_gelu_backward_f32},
                 {"gelubench_gelu_tanh_f32", gelubench_gelu_tanh_f32, NULL},
                 {"gelubench_silu_f32", gelubench_silu_f32, NULL},
                 {"gelubench_swiglu_f32", NULL, gelubench_swiglu_f32}};

enum { part = 65536 };
static float x[part], u[part], got[part], want[part];
static int failures;

static uint32_t bits_of(float a) {
  uint32_t bits;
  memcpy(&bits, &a, sizeof bits);
  return bits;
}

/* NaN is NaN, whichever. */
static int is_same(float a, float b) { return bits_of(a) == bits_of(b) || (a != a && b != b); }

static void fill(uint64_t first, uint64_t stride, uint64_t *state) {
  for (size_t i = 0; i < part; ++i) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    const uint32_t bits = (uint32_t)(first + i * stride + (*state >> 33) % stride);
    const uint32_t second = (*state >> 32) % 7 == 0 ? 0x3f800000 : (uint32_t)(*state >> 32);
    memcpy(x + i, &bits, sizeof bits);
    memcpy(u + i, &second, sizeof second);
  }
}

static void call(size_t k, Forward *forward, Multiplied *multiplied, const float *from, const float *second, float *to,
                 size_t n) {
  if (functions[k].forward != NULL) forward(from, to, n);
  else multiplied(from, second, to, n);
}

static void check_all(void *library, size_t k, uint64_t stride) {
  void *symbol = dlsym(library, functions[k].name);
  Forward *forward;
  Multiplied *multiplied;
  memcpy(&forward, &symbol, sizeof symbol);
  memcpy(&multiplied, &symbol, sizeof symbol);
  uint64_t state = k, different = 0;
  for (uint64_t first = 0; first < (uint64_t)1 << 32; first += part * stride) {
    fill(first, stride, &state);
    call(k, functions[k].forward, functions[k].multiplied, x, u, got, part);
    call(k, forward, multiplied, x, u, want, part);
    for (size_t i = 0; i < part; ++i) {
      if (is_same(got[i], want[i])) continue;
      if (different++ == 0) printf("%s(%a, %a) = %a, the library's %a\n", functions[k].name, x[i], u[i], got[i], want[i]);
    }
  }
  if (different != 0) printf("%s: %llu results differ\n", functions[k].name, (unsigned long long)different);
  failures += different != 0;
}

/* What one call of the whole array gives. */
static void check_use(size_t k) {
  uint64_t state = 7;
  fill(0xc0000000 - 500, 1, &state);
  call(k, functions[k].forward, functions[k].multiplied, x, u, want, 1000);
  call(k, functions[k].forward, functions[k].multiplied, NULL, NULL, NULL, 0);
  for (size_t n = 1; n < 70; ++n) {
    for (size_t at = 0; at < 9; ++at) {
      float *const in_place = got + at;
      memcpy(in_place, x + at, n * sizeof *x);
      in_place[n] = 42;
      call(k, functions[k].forward, functions[k].multiplied, in_place, u + at, in_place, n);
      for (size_t i = 0; i < n; ++i) {
        if (is_same(in_place[i], want[at + i])) continue;
        printf("%s: element %zu of %zu in place at %zu differs\n", functions[k].name, i, n, at);
        ++failures;
        return;
      }
      if (in_place[n] != 42) {
        printf("%s writes behind %zu elements\n", functions[k].name, n);
        ++failures;
        return;
      }
    }
  }
}

static void check_bf16(void *library) {
  static uint16_t numbers[65536], results[65536], right[65536];
  void *symbol = dlsym(library, "gelubench_gelu_bf16");
  void (*function)(const uint16_t *, uint16_t *, size_t);
  memcpy(&function, &symbol, sizeof symbol);
  for (size_t i = 0; i < 65536; ++i) numbers[i] = (uint16_t)i;
  gelubench_gelu_bf16(numbers, results, 65536);
  function(numbers, right, 65536);
  for (size_t i = 0; i < 65536; ++i) {
    if (results[i] == right[i]) continue;
    printf("gelubench_gelu_bf16(%04zx) = %04x, the library's %04x\n", i, results[i], right[i]);
    ++failures;
    return;
  }
}

int main(int count, char **arguments) {
  void *library = count == 3 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  const uint64_t stride = count == 3 ? strtoull(arguments[2], NULL, 10) : 0;
  if (library == NULL || stride == 0) {
    fprintf(stderr, "usage: compare libgelubench.so STRIDE\n");
    return 2;
  }
  for (size_t k = 0; k < sizeof functions / sizeof *functions; ++k) {
    check_all(library, k, stride);
    check_use(k);
  }
  check_bf16(library);
  return failures != 0;
}
