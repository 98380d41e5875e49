// Kernels of others: plug-ins and engines, good ones and all that can be wrong with them.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::Not;

class Plugin : public Command {
 protected:
  static std::string faulty(const std::string& function, const std::string& id = "erf/mine") {
    return fmt::format("--plugin '{}:{}' --as {} --formula gelu", FAULTY_PLUGIN, function, id);
  }
  Outcome eval(const std::string& function, const std::string& more = "") const {
    return run(fmt::format("eval erf/mine {} {} -- -8 1", faulty(function), more));
  }
  /// Contract and accuracy of one of the faulty functions.
  Outcome judge(const std::string& function) const {
    return run(fmt::format("accuracy --profile quick --quiet {}", faulty(function)));
  }
  nlohmann::json results(const std::string& arguments) const {
    const Outcome o = run(fmt::format("accuracy --profile quick --quiet {} --out r.json", arguments));
    EXPECT_EQ(o.code, 0) << o.err;
    return nlohmann::json::parse(read(folder_ / "r.json"));
  }
  void script(const std::string& name, const std::string& answers) const {
    write(name, "#!/bin/sh\nread hello\n" + answers);
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }
  static inline const std::string hello =
      R"(echo '{"engine": "mine", "version": "1", "kernels": [{"id": "erf/mine/f32/forward", "formula": "gelu"}]}')"
      "\n";
  /// An engine that shares no memory; `answer` follows the request `run 0 2`.
  Outcome engine(const std::string& answer) const {
    script("engine.sh",
           hello + "while read request rest; do case $request in map) echo no;; *)\n" + answer + "\n;; esac; done\n");
    return run("eval erf/mine --in x.raw --out y.raw --engine ./engine.sh --engine-timeout 2");
  }
};

TEST_F(Plugin, AFunctionOfASharedObjectIsJudgedBitForBitAsIfItWereCompiledIn) {
  nlohmann::json own = results("--filter '^erf/libm/f32/forward'");
  nlohmann::json other = results(faulty("good", "erf/good"));
  ASSERT_EQ(own["accuracy"].size(), other["accuracy"].size());
  for (std::size_t i = 0; i < own["accuracy"].size(); ++i) {
    own["accuracy"][i].erase("kernel");
    other["accuracy"][i].erase("kernel");
    EXPECT_EQ(own["accuracy"][i], other["accuracy"][i]) << i;
  }
  EXPECT_EQ(other["kernels"][0]["id"], "erf/good/f32/forward/native");
  EXPECT_EQ(other["contracts"].size(), 9);
}

TEST_F(Plugin, APluginThatDescribesItsKernelsHasThemAll) {
  const std::string c = fmt::format("--plugin '{}'", EXAMPLE_PLUGIN_C);
  EXPECT_THAT(run("list --filter mine " + c).out,
              testing::AllOf(HasSubstr("erf/mine/f32/forward/native "), HasSubstr("erf/mine/f32/backward/native ")));
  EXPECT_EQ(run("eval erf/mine/f32/backward -2 " + c).out,
            "# erf/mine/f32/backward/native\n-2\t-0.0852318\t-0x1.5d1c06p-4\n");
  EXPECT_THAT(run("explain erf/mine -2 " + c).out, HasSubstr("against gelu"));
  const std::string cpp = fmt::format("--plugin '{}'", EXAMPLE_PLUGIN_CPP);
  EXPECT_THAT(run("explain silu/mine/f64 -2 " + cpp).out, HasSubstr("against silu"));
  const Outcome bench =
      run("bench --brief --quiet --profile quick --sizes L1 --threads 1,2 --filter silu/mine/f32 " + cpp);
  EXPECT_EQ(bench.code, 0) << bench.err;
  EXPECT_THAT(bench.out, HasSubstr("silu/mine/f32/forward/native"));
}

