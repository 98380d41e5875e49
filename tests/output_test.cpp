// Where run_suite writes, and what it says when it cannot: regular files, links, devices, FIFOs, sockets, standard
// output.

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <string>
#include <vector>

#include "command.hpp"
#include "results/atomic_file.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Output = Command;

const std::string small_accuracy = "accuracy --profile quick --filter relu/max/f16/forward/scalar --quiet --out ";

TEST_F(Output, ADeviceIsWrittenThroughAndStays) {
  // Major 1, minor 7: always full. Minor 3 takes everything.
  const fs::path full = folder_ / "full", null = folder_ / "null";
  if (::mknod(full.c_str(), S_IFCHR | 0666, ::makedev(1, 7)) != 0 ||
      ::mknod(null.c_str(), S_IFCHR | 0666, ::makedev(1, 3)) != 0) {
    GTEST_SKIP() << "\nnot checked: devices as outputs, because no device node may be made here";
  }
  const Outcome o = run(small_accuracy + "full");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, StartsWith("run_suite: cannot write full: No space left on device; the results are in "));
  EXPECT_TRUE(fs::is_character_file(full));
  EXPECT_EQ(run(small_accuracy + "null").code, 0);
  EXPECT_TRUE(fs::is_character_file(null));
  EXPECT_FALSE(fs::exists(folder_ / "null.journal"));
  expect_refusal(run(small_accuracy + "null --shard 1/1"), 2,
                 "null is no regular file: a journal or shard cannot be kept there");
  write("x.npy", "");
  EXPECT_TRUE(fs::is_character_file(null));
}

TEST_F(Output, AFifoIsWrittenThroughAndStays) {
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  const Outcome o =
      shell(fmt::format("cat fifo >copy & '{}' {} fifo ; code=$? ; wait ; exit $code", RUN_SUITE, small_accuracy));
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(fs::is_fifo(folder_ / "fifo"));
  EXPECT_THAT(read(folder_ / "copy"), HasSubstr("\"relu/max/f16/forward/scalar\""));
}

TEST_F(Output, ASocketIsRefusedBeforeAnythingIsMeasured) {
  const std::string path = (folder_ / "s").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  expect_refusal(run(small_accuracy + "s"), 2, "cannot write s: it is a socket; name a file");
  EXPECT_TRUE(fs::is_socket(path));
  ::close(socket);
}

TEST_F(Output, LinksAreFollowedAndStay) {
  write("real", "old");
  fs::create_symlink("real", folder_ / "link");
  fs::create_symlink("nothing", folder_ / "dangling");
  fs::create_symlink("round", folder_ / "round");
  EXPECT_EQ(run(small_accuracy + "link").code, 0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_THAT(read(folder_ / "real"), HasSubstr("\"schema\": 4"));
  EXPECT_EQ(run(small_accuracy + "dangling").code, 0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "dangling"));
  EXPECT_THAT(read(folder_ / "nothing"), HasSubstr("\"schema\": 4"));
  expect_refusal(run(small_accuracy + "round"), 2, "cannot write round: Too many levels of symbolic links");
}

TEST_F(Output, AHyphenIsStandardOutput) {
  const Outcome accuracy = run(small_accuracy + "-");
  EXPECT_EQ(accuracy.code, 0) << accuracy.err;
  EXPECT_THAT(accuracy.out, StartsWith("{\n\"schema\": 4,"));
  EXPECT_THAT(accuracy.out, Not(HasSubstr("## Accuracy")));
  write("x.bin", std::string(8, '\0'));
  EXPECT_EQ(run("eval relu/max --in x.bin --out -").out, std::string(8, '\0'));
  EXPECT_FALSE(fs::exists(folder_ / "-"));
  EXPECT_FALSE(fs::exists(folder_ / "-.journal"));
}

TEST_F(Output, AFullStandardOutputIsOneSentence) {
  const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";
  const std::vector<std::string> commands{"eval erf/libm 1",
                                          "explain erf/libm 1",
                                          "doctor",
                                          "recommend " + golden + " --max-ulp 1",
                                          "report " + golden + " --format summary --out s",
                                          "list --filter relu/max/f32/forward/scalar",
                                          "list --json",
                                          "--help",
                                          "--version",
                                          "eval --help",
                                          "merge --help"};
  for (const std::string& command : commands) {
    const Outcome o = shell(fmt::format("'{}' {} >/dev/full", RUN_SUITE, command));
    EXPECT_EQ(o.code, 2) << command;
    EXPECT_EQ(o.err, "run_suite: cannot write the output: No space left on device\n") << command;
  }
  const Outcome closed = shell(fmt::format("'{}' list | head -n 1", RUN_SUITE));
  EXPECT_THAT(closed.err, Not(HasSubstr("run_suite: cannot write")));
}

}  // namespace
}  // namespace gelubench
