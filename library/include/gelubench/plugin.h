/* How a shared object describes its kernels to run_suite --plugin: export one function,
 *
 *   const gelubench_plugin* gelubench_plugin_describe(void);
 *
 * examples/plugin has one in C and one in C++. A single function needs none of this: see docs/engines.md.
 */
#ifndef GELUBENCH_PLUGIN_H
#define GELUBENCH_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GELUBENCH_PLUGIN_VERSION 1

/* y[i] = g(x[i]) for i < n. Any n, any alignment to elements, from any thread; y may be x. */
typedef void (*gelubench_forward)(const void* x, void* y, size_t n);
/* dx[i] = dy[i] g'(x[i]) for i < n; dx may be x or dy. Of a gated kernel y[i] = u[i] g(x[i]), u in place of dy. */
typedef void (*gelubench_backward)(const void* x, const void* dy, void* dx, size_t n);

/* One kernel: one of the two functions is set, the other NULL. */
typedef struct gelubench_kernel {
  const char* id;      /* "METHOD/VARIANT/TYPE/DIRECTION", TYPE f32, f64, f16 or bf16 (these two as uint16_t) */
  const char* formula; /* of run_suite list --formulas; NULL: not known, the suite says which one it follows */
  gelubench_forward forward;
  gelubench_backward backward;
  const char* version;    /* of the library behind it, or NULL */
  const char* provenance; /* where the method comes from, or NULL */
} gelubench_kernel;

typedef struct gelubench_plugin {
  uint32_t version;     /* GELUBENCH_PLUGIN_VERSION */
  uint32_t kernel_size; /* sizeof(gelubench_kernel) */
  const char* name;
  size_t count;
  const gelubench_kernel* kernels; /* count of them, which stay as they are */
} gelubench_plugin;

#ifdef _WIN32
__declspec(dllexport)
#elif defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const gelubench_plugin* gelubench_plugin_describe(void);

#ifdef __cplusplus
}
#endif

#endif