TEST_F(Plugin, ItSaysWhichFormulaAFunctionFollows) {
  const std::string unnamed = fmt::format("--plugin '{}:good' --as erf/mine", FAULTY_PLUGIN);
  const Outcome o = run("eval erf/mine 1 " + unnamed);
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.err, HasSubstr("erf/mine/f32/forward/native: follows gelu: at most "));
  EXPECT_THAT(o.err, HasSubstr("; gelu_bowling, the next, is 0.000383 off at -2.8"));
}

TEST_F(Plugin, WhatGoesWrongInItIsOneSentenceWithKernelAndInputs) {
  const struct {
    const char* function;
    const char* sentence;
  } cases[] = {
      {"crashes", "at the input 0xc1000000 (-8), was ended by signal 6 (Aborted)"},
      {"leaves", "at the input 0xc1000000 (-8), ended with exit code 7"},
      {"writes_one_past", "at the input 0xc1000000 (-8), wrote past its array: element n + 0"},
      {"writes_far_past", "at the input 0xc1000000 (-8), was ended by signal 11 (Segmentation fault)"},
      {"returns_early", "at the input 0xc1000000 (-8), left the last 1 of 1 results unwritten"},
      {"is_of_doubles", "at the input 0xc1000000 (-8), wrote past its array: element n + 0"},
  };
  for (const auto& [function, sentence] : cases) {
    const Outcome o = eval(function);
    EXPECT_EQ(o.code, 3) << function;
    EXPECT_EQ(o.err, fmt::format("run_suite: erf/mine/f32/forward/native: plug-in {}, {}\n", FAULTY_PLUGIN, sentence));
  }
  const Outcome o = eval("hangs", "--engine-timeout 0.3");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err, HasSubstr("at the input 0xc1000000 (-8), gave no answer within 0.3 s\n"));
  const Outcome half = run(fmt::format("eval erf/mine/f64 {} -- -8", faulty("good", "erf/mine/f64")));
  EXPECT_EQ(half.code, 0) << "reads half of each number, and has nothing to show for it";
}

// A library beside it that prints when the process crashes.
TEST_F(Plugin, WhatOthersPrintOfItsCrashIsNotItsLastWords) {
  const Outcome o = shell(
      fmt::format("LD_PRELOAD='{}' '{}' eval erf/mine {} -- -8", CRASH_HANDLER, RUN_SUITE, faulty("writes_far_past")));
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err, testing::EndsWith("was ended by signal 11 (Segmentation fault)\n"));
}

TEST_F(Plugin, WhatItPrintsIsNoAnswer) {
  const Outcome o = eval("prints");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("\n1\t0.8413447"));
}

TEST_F(Plugin, ACrashEndsItsOwnRowsNotTheRun) {
  const Outcome o =
      run(fmt::format("accuracy --profile quick --quiet {} --plugin '{}:crashes' --as erf/bad --out r.json",
                      faulty("good", "erf/good"), FAULTY_PLUGIN));
  EXPECT_EQ(o.code, 3) << o.err;
  const nlohmann::json results = nlohmann::json::parse(read(folder_ / "r.json"));
  std::size_t of_good = 0;
  for (const auto& record : results["accuracy"]) {
    EXPECT_EQ(record["kernel"], "erf/good/f32/forward/native");
    ++of_good;
  }
  EXPECT_EQ(of_good, 12) << "every region, and all";
  ASSERT_EQ(results["skipped"].size(), 1) << results["skipped"];
  EXPECT_EQ(results["skipped"][0]["kernel"], "erf/bad/f32/forward/native");
  EXPECT_THAT(results["skipped"][0]["reason"].get<std::string>(), HasSubstr("was ended by signal 6 (Aborted)"));
}

