//===-- Pool.cpp - One process per unit -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forked child inherits the loaded compiler and the model for nothing, which
// a new process would pay for with a tenth of a second of dynamic linking.
//
//===----------------------------------------------------------------------===//

#include "driver/Pool.h"
#include "llvm/ADT/STLExtras.h"
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace dmatidy {

using Clock = std::chrono::steady_clock;

namespace {

struct Child {
  pid_t Process;
  int Pipe;
  size_t Index;
  Clock::time_point Started;
  std::string Output;
  bool TimedOut = false;
};

/// Writes all of \p Text or gives up: a reader that is gone has no use for it.
void writeAll(int Pipe, StringRef Text) {
  while (!Text.empty()) {
    ssize_t Written = ::write(Pipe, Text.data(), Text.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return;
    Text = Text.drop_front(Written);
  }
}

/// The child's whole life: never returns to the parent's code.
[[noreturn]] void runChild(const Unit &One, int Pipe,
                           function_ref<UnitResult(const Unit &)> Work) {
  rlimit NoCore = {0, 0};
  ::setrlimit(RLIMIT_CORE, &NoCore);
  // What a compiler says while it dies is told by the parent in one line.
  int Null = ::open("/dev/null", O_RDWR);
  ::dup2(Null, STDIN_FILENO);
  ::dup2(Null, STDOUT_FILENO);
  ::dup2(Null, STDERR_FILENO);
  UnitResult Result = Work(One);
  Result.PeakMemory = peakMemory();
  std::string Text;
  raw_string_ostream(Text) << toJSON(Result);
  writeAll(Pipe, Text);
  // Nothing of the parent's, buffers least of all, is to be flushed twice.
  ::_exit(0);
}

} // namespace

/// What became of a child that has ended with \p Status.
static UnitResult resultOf(const Child &Ended, int Status, unsigned Timeout) {
  UnitResult Result;
  if (Ended.TimedOut) {
    Result.Failure = "took more than " + std::to_string(Timeout) +
                     " s and was stopped; give it more with --timeout";
  } else if (WIFSIGNALED(Status)) {
    Result.Failure = std::string("the analysis crashed (") +
                     ::strsignal(WTERMSIG(Status)) + ")";
  } else {
    auto Parsed = json::parse(Ended.Output);
    if (!Parsed || !fromJSON(*Parsed, Result)) {
      if (!Parsed)
        consumeError(Parsed.takeError());
      Result = UnitResult();
      Result.Failure = "the analysis ended early with status " +
                       std::to_string(WEXITSTATUS(Status));
    }
  }
  return Result;
}

std::vector<UnitResult> runPool(ArrayRef<const Unit *> Units,
                                const PoolOptions &Options,
                                function_ref<UnitResult(const Unit &)> Work) {
  std::vector<UnitResult> Results(Units.size());
  std::vector<Child> Running;
  size_t Next = 0, Done = 0;
  auto Tell = [&](size_t Index) {
    if (Options.OnResult)
      Options.OnResult(Index, Results[Index]);
  };
  while (Next < Units.size() || !Running.empty()) {
    while (Next < Units.size() && Running.size() < Options.Jobs) {
      int Pipe[2];
      if (::pipe2(Pipe, O_CLOEXEC)) {
        Results[Next].Failure =
            std::string("no pipe for its process: ") + ::strerror(errno);
        Tell(Next++);
        ++Done;
        continue;
      }
      pid_t Process = ::fork();
      if (Process == 0) {
        ::close(Pipe[0]);
        for (const Child &Other : Running)
          ::close(Other.Pipe);
        runChild(*Units[Next], Pipe[1], Work);
      }
      ::close(Pipe[1]);
      if (Process < 0) {
        ::close(Pipe[0]);
        Results[Next].Failure =
            std::string("no process for it: ") + ::strerror(errno);
        Tell(Next++);
        ++Done;
        continue;
      }
      Running.push_back({Process, Pipe[0], Next++, Clock::now(), "", false});
    }
    SmallVector<pollfd, 16> Ready;
    for (const Child &One : Running)
      Ready.push_back({One.Pipe, POLLIN, 0});
    ::poll(Ready.data(), Ready.size(), /*milliseconds=*/500);
    for (size_t I = Running.size(); I-- > 0;) {
      Child &One = Running[I];
      bool Ended = false;
      if (Ready[I].revents) {
        char Buffer[1 << 16];
        ssize_t Read = ::read(One.Pipe, Buffer, sizeof Buffer);
        if (Read > 0)
          One.Output.append(Buffer, Read);
        else
          Ended = Read == 0 || errno != EINTR;
      }
      if (!Ended && Options.Timeout && !One.TimedOut &&
          Clock::now() - One.Started > std::chrono::seconds(Options.Timeout)) {
        One.TimedOut = true;
        ::kill(One.Process, SIGKILL);
      }
      if (!Ended)
        continue;
      int Status = 0;
      while (::waitpid(One.Process, &Status, 0) < 0 && errno == EINTR)
        ;
      Results[One.Index] = resultOf(One, Status, Options.Timeout);
      if (Options.OnResult)
        Options.OnResult(One.Index, Results[One.Index]);
      ::close(One.Pipe);
      Running.erase(Running.begin() + I);
      ++Done;
      if (Options.OnDone)
        Options.OnDone(Done);
    }
  }
  return Results;
}

} // namespace dmatidy
