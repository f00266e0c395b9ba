//===-- CommandLineTest.cpp - What is kept of a compiler's command --------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/CommandLine.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

using Words = std::vector<std::string>;

class ParseOnly : public testing::Test {
protected:
  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Files =
      makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();

  void file(StringRef Path, StringRef Text) {
    Files->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
  }
  Words all(Words Command) {
    return parseOnly(std::move(Command), "/src", "/src/a.c", *Files);
  }
  /// What is kept of \p Options behind "gcc"; clang may have put a value behind
  /// its option.
  Words kept(Words Options) {
    Options.insert(Options.begin(), "gcc");
    Words Given = all(std::move(Options)), Result;
    EXPECT_GE(Given.size(), 5u);
    for (size_t I = 1; I + 4 < Given.size(); ++I)
      if (Given[I - 1] == "-D" || Given[I - 1] == "-U" || Given[I - 1] == "-I")
        Result.back() += Given[I];
      else
        Result.push_back(Given[I]);
    return Result;
  }
};

TEST_F(ParseOnly, ProgramIsClangAndTheFileTheOnlyInput) {
  Words Result = all({"/usr/bin/gcc", "-c", "-o", "b.o", "b.c", "other.c"});
  EXPECT_EQ(Result, (Words{DMA_TIDY_CLANG, "-Wno-everything", "-fsyntax-only",
                           "--", "/src/a.c"}));
  EXPECT_EQ(all({}), Result);
}

TEST_F(ParseOnly, KeepsWhatDecidesHowTheSourceIsRead) {
  for (const char *One :
       {"-DA", "-DB=\"x y\"", "-UC", "-undef", "-std=gnu11", "-ansi",
        "-nostdinc", "-Iinclude", "-O2", "-Os", "-m32", "-march=armv8-a",
        "-mcmodel=kernel", "-fshort-wchar", "-fno-builtin", "-funsigned-char",
        "-fms-extensions", "-ffreestanding", "-pthread"})
    EXPECT_EQ(kept({One}), Words{One});
}

TEST_F(ParseOnly, KeepsOptionsThatHaveAWordBehindThem) {
  for (const char *One : {"-include", "-imacros", "-isystem", "-iquote",
                          "-idirafter", "-D", "-I", "-x"}) {
    // How clang writes it does not matter.
    std::string Joined;
    for (const std::string &Word : kept({One, "c"}))
      Joined += Word;
    EXPECT_EQ(Joined, One + std::string("c"));
  }
}

TEST_F(ParseOnly, KeepsTheOrderOfFolders) {
  EXPECT_EQ(kept({"-Ib", "-c", "-Ia", "-DX", "-Ic"}),
            (Words{"-Ib", "-Ia", "-DX", "-Ic"}));
}

TEST_F(ParseOnly, DropsWhatWritesFiles) {
  for (Words Options : {Words{"-c"},
                        {"-S"},
                        {"-E"},
                        {"-o", "a.o"},
                        {"-oa.o"},
                        {"-MD"},
                        {"-MMD"},
                        {"-MF", "a.d"},
                        {"-MT", "a.o"},
                        {"-Wp,-MMD,.a.o.d"},
                        {"-save-temps"},
                        {"--coverage"},
                        {"-ftest-coverage"},
                        {"-fprofile-arcs"},
                        {"-ftime-trace"},
                        {"-ftime-trace=x.json"},
                        {"-fsave-optimization-record"},
                        {"-foptimization-record-file=x"},
                        {"-fproc-stat-report=x"},
                        {"-fcrash-diagnostics-dir=x"},
                        {"-fmodules-cache-path=x"},
                        {"-serialize-diagnostics", "x"},
                        {"-gsplit-dwarf"}})
    EXPECT_EQ(kept(Options), Words{}) << Options[0];
}

TEST_F(ParseOnly, DropsWhatLoadsCode) {
  for (Words Options : {Words{"-fplugin=./x.so"},
                        {"-fplugin-arg-x-y"},
                        {"-fpass-plugin=x.so"},
                        {"-Xclang", "-load", "-Xclang", "x.so"},
                        {"-mllvm", "-load=x.so"},
                        {"-include-pch", "x.pch"},
                        {"-ivfsoverlay", "x.yaml"},
                        {"-fmodule-file=x.pcm"},
                        {"-specs=x"},
                        {"-B", "tools"},
                        {"-wrapper", "x"}})
    EXPECT_EQ(kept(Options), Words{}) << Options[0];
}

