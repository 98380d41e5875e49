// ggml's activations (llama.cpp), as a plug-in: run_suite --plugin build/engines/libggml_plugin.so
//
// The library is that of the npm package @node-llama-cpp/linux-x64, one shared object a CPU level; no header comes with
// it, so what is needed is declared here (ggml.h, ggml-backend.h, ggml-cpu.h). Tensors live in a context, so that each
// call copies its arrays in and out; the times have this copy, which is that of relu/ggml at most. One thread.
//
//   GELUBENCH_GGML        the folder of libggml-base.so; by default where scripts/setup --with-engines puts it
//   GELUBENCH_GGML_LEVEL  "haswell", "skylakex", "zen4" ...; by default the best for this CPU

#include <dlfcn.h>
#include <gelubench/plugin.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct ggml_init_params {
  std::size_t mem_size;
  void* mem_buffer;
  bool no_alloc;
};
using Unary = void* (*)(void* context, void* a);
using Gated = void* (*)(void* context, void* a, void* b);
enum TensorType : int { f32 = 0, f16 = 1 };

struct Ggml {
  void* (*init)(ggml_init_params) = nullptr;
  void (*free)(void*) = nullptr;
  void* (*new_tensor_1d)(void*, int, std::int64_t) = nullptr;
  void* (*new_graph)(void*) = nullptr;
  void (*build_forward_expand)(void*, void*) = nullptr;
  void* (*get_data)(const void*) = nullptr;
  int (*graph_compute)(void*, void*) = nullptr;
  void* (*cpu_init)() = nullptr;
  void (*set_n_threads)(void*, int) = nullptr;
  void* base = nullptr;
  std::string version;
};

[[noreturn]] void give_up(const std::string& sentence) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  std::exit(1);
}

std::string best_level() {
  if (const char* level = std::getenv("GELUBENCH_GGML_LEVEL")) return level;
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vbmi")) return "zen4";
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vbmi")) return "icelake";
  if (__builtin_cpu_supports("avx512bw")) return "skylakex";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "haswell";
  return "x64";
}

std::string own_folder() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<void*>(&gelubench_plugin_describe), &info) == 0) return ".";
  const std::string path = info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

template <class F>
void find(void* library, const char* name, F& function) {
  function = reinterpret_cast<F>(::dlsym(library, name));
  if (function == nullptr) give_up(std::string("ggml has no ") + name);
}

