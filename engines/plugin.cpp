#include "engines/plugin.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <fmt/format.h>
#include <gelubench/plugin.h>
#include <xxhash.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace gelubench {
namespace {

/// The architecture of an ELF file, by its e_machine.
std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "aarch64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit Arm";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "POWER";
    default:
      return fmt::format("machine {}", machine);
  }
}

constexpr unsigned own_machine =
#if defined(__x86_64__)
    EM_X86_64;
#elif defined(__aarch64__)
    EM_AARCH64;
#else
    EM_NONE;
#endif

/// That the file is a shared object for this machine: the loader's own words for the rest are hard to read. Returns a
/// hash of it, which stands for its version.
std::string check_file(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) throw CannotLoad("is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw CannotLoad(fmt::format("cannot be read: {}", std::strerror(errno)));
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Elf64_Ehdr header{};
  if (!bytes.starts_with(ELFMAG) || bytes.size() < sizeof header) throw CannotLoad("is not a shared object");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (own_machine != EM_NONE && (header.e_machine != own_machine || header.e_ident[EI_CLASS] != ELFCLASS64)) {
    throw CannotLoad(
        fmt::format("is for {}, this machine is {}", machine_name(header.e_machine), machine_name(own_machine)));
  }
  if (header.e_type != ET_DYN) throw CannotLoad("is not a shared object: compile it with -shared -fPIC");
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

/// As the loader takes it for a file, not for a name to look for.
std::string as_path(const std::string& library) {
  return library.find('/') == std::string::npos ? "./" + library : library;
}

std::string text_or(const char* text, const std::string& otherwise) { return text == nullptr ? otherwise : text; }

Plugin single_function(void* library, const PluginSpec& spec, const std::string& hash) {
  void* symbol = ::dlsym(library, spec.symbol.c_str());
  if (symbol == nullptr) throw CannotLoad(fmt::format("has no function '{}'", spec.symbol));
  PluginKernel kernel{.offer = parse_offer(spec.id)};
  if (!spec.formula.empty()) kernel.offer.formula = parse_formula(spec.formula);
  kernel.offer.version = hash;
  kernel.offer.provenance =
      fmt::format("{} of {}", spec.symbol, std::filesystem::path(spec.library).filename().string());
  if (!has_factor(kernel.offer.direction))
    kernel.forward = std::bit_cast<decltype(kernel.forward)>(symbol);
  else
    kernel.backward = std::bit_cast<decltype(kernel.backward)>(symbol);
  return {spec.symbol, {kernel}};
}

PluginKernel described_kernel(const gelubench_kernel& entry, const PluginSpec& spec, const std::string& hash) {
  if (entry.id == nullptr) throw BadOffer("describes a kernel without an id");
  PluginKernel kernel{.offer = parse_offer(entry.id), .forward = entry.forward, .backward = entry.backward};
  const bool is_forward = !has_factor(kernel.offer.direction);
  const bool fits = is_forward ? entry.forward != nullptr && entry.backward == nullptr
                               : entry.backward != nullptr && entry.forward == nullptr;
  if (!fits) {
    throw BadOffer(
        fmt::format("describes {} with {}", entry.id,
                    is_forward ? "other than just a forward function" : "other than just a backward function"));
  }
  if (entry.formula != nullptr) kernel.offer.formula = parse_formula(entry.formula);
  kernel.offer.version = text_or(entry.version, hash);
  kernel.offer.provenance = text_or(entry.provenance, std::filesystem::path(spec.library).filename().string());
  return kernel;
}

Plugin described(void* library, const PluginSpec& spec, const std::string& hash) {
  void* symbol = ::dlsym(library, "gelubench_plugin_describe");
  if (symbol == nullptr) {
    throw CannotLoad(fmt::format(
        "does not describe its kernels (no function gelubench_plugin_describe): name one of its functions, --plugin "
        "{}:FUNCTION --as METHOD/VARIANT/TYPE/DIRECTION",
        spec.library));
  }
  const gelubench_plugin* plugin = std::bit_cast<decltype(&gelubench_plugin_describe)>(symbol)();
  if (plugin == nullptr) throw BadOffer("describes nothing");
  if (plugin->version != GELUBENCH_PLUGIN_VERSION) {
    throw BadOffer(fmt::format("is written for version {} of gelubench/plugin.h; this program has version {}",
                               plugin->version, GELUBENCH_PLUGIN_VERSION));
  }
  if (plugin->kernel_size != sizeof(gelubench_kernel)) {
    throw BadOffer(fmt::format("says that a gelubench_kernel has {} bytes; it has {}", plugin->kernel_size,
                               sizeof(gelubench_kernel)));
  }
  constexpr std::size_t most_kernels = 10'000;
  if (plugin->count == 0 || plugin->kernels == nullptr) throw BadOffer("describes no kernels");
  if (plugin->count > most_kernels) throw BadOffer(fmt::format("describes {} kernels", plugin->count));
  Plugin list{text_or(plugin->name, spec.library), {}};
  for (std::size_t i = 0; i < plugin->count; ++i) {
    list.kernels.push_back(described_kernel(plugin->kernels[i], spec, hash));
  }
  return list;
}

}  // namespace

Plugin load_plugin(const PluginSpec& spec) {
  const std::string path = as_path(spec.library);
  const std::string hash = check_file(path);
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::string text = text_or(::dlerror(), "unknown");
    if (text.starts_with(path + ": ")) text.erase(0, path.size() + 2);
    throw CannotLoad("cannot be loaded: " + text);
  }
  return spec.symbol.empty() ? described(library, spec, hash) : single_function(library, spec, hash);
}

}  // namespace gelubench
