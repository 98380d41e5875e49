#include "suite/array_file.hpp"

#include <gmock/gmock.h>

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

  static std::string refusal(const std::string& file) {
    try {
      read_array(file);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "accepted";
  }
};

TEST_F(ArrayFileTest, RoundTripsRawAndNpy) {
  const ArrayFile array{{1.0f, -2.5f, 0x1p-149f, 1e30f, 0.0f, -0.0f}, "(2, 3)"};
  for (const char* name : {"a.npy", "a.f32"}) {
    write_array(path(name), array);
    EXPECT_EQ(read_array(path(name)).values, array.values);
  }
  EXPECT_EQ(read_array(path("a.npy")).shape, "(2, 3)");
  EXPECT_EQ(read_array(path("a.f32")).shape, "(6,)");
  std::ifstream file(path("a.npy"), std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_EQ((bytes.str().size() - 24) % 64, 0u) << "data of .npy files begin at a multiple of 64";
  EXPECT_THAT(bytes.str(), HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
}

TEST_F(ArrayFileTest, ReadsEmptyAndScalarArrays) {
  EXPECT_TRUE(read_array(write("empty.f32", "")).values.empty());
  EXPECT_TRUE(read_array(write("e.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n", "")))
                  .values.empty());
  const auto scalar =
      read_array(write("s.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n", {"\0\0\x80\x3f", 4})));
  EXPECT_EQ(scalar.values, std::vector<float>{1.0f});
}

TEST_F(ArrayFileTest, RefusesInOneSentence) {
  EXPECT_THAT(refusal(path("missing.npy")), HasSubstr("missing.npy: No such file or directory"));
  EXPECT_THAT(refusal(testing::TempDir()), HasSubstr("Is a directory"));
  EXPECT_THAT(refusal(write("odd.f32", "12345")), HasSubstr("has 5 bytes, no multiple of the 4 of a float32"));
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
  EXPECT_THAT(refusal(write("header.npy", npy("{'descr': 3}\n", data))), HasSubstr("header this program cannot read"));
}

}  // namespace
}  // namespace gelubench