TEST_F(Plugin, ResultsThatDependOnMoreThanTheInputAreFound) {
  const struct {
    const char* function;
    const char* check;
  } cases[] = {
      {"depends_on_size", "size: n = 100000, from element 0, element 0: "},
      {"depends_on_alignment", "alignment: x + 0, y + 1, element 1: "},
      {"reads_what_it_wrote", "lane: 64 elements, element "},
      {"depends_on_calls", "lane: 64 elements, element 32: "},
      {"shares_scratch", "threads: n = 1003 on "},
  };
  for (const auto& [function, check] : cases) {
    const Outcome o = judge(function);
    EXPECT_EQ(o.code, 3) << function;
    EXPECT_THAT(o.err, HasSubstr(fmt::format("contract broken: erf/mine/f32/forward/native: {}", check))) << function;
  }
}

TEST_F(Plugin, WhatCannotBeLoadedIsRefused) {
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    expect_refusal(run("list " + arguments), 2, sentence);
  };
  write("text.so", "not a shared object");
  std::string other = read(FAULTY_PLUGIN);
  other[18] = '\xB7';  // e_machine: aarch64
  write("other.so", other);
  write("short.so", other.substr(0, 40));
  fs::create_directory(folder_ / "folder.so");
  refused("--plugin ./none.so", "plug-in ./none.so cannot be read: No such file or directory");
  refused("--plugin ./text.so", "plug-in ./text.so is not a shared object");
  refused("--plugin ./short.so", "plug-in ./short.so is not a shared object");
  refused("--plugin ./folder.so", "plug-in ./folder.so is a folder");
  refused("--plugin ./other.so:good --as erf/mine", "plug-in ./other.so is for aarch64, this machine is x86-64");
  refused(fmt::format("--plugin '{}'", NEEDY_PLUGIN),
          "cannot be loaded: libnowhere.so: cannot open shared object file");
  refused(faulty("absent"), "has no function 'absent'");
  refused(fmt::format("--plugin '{}'", FAULTY_PLUGIN), "does not describe its kernels");
  refused(fmt::format("--plugin '{}'", OLD_PLUGIN), "is written for version 99 of gelubench/plugin.h");
  refused(fmt::format("--plugin '{}'", SIZE_PLUGIN), "says that a gelubench_kernel has 8 bytes; it has 48");
  refused(fmt::format("--plugin '{}'", EMPTY_PLUGIN), "describes erf/mine/f32/forward with other than just a forward");
}

TEST_F(Plugin, WhatIsSaidOfItIsChecked) {
  const std::string plugin = fmt::format("--plugin '{}:good' ", FAULTY_PLUGIN);
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    expect_refusal(run("list " + arguments), 2, sentence);
  };
  refused(plugin, "names a function: say what it is with --as METHOD/VARIANT/TYPE/DIRECTION");
  refused("--as erf/mine", "--as erf/mine has no --plugin LIBRARY:FUNCTION to name");
  refused("--formula gelu", "--formula gelu has no --plugin LIBRARY:FUNCTION to be the formula of");
  refused(plugin + "--as erf", "'erf' is no id METHOD/VARIANT/TYPE/DIRECTION");
  refused(plugin + "--as erf/mine/f31", "'erf/mine/f31' is no id METHOD/VARIANT/TYPE/DIRECTION");
  refused(plugin + "--as erf/mine --formula geluu", "there is no formula 'geluu'; there are gelu, gelu_tanh");
  refused(plugin + plugin + "--as erf/mine --as erf/mine --formula gelu",
          "there is a kernel erf/mine/f32/forward/native");
  refused(plugin + "--as erf/mine --engine-timeout 0", "--engine-timeout");
}

