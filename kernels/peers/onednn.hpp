// Element-wise operations of oneDNN as kernel functions: of API 2 and 3.
//
// A primitive is made for a number of elements and kept, one set a thread. The library's own threads are not used: as
// of any kernel, OpenMP runs one call a thread.

#pragma once

#include <omp.h>

#include <array>
#include <cstddef>
#include <span>
#include <unordered_map>

#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"

#ifdef GELUBENCH_HAVE_ONEDNN
#include <oneapi/dnnl/dnnl.hpp>

namespace gelubench::onednn {

template <DType dtype>
requires(dtype == DType::f32 ||
         dtype == DType::bf16) inline constexpr auto data_type = dtype == DType::bf16 ? dnnl::memory::data_type::bf16
                                                                                      : dnnl::memory::data_type::f32;

inline dnnl::engine& engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

/// One thread inside the library while this lives.
class SingleThread {
 public:
  SingleThread() : threads_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~SingleThread() { omp_set_num_threads(threads_); }
  SingleThread(const SingleThread&) = delete;
  SingleThread& operator=(const SingleThread&) = delete;

 private:
  int threads_;
};

/// A primitive and its arguments but for their addresses.
struct Prepared {
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
};

template <dnnl::algorithm algorithm>
dnnl::eltwise_forward::primitive_desc describe_forward(const dnnl::memory::desc& layout, dnnl::prop_kind kind) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), kind, algorithm, layout, layout, 0.0f, 0.0f};
#else
  return {dnnl::eltwise_forward::desc(kind, algorithm, layout, 0.0f, 0.0f), engine()};
#endif
}

template <dnnl::algorithm algorithm, DType dtype>
Prepared prepare_forward(std::size_t n) {
  const dnnl::memory::desc layout({static_cast<dnnl::memory::dim>(n)}, data_type<dtype>, dnnl::memory::format_tag::a);
  const auto description = describe_forward<algorithm>(layout, dnnl::prop_kind::forward_inference);
  return {dnnl::eltwise_forward(description),
          {{DNNL_ARG_SRC, dnnl::memory(layout, engine(), nullptr)},
           {DNNL_ARG_DST, dnnl::memory(layout, engine(), nullptr)}}};
}

template <dnnl::algorithm algorithm, DType dtype>
Prepared prepare_backward(std::size_t n) {
  const dnnl::memory::desc layout({static_cast<dnnl::memory::dim>(n)}, data_type<dtype>, dnnl::memory::format_tag::a);
  const auto forward = describe_forward<algorithm>(layout, dnnl::prop_kind::forward_training);
#if DNNL_VERSION_MAJOR >= 3
  const dnnl::eltwise_backward::primitive_desc description(engine(), algorithm, layout, layout, layout, 0.0f, 0.0f,
                                                           forward);
#else
  const dnnl::eltwise_backward::primitive_desc description(
      dnnl::eltwise_backward::desc(algorithm, layout, layout, 0.0f, 0.0f), engine(), forward);
#endif
  return {dnnl::eltwise_backward(description),
          {{DNNL_ARG_SRC, dnnl::memory(layout, engine(), nullptr)},
           {DNNL_ARG_DIFF_DST, dnnl::memory(layout, engine(), nullptr)},
           {DNNL_ARG_DIFF_SRC, dnnl::memory(layout, engine(), nullptr)}}};
}

template <auto prepare>
Prepared& prepared(std::size_t n) {
  thread_local std::unordered_map<std::size_t, Prepared> kept;
  const auto found = kept.find(n);
  return found != kept.end() ? found->second : kept.emplace(n, prepare(n)).first->second;
}

inline void execute(Prepared& operation) {
  thread_local dnnl::stream stream(engine());
  operation.primitive.execute(stream, operation.arguments);
  stream.wait();
}

template <dnnl::algorithm algorithm, DType dtype>
void forward(const void* x, const void*, void* y, std::size_t n) {
  if (n == 0) return;
  const SingleThread single;
  Prepared& operation = prepared<&prepare_forward<algorithm, dtype>>(n);
  operation.arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<void*>(x));
  operation.arguments.at(DNNL_ARG_DST).set_data_handle(y);
  execute(operation);
}

template <dnnl::algorithm algorithm, DType dtype>
void backward(const void* x, const void* dy, void* dx, std::size_t n) {
  if (n == 0) return;
  const SingleThread single;
  Prepared& operation = prepared<&prepare_backward<algorithm, dtype>>(n);
  operation.arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<void*>(x));
  operation.arguments.at(DNNL_ARG_DIFF_DST).set_data_handle(const_cast<void*>(dy));
  operation.arguments.at(DNNL_ARG_DIFF_SRC).set_data_handle(dx);
  execute(operation);
}

/// Forward and backward in float32 and, where the library has bfloat16 on this CPU, that.
template <dnnl::algorithm algorithm>
std::span<const TypedFunction> functions() {
  static const std::array<TypedFunction, 4> all{
      {{DType::f32, Direction::forward, &forward<algorithm, DType::f32>},
       {DType::f32, Direction::backward, &backward<algorithm, DType::f32>},
       {DType::bf16, Direction::forward, &forward<algorithm, DType::bf16>},
       {DType::bf16, Direction::backward, &backward<algorithm, DType::bf16>}}};
  const bool has_bf16 = cpu_supports(Path::avx512);
  return std::span(all).first(has_bf16 ? 4 : 2);
}

}  // namespace gelubench::onednn
#endif  // GELUBENCH_HAVE_ONEDNN
