#include "suite/array_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;

class ArrayFileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return testing::TempDir() + "array_" + name; }

  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  static std::string npy(const std::string& header, const std::string& data) {
    std::string bytes = "\x93NUMPY";
    bytes += '\x01';
    bytes += '\x00';
    bytes += static_cast<char>(header.size());
    bytes += '\x00';
    return bytes + header + data;
  }

  /// The numbers of a float32 file.
  static std::vector<float> floats(const std::string& file) {
    const ArrayFile array = read_array(file, DType::f32);
    std::vector<float> values(array.size());
    if (!values.empty()) std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
    return values;
  }

  static std::string refusal(const std::string& file, DType dtype = DType::f32) {
    try {
      read_array(file, dtype);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "accepted";
  }
};

TEST_F(ArrayFileTest, RoundTripsRawAndNpy) {
  const std::vector<float> values{1.0f, -2.5f, 0x1p-149f, 1e30f, 0.0f, -0.0f};
  ArrayFile array{DType::f32, std::string(reinterpret_cast<const char*>(values.data()), 24), "(2, 3)"};
  for (const char* name : {"a.npy", "a.f32"}) {
    write_array(path(name), array);
    EXPECT_EQ(floats(path(name)), values);
  }
  EXPECT_EQ(read_array(path("a.npy"), DType::f32).shape, "(2, 3)");
  EXPECT_EQ(read_array(path("a.f32"), DType::f32).shape, "(6,)");
  for (const auto& [dtype, descr] : {std::pair{DType::f64, "<f8"}, {DType::f16, "<f2"}, {DType::bf16, "<u2"}}) {
    array.dtype = dtype;
    array.shape = fmt::format("({},)", array.size());
    write_array(path("b.npy"), array);
    EXPECT_EQ(read_array(path("b.npy"), dtype).bytes, array.bytes);
    EXPECT_THAT(refusal(path("b.npy")),
                HasSubstr(fmt::format("holds dtype '{}'; this kernel takes little-endian float32", descr)));
  }
  std::ifstream file(path("a.npy"), std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_EQ((bytes.str().size() - 24) % 64, 0u) << "data of .npy files begin at a multiple of 64";
  EXPECT_THAT(bytes.str(), HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
}

TEST_F(ArrayFileTest, ReadsEmptyAndScalarArrays) {
  EXPECT_TRUE(floats(write("empty.f32", "")).empty());
  EXPECT_TRUE(floats(write("e.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n", ""))).empty());
  const auto scalar =
      floats(write("s.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n", {"\0\0\x80\x3f", 4})));
  EXPECT_EQ(scalar, std::vector<float>{1.0f});
}

TEST_F(ArrayFileTest, RefusesInOneSentence) {
  EXPECT_THAT(refusal(path("missing.npy")), HasSubstr("missing.npy: No such file or directory"));
  EXPECT_THAT(refusal(testing::TempDir()), HasSubstr("Is a directory"));
  EXPECT_THAT(refusal(write("odd.f32", "12345")), HasSubstr("has 5 bytes, no multiple of the 4 of f32"));
  EXPECT_THAT(refusal(write("short.npy", "\x93NUM")), HasSubstr("is cut short"));
  EXPECT_THAT(refusal(write("foreign.npy", "this is a text file")), HasSubstr("is not an .npy file"));
  const std::string data(16, '\0');
  EXPECT_THAT(refusal(write("f8.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n", data))),
              HasSubstr("holds dtype '<f8'"));
  EXPECT_THAT(refusal(write("big.npy", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (4,), }\n", data))),
              HasSubstr("holds dtype '>f4'"));
  EXPECT_THAT(refusal(write("fortran.npy", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }\n", data))),
              HasSubstr("Fortran order"));
  EXPECT_THAT(refusal(write("cut.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }\n", data))),
              HasSubstr("is cut short"));
  EXPECT_THAT(refusal(write("long.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", data))),
              HasSubstr("holds 16 bytes of data, its shape (3,) says 12"));
  EXPECT_THAT(
      refusal(write("huge.npy",
                    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }\n", data))),
      HasSubstr("is cut short"));
  EXPECT_THAT(
      refusal(write("i4.npy", npy("{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }\n", data)), DType::bf16),
      HasSubstr("this kernel takes bfloat16 as '<u2' or '|V2'"));
  EXPECT_EQ(
      read_array(write("v2.npy", npy("{'descr': '|V2', 'fortran_order': False, 'shape': (8,), }\n", data)), DType::bf16)
          .size(),
      8u);
  std::filesystem::resize_file(write("sparse.f32", ""), std::uintmax_t{1} << 42);
  EXPECT_THAT(refusal(path("sparse.f32")),
              HasSubstr("has 4398046511104 bytes, more than half of this machine's memory"));
  std::filesystem::remove(path("sparse.f32"));
  EXPECT_THAT(refusal(write("header.npy", npy("{'descr': 3}\n", data))), HasSubstr("header this program cannot read"));
}

}  // namespace
}  // namespace gelubench