TEST_F(Plugin, AnEngineIsAProgram) {
  write("engine.py",
        "import sys\n"
        "read, out = sys.stdin.buffer, sys.stdout.buffer\n"
        "for line in iter(read.readline, b''):\n"
        "    request, *words = line.decode().split()\n"
        "    if request == 'hello':\n"
        "        out.write(b'{\"engine\": \"negates\", \"kernels\": [{\"id\": \"relu/minus/f32/forward\"}]}\\n')\n"
        "    elif request == 'map':\n"
        "        out.write(b'no\\n')\n"
        "    elif request == 'run':\n"
        "        x = bytearray(read.read(4 * int(words[1])))\n"
        "        for i in range(3, len(x), 4): x[i] ^= 0x80\n"
        "        out.write(b'ok ' + words[1].encode() + b'\\n' + x)\n"
        "    out.flush()\n");
  const Outcome o = run("eval relu/minus 1 -2.5 inf --engine 'python3 engine.py'");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "# relu/minus/f32/forward/native\n1\t-1\t-0x1p+0\n-2.5\t2.5\t0x1.4p+1\ninf\t-inf\t-inf\n");
  EXPECT_THAT(o.err, HasSubstr("relu/minus/f32/forward/native: follows no known formula: "));
}

TEST_F(Plugin, WhatIsWrongWithAnEngineIsOneSentence) {
  write("x.raw", std::string("\0\0\x80\x3F\0\0\0\0", 8));
  const std::string kernel =
      "run_suite: erf/mine/f32/forward/native: engine './engine.sh', at 2 inputs from "
      "0x3f800000 (1) to 0x00000000 (0), ";
  EXPECT_EQ(engine("exit 9").err, kernel + "ended with exit code 9\n");
  EXPECT_EQ(engine("echo oh dear >&2; exit 9").err, kernel + "ended with exit code 9; its last words: oh dear\n");
  EXPECT_EQ(engine("echo Loading the model").err, kernel + "answered 'Loading the model' where 'ok 2' was expected\n");
  EXPECT_EQ(engine("echo error out of memory").err, kernel + "says: out of memory\n");
  const std::string take = "dd bs=1 count=8 >/dev/null 2>&1; ";  // the input
  EXPECT_EQ(engine(take + "echo 'ok 2'; printf aaaa; exit 0").err,
            kernel + "stopped after 4 of 8 bytes of an array: it ended with exit code 0\n");
  EXPECT_EQ(engine(take + "echo 'ok 2'; printf aaaa; sleep 9").err,
            kernel + "stopped after 4 of 8 bytes of an array: it gave no answer within 2 s\n");
  EXPECT_THAT(engine(take + "kill -SEGV $$").err, HasSubstr(kernel + "was ended by signal 11 (Segmentation fault)"));
  EXPECT_EQ(engine(take + "echo 'ok 2'; printf aaaabbbbc; sleep 1").code, 0) << "too much shows at the next request";
  EXPECT_EQ(engine("exec >&-; sleep 9").code, 3);
}

TEST_F(Plugin, AnEngineThatCannotBeginIsRefused) {
  const auto refused = [&](const std::string& command, const std::string& sentence) {
    expect_refusal(run(fmt::format("list --engine-timeout 2 --engine '{}'", command)), 2, sentence);
  };
  write("plain.sh", "#!/bin/sh\n");
  refused("./nowhere", "engine './nowhere' could not be started: there is no such command");
  refused("./plain.sh", "engine './plain.sh' could not be started: it is not executable");
  refused("true", "engine 'true' ended with exit code 0");
  refused("sleep 9", "engine 'sleep 9' gave no answer within 2 s");
  refused("echo hello",
          "engine 'echo hello' answers 'hello' where one line of JSON is expected that lists its kernels");
  const auto answers = [&](const std::string& json, const std::string& sentence) {
    script("engine.sh", fmt::format("echo '{}'\n", json));
    refused("./engine.sh", sentence);
  };
  answers(R"({"engine": "mine", "kernels": []})", "has no kernels");
  answers(R"({"kernels": []})", "key 'engine' not found");
  answers(R"({"engine": "mine", "kernels": [{"id": "erf/a b/f32/forward"}]})",
          "is no id METHOD/VARIANT/TYPE/DIRECTION");
  answers(R"({"engine": "mine", "kernels": [{"id": "erf/mine/f32/forward", "formula": "gelo"}]})",
          "there is no formula 'gelo'");
}

}  // namespace
}  // namespace gelubench