Ggml load() {
  const char* given = std::getenv("GELUBENCH_GGML");
  const std::string folder =
      given != nullptr ? given : own_folder() + "/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64";
  const std::string level = best_level();
  Ggml g;
  g.base = ::dlopen((folder + "/libggml-base.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (g.base == nullptr) give_up(std::string("ggml: ") + ::dlerror());
  void* cpu = ::dlopen((folder + "/libggml-cpu-" + level + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (cpu == nullptr) give_up(std::string("ggml: ") + ::dlerror());
  find(g.base, "ggml_init", g.init);
  find(g.base, "ggml_free", g.free);
  find(g.base, "ggml_new_tensor_1d", g.new_tensor_1d);
  find(g.base, "ggml_new_graph", g.new_graph);
  find(g.base, "ggml_build_forward_expand", g.build_forward_expand);
  find(g.base, "ggml_get_data", g.get_data);
  find(g.base, "ggml_backend_graph_compute", g.graph_compute);
  find(cpu, "ggml_backend_cpu_init", g.cpu_init);
  find(cpu, "ggml_backend_cpu_set_n_threads", g.set_n_threads);
  const char* (*version)() = nullptr;
  find(g.base, "ggml_version", version);
  g.version = std::string("ggml ") + version() + ", " + level;
  return g;
}

const Ggml& ggml() {
  static const Ggml library = load();
  return library;
}

/// A graph of one operation on n elements, kept until another n is asked for.
class Graph {
 public:
  Graph(Unary unary, Gated gated, TensorType type) : unary_(unary), gated_(gated), type_(type) {
    backend_ = ggml().cpu_init();
    ggml().set_n_threads(backend_, 1);
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph() {
    if (context_ != nullptr) ggml().free(context_);
  }

  /// u is null where the operation is not gated.
  void run(const void* x, const void* u, void* y, std::size_t n) {
    if (n == 0) return;
    if (n != n_) make(n);
    const std::size_t bytes = n * (type_ == f32 ? 4 : 2);
    std::memcpy(ggml().get_data(in_), x, bytes);
    if (gate_ != nullptr) std::memcpy(ggml().get_data(gate_), u, bytes);
    if (ggml().graph_compute(backend_, graph_) != 0) give_up("ggml: the graph could not be computed");
    std::memcpy(y, ggml().get_data(out_), bytes);
  }

 private:
  void make(std::size_t n) {
    if (context_ != nullptr) ggml().free(context_);
    constexpr std::size_t room = std::size_t{1} << 21;  // of graph and descriptors
    context_ = ggml().init({3 * n * 4 + room, nullptr, false});
    const auto count = static_cast<std::int64_t>(n);
    in_ = ggml().new_tensor_1d(context_, type_, count);
    if (gated_ != nullptr) {
      gate_ = ggml().new_tensor_1d(context_, type_, count);
      out_ = gated_(context_, in_, gate_);
    } else {
      out_ = unary_(context_, in_);
    }
    graph_ = ggml().new_graph(context_);
    ggml().build_forward_expand(graph_, out_);
    n_ = n;
  }

  Unary unary_;
  Gated gated_;
  TensorType type_;
  void* backend_ = nullptr;
  void* context_ = nullptr;
  void* graph_ = nullptr;
  void* in_ = nullptr;
  void* gate_ = nullptr;
  void* out_ = nullptr;
  std::size_t n_ = 0;
};

struct Form {
  const char* name;
  const char* formula;
  const char* function;
  bool is_gated;
};

constexpr Form forms[] = {
    {"tanh/ggml", "gelu_tanh", "ggml_gelu", false},
    {"erf/ggml", "gelu", "ggml_gelu_erf", false},
    {"sigmoid/ggml_quick", "gelu_sigmoid", "ggml_gelu_quick", false},
    {"silu/ggml", "silu", "ggml_silu", false},
    {"relu/ggml", "relu", "ggml_relu", false},
    {"tanh/ggml", "gelu_tanh", "ggml_geglu_split", true},
    {"erf/ggml", "gelu", "ggml_geglu_erf_split", true},
    {"sigmoid/ggml_quick", "gelu_sigmoid", "ggml_geglu_quick_split", true},
    {"silu/ggml", "silu", "ggml_swiglu_split", true},
};
constexpr std::size_t form_count = sizeof forms / sizeof forms[0];

template <std::size_t form, TensorType type>
void run(const void* x, const void* u, void* y, std::size_t n) {
  thread_local Graph graph = [] {
    void* function = ::dlsym(ggml().base, forms[form].function);
    if (function == nullptr) give_up(std::string("ggml has no ") + forms[form].function);
    return Graph(forms[form].is_gated ? nullptr : reinterpret_cast<Unary>(function),
                 forms[form].is_gated ? reinterpret_cast<Gated>(function) : nullptr, type);
  }();
  graph.run(x, u, y, n);
}

template <std::size_t form, TensorType type>
void forward(const void* x, void* y, std::size_t n) {
  run<form, type>(x, nullptr, y, n);
}

template <std::size_t... form>
void add_all(std::vector<gelubench_kernel>& kernels, std::vector<std::string>& ids, std::index_sequence<form...>) {
  const auto add = [&](const Form& f, const char* type, gelubench_forward forward, gelubench_backward gated) {
    ids.push_back(std::string(f.name) + "/" + type + (f.is_gated ? "/gated" : "/forward"));
    kernels.push_back({nullptr, f.formula, f.is_gated ? nullptr : forward, f.is_gated ? gated : nullptr,
                       ggml().version.c_str(), f.function});
  };
  (add(forms[form], "f32", &forward<form, f32>, &run<form, f32>), ...);
  (add(forms[form], "f16", &forward<form, f16>, &run<form, f16>), ...);
  for (std::size_t i = 0; i < kernels.size(); ++i) kernels[i].id = ids[i].c_str();
}

}  // namespace

const gelubench_plugin* gelubench_plugin_describe(void) {
  static std::vector<std::string> ids;
  static std::vector<gelubench_kernel> kernels;
  if (kernels.empty()) add_all(kernels, ids, std::make_index_sequence<form_count>());
  static const gelubench_plugin plugin{GELUBENCH_PLUGIN_VERSION, sizeof(gelubench_kernel), "ggml", kernels.size(),
                                       kernels.data()};
  return &plugin;
}
