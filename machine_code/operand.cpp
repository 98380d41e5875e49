#include "machine_code/operand.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace gelubench {
namespace {

// At commas outside parentheses and brackets.
std::vector<std::string_view> split(std::string_view operands) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    std::string_view part = operands.substr(begin, end - begin);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    if (!part.empty()) parts.push_back(part);
    begin = end + 1;
  };
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const char c = operands[i];
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == ',' && depth == 0) add(i);
  }
  add(operands.size());
  return parts;
}

bool begins_with_one_of(std::string_view word, const auto& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return word.starts_with(b); });
}

// --- x86-64, AT&T's order: the destination is last ---

// "rax" of "%eax", "%al" and "%rax"; "r8" of "%r8d". Empty for vector and mask registers.
std::string x86_general_register(std::string_view text) {
  if (!text.starts_with('%')) return {};
  text.remove_prefix(1);
  if (text.starts_with("xmm") || text.starts_with("ymm") || text.starts_with("zmm") || text.starts_with("k")) return {};
  if (text.size() >= 2 && text[0] == 'r' && std::isdigit(static_cast<unsigned char>(text[1]))) {
    std::string name(text);
    while (!std::isdigit(static_cast<unsigned char>(name.back()))) name.pop_back();
    return name;
  }
  if (text == "rip") return "rip";
  std::string_view core = text;
  if (core.size() == 3 && (core[0] == 'r' || core[0] == 'e')) core.remove_prefix(1);
  static constexpr std::array<std::string_view, 4> letters{"a", "b", "c", "d"};
  for (const std::string_view letter : letters)
    if (core.size() == 2 && core.substr(0, 1) == letter && std::string_view("xlh").find(core[1]) != std::string::npos)
      return "r" + std::string(letter) + "x";
  if (core == "sil") core = "si";
  if (core == "dil") core = "di";
  if (core == "spl") core = "sp";
  if (core == "bpl") core = "bp";
  return "r" + std::string(core);
}

std::size_t x86_vector_bytes(std::string_view text) {
  if (text.starts_with("%xmm")) return 16;
  if (text.starts_with("%ymm")) return 32;
  if (text.starts_with("%zmm")) return 64;
  return 0;
}

std::optional<std::vector<std::string>> x86_address(std::string_view operand) {
  const std::size_t open = operand.find('(');
  if (open == std::string_view::npos || operand.starts_with('%')) return std::nullopt;
  std::vector<std::string> registers;
  for (const std::string_view part : split(operand.substr(open + 1, operand.find(')') - open - 1))) {
    if (x86_vector_bytes(part) > 0) return std::nullopt;  // gathers
    if (std::string name = x86_general_register(part); !name.empty()) registers.push_back(name);
  }
  return registers;
}

// Bytes between memory and the widest register among the operands.
std::size_t x86_bytes(std::string_view operation, const std::vector<std::string_view>& operands) {
  std::size_t vector = 0;
  std::size_t general = 0;
  for (const std::string_view operand : operands) {
    vector = std::max(vector, x86_vector_bytes(operand));
    if (operand.starts_with("%e")) general = 4;
    if (operand.starts_with("%r")) general = operand.ends_with('d') ? 4 : operand.ends_with('w') ? 2 : 8;
  }
  if (operation.starts_with('v')) operation.remove_prefix(1);
  if (operation.starts_with("cvtps2ph") || operation.starts_with("cvtph2ps") || operation.starts_with("pmovzxwd") ||
      operation.starts_with("pmovsxwd") || operation.starts_with("pmovdw") || operation.starts_with("pmovusdw") ||
      operation.starts_with("cvtps2pd") || operation.starts_with("pmovzxdq") || operation.starts_with("cvtpd2ps") ||
      operation.starts_with("cvtneps2bf16"))
    return vector / 2;
  if (operation.starts_with("extract") && operation.find("64x4") != std::string_view::npos) return 32;
  if (operation.starts_with("extract") && operation.find("32x8") != std::string_view::npos) return 32;
  if (operation.starts_with("extract")) return operation.starts_with("extractps") ? 4 : 16;
  static constexpr std::array<std::string_view, 4> four{"movss", "movd", "pextrd", "movl"};
  static constexpr std::array<std::string_view, 6> eight{"movsd", "movq", "movlp", "movhp", "pextrq", "movabs"};
  static constexpr std::array<std::string_view, 3> two{"movw", "pextrw", "movzwl"};
  if (begins_with_one_of(operation, two) || operation == "movswl") return 2;
  if (operation == "movdqa" || operation == "movdqu" || operation.starts_with("movdq")) return vector;
  if (begins_with_one_of(operation, four)) return 4;
  if (begins_with_one_of(operation, eight)) return 8;
  if (operation == "movb" || operation == "movzbl") return 1;
  if (operation.ends_with("ss")) return 4;
  if (operation.ends_with("sd")) return 8;
  return vector > 0 ? vector : general;
}