TEST_F(ParseOnly, DropsWhatClangDoesNotKnow) {
  for (const char *One :
       {"-fno-allow-store-data-races", "-fplan9-extensions", "-mno-such-thing",
        "-Wno-such-warning", "--param=x=1", "-frobnicate", "@missing",
        "-mfentry", "-mstack-protector-guard=sysreg", "-Wall", "-g"})
    EXPECT_EQ(kept({One}), Words{}) << One;
}

TEST_F(ParseOnly, WarningsAreOffAndStayOff) {
  EXPECT_EQ(kept({"-Werror", "-Wextra", "-Wpedantic"}), Words{});
  EXPECT_TRUE(is_contained(all({"gcc"}), "-Wno-everything"));
}

TEST_F(ParseOnly, CrossCompilerSaysTheTarget) {
  for (const char *Target :
       {"aarch64-linux-gnu", "aarch64-none-linux-gnu", "aarch64-poky-linux",
        "aarch64-buildroot-linux-gnu", "arm-linux-gnueabihf",
        "arm-poky-linux-gnueabi", "riscv64-linux-gnu", "powerpc64le-linux-gnu",
        "s390x-linux-gnu", "mips64el-linux-gnuabi64", "loongarch64-linux-gnu",
        "x86_64-linux-gnu"})
    for (const char *Compiler :
         {"gcc", "gcc-12", "gcc-14.2.0", "cc", "clang", "clang-22"}) {
      std::string Program = (Twine(Target) + "-" + Compiler).str();
      std::string Wanted = (Twine("--target=") + Target).str();
      EXPECT_EQ(all({Program, "-c", "a.c"})[1], Wanted) << Program;
      EXPECT_EQ(all({"/opt/bin/" + Program, "-c", "a.c"})[1], Wanted);
      EXPECT_EQ(all({"ccache", Program, "-c", "a.c"})[1], Wanted);
    }
  for (const char *Program : {"no-such-machine-gcc", "gcc-12", "clang-22",
                              "aarch64-linux-gnu-ld", "ccache"})
    EXPECT_FALSE(any_of(all({Program}), [](StringRef Word) {
      return Word.starts_with("--target");
    })) << Program;
}

TEST_F(ParseOnly, TargetOfTheCommandComesAfterThatOfTheProgram) {
  Words Result =
      all({"aarch64-linux-gnu-gcc", "--target=arm-linux-gnueabi", "a.c"});
  Words Targets;
  copy_if(Result, std::back_inserter(Targets),
          [](StringRef Word) { return Word.contains("-linux-gnu"); });
  EXPECT_EQ(Targets, (Words{"--target=aarch64-linux-gnu",
                            "--target=arm-linux-gnueabi"}));
}

TEST_F(ParseOnly, DropsWhatClangRefusesForTheTarget) {
  auto HasAbi = [&](Words Command) {
    return any_of(all(std::move(Command)),
                  [](StringRef Word) { return Word.starts_with("-mabi"); });
  };
  EXPECT_FALSE(HasAbi({"aarch64-linux-gnu-gcc", "-mabi=lp64"}));
  EXPECT_FALSE(HasAbi({"clang", "--target=aarch64-linux-gnu", "-mabi=lp64"}));
  EXPECT_TRUE(HasAbi({"riscv64-linux-gnu-gcc", "-mabi=lp64"}));
}

TEST_F(ParseOnly, CompilerOfCxxReadsCxx) {
  EXPECT_TRUE(is_contained(all({"g++", "-c"}), "--driver-mode=g++"));
  EXPECT_FALSE(is_contained(all({"gcc", "-c"}), "--driver-mode=g++"));
}

TEST_F(ParseOnly, ResponseFilesAreReadBelowTheFolder) {
  file("/src/flags", "-DA -DB='x y'\n@more -c");
  file("/src/more", "-Iinclude -o x");
  EXPECT_EQ(kept({"-DZ", "@flags", "-DY"}),
            (Words{"-DZ", "-DA", "-DB=x y", "-Iinclude", "-DY"}));
}

TEST_F(ParseOnly, ResponseFilesThatNameThemselvesEnd) {
  file("/src/loop", "-DA @loop");
  EXPECT_TRUE(is_contained(kept({"-DB", "@loop"}), "-DB"));
}

// Kernels do not, but distributions pass -Wp,-D_FORTIFY_SOURCE=2.
TEST_F(ParseOnly, DISABLED_KeepsMacrosForThePreprocessor) {
  EXPECT_NE(kept({"-Wp,-DA=1"}), Words{});
  EXPECT_NE(kept({"-Xpreprocessor", "-DA=1"}), Words{});
}

} // namespace
} // namespace dmatidy