std::optional<MemoryAccess> x86_memory_access(const Instruction& instruction) {
  const std::string_view operation = instruction.operation;
  const auto operands = split(instruction.operands);
  if (operands.empty() || operation.starts_with("lea") || operation.starts_with("nop") || instruction.is_call())
    return std::nullopt;
  static constexpr std::array<std::string_view, 4> comparisons{"cmp", "test", "ucomis", "vucomis"};
  for (std::size_t i = 0; i < operands.size(); ++i) {
    std::string_view operand = operands[i];
    const auto registers = x86_address(operand);
    if (!registers) continue;
    const bool is_last = i + 1 == operands.size();
    MemoryAccess access;
    access.is_store = is_last && operands.size() > 1 && !begins_with_one_of(operation, comparisons);
    access.bytes = x86_bytes(operation, operands);
    access.registers = *registers;
    return access;
  }
  return std::nullopt;
}

// --- aarch64: the destination is first, but for stores ---

// "x2" of "w2" and "x2"; "sp". Empty for others.
std::string arm_general_register(std::string_view text) {
  while (!text.empty() && (text.back() == '!' || text.back() == ']')) text.remove_suffix(1);
  while (!text.empty() && text.front() == '[') text.remove_prefix(1);
  if (text == "sp" || text == "wsp") return "sp";
  if (text.size() < 2 || (text[0] != 'x' && text[0] != 'w')) return {};
  if (!std::isdigit(static_cast<unsigned char>(text[1]))) return {};
  return "x" + std::string(text.substr(1));
}

// Of "{ z0.s }" by st1w, or by st1h, which leaves out half of each lane; of "z0" by str.
std::size_t sve_bytes(std::string_view operation, std::string_view operand) {
  const auto bytes_of = [](char letter) {
    return letter == 'd' ? 8u : letter == 's' || letter == 'w' ? 4u : letter == 'h' ? 2u : 1u;
  };
  const std::size_t dot = operand.find('.');
  if (dot == std::string_view::npos) return sve_bytes_of_loops;
  return sve_bytes_of_loops * bytes_of(operation.back()) / bytes_of(operand[dot + 1]);
}

std::size_t arm_bytes(std::string_view operation, std::string_view operand) {
  if (operand.starts_with("{ z") || operand.starts_with("{z") || operand.starts_with('z'))
    return sve_bytes(operation, operand);
  if (operand.starts_with('{')) {  // "{ v0.4s, v1.4s }", "{ v0.s }[1]"
    const std::size_t registers = static_cast<std::size_t>(1 + std::count(operand.begin(), operand.end(), ','));
    const std::size_t dot = operand.find('.');
    if (dot == std::string_view::npos) return 0;
    const std::string_view shape = operand.substr(dot + 1);
    const bool is_whole = std::isdigit(static_cast<unsigned char>(shape[0])) != 0;
    const bool is_half = shape.starts_with("8b") || shape.starts_with("4h") || shape.starts_with("2s");
    const std::size_t lane = shape[0] == 's' ? 4 : shape[0] == 'h' ? 2 : shape[0] == 'd' ? 8 : 1;
    return registers * (is_whole ? (is_half ? 8 : 16) : lane);
  }
  if (operation.ends_with("rh") || operation == "ldrsh") return 2;
  if (operation.ends_with("rb") || operation == "ldrsb") return 1;
  switch (operand.empty() ? '?' : operand[0]) {
    case 'q':
      return 16;
    case 'd':
    case 'x':
      return 8;
    case 's':
    case 'w':
      return 4;
    case 'h':
      return 2;
    case 'b':
      return 1;
    default:
      return 0;
  }
}

std::optional<MemoryAccess> arm_memory_access(const Instruction& instruction) {
  const std::string_view operation = instruction.operation;
  const bool is_store = operation.starts_with("st");
  if (!is_store && !operation.starts_with("ld")) return std::nullopt;
  const std::size_t bracket = instruction.operands.find('[', instruction.operands.starts_with("{") ? 1 : 0);
  const auto operands = split(instruction.operands);
  if (bracket == std::string::npos || operands.empty()) return std::nullopt;
  MemoryAccess access;
  access.is_store = is_store;
  const bool is_pair = operation == "stp" || operation == "ldp" || operation == "stnp" || operation == "ldnp";
  access.bytes = arm_bytes(operation, operands[0]) * (is_pair ? 2 : 1);
  for (const std::string_view operand : operands) {
    if (!operand.starts_with('[')) continue;
    const std::size_t close = operand.find(']');
    for (const std::string_view part : split(operand.substr(1, close - 1))) {
      if (part.starts_with('z')) return std::nullopt;  // gathers
      if (std::string name = arm_general_register(part); !name.empty()) access.registers.push_back(name);
    }
  }
  if (access.registers.empty()) return std::nullopt;
  return access;
}

}  // namespace

std::optional<MemoryAccess> memory_access(const Instruction& instruction, Architecture architecture) {
  return architecture == Architecture::x86_64 ? x86_memory_access(instruction) : arm_memory_access(instruction);
}

std::string written_register(const Instruction& instruction, Architecture architecture) {
  const auto operands = split(instruction.operands);
  if (operands.empty()) return {};
  if (architecture == Architecture::x86_64) {
    static constexpr std::array<std::string_view, 4> without{"cmp", "test", "push", "j"};
    if (begins_with_one_of(instruction.operation, without)) return {};
    return x86_general_register(operands.back());
  }
  if (const auto access = arm_memory_access(instruction); access && access->is_store) {
    // "str q0, [x1], #16" and "[x1, #16]!" set the address.
    const bool sets = instruction.operands.ends_with('!') || instruction.operands.find("],") != std::string::npos;
    return sets ? access->registers.front() : std::string();
  }
  static constexpr std::array<std::string_view, 5> without{"cmp", "tst", "cbz", "cbnz", "tb"};
  if (begins_with_one_of(instruction.operation, without)) return {};
  return arm_general_register(operands.front());
}

std::vector<std::string> source_registers(const Instruction& instruction, Architecture architecture) {
  const auto operands = split(instruction.operands);
  std::vector<std::string> sources;
  if (architecture == Architecture::x86_64) {
    for (std::size_t i = 0; i + 1 < operands.size(); ++i) {
      if (const auto address = x86_address(operands[i])) {
        if (instruction.operation.starts_with("lea")) sources.insert(sources.end(), address->begin(), address->end());
      } else if (std::string name = x86_general_register(operands[i]); !name.empty()) {
        sources.push_back(name);
      }
    }
    return sources;
  }
  if (arm_memory_access(instruction)) return sources;
  for (std::size_t i = 1; i < operands.size(); ++i)
    if (std::string name = arm_general_register(operands[i]); !name.empty()) sources.push_back(name);
  return sources;
}

bool is_multiplication(const Instruction& instruction, Architecture architecture) {
  std::string_view operation = instruction.operation;
  if (architecture == Architecture::aarch64) {
    static constexpr std::array<std::string_view, 6> words{"fmul", "fmla", "fmls", "fmadd", "fmsub", "fdiv"};
    return begins_with_one_of(operation, words);
  }
  if (operation.starts_with('v')) operation.remove_prefix(1);
  static constexpr std::array<std::string_view, 10> words{"mulp",   "muls", "fmadd", "fmsub", "fnmadd",
                                                          "fnmsub", "divp", "divs",  "pmull", "pmadd"};
  return begins_with_one_of(operation, words) && !operation.starts_with("mulsi");
}

}  // namespace gelubench
