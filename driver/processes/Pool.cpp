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

#include "driver/processes/Pool.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ThreadPool.h"
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

/// Memory that a unit takes, in bytes; most take less.
constexpr size_t UsualMemory = size_t(128) << 20;

/// Has what malloc() gives out next come in huge pages, where the system has
/// them: to fault in a compiler's memory by pages of 4 KiB is a tenth of its
/// time.
void useHugePages() {
  // The heap grows by one piece, which it keeps.
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, INT_MAX);
  if (void *Piece = std::malloc(UsualMemory)) {
    auto Page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    auto Begin = (reinterpret_cast<uintptr_t>(Piece) + Page - 1) & -Page;
    ::madvise(reinterpret_cast<void *>(Begin), UsualMemory - Page,
              MADV_HUGEPAGE);
    std::free(Piece);
  }
}

/// The child's whole life: never returns to the parent's code.
[[noreturn]] void runChild(size_t Task, int Pipe, pid_t Parent,
                           function_ref<UnitResult(size_t)> Work) {
  rlimit NoCore = {0, 0};
  ::setrlimit(RLIMIT_CORE, &NoCore);
  // ^C reaches the children, too, as does what timeout(1) sends; the parent
  // sees to them, and when it is no more, the kernel does.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != Parent)
    ::_exit(1);
  // What a compiler says while it dies is told by the parent in one line.
  int Null = ::open("/dev/null", O_RDWR);
  ::dup2(Null, STDIN_FILENO);
  ::dup2(Null, STDOUT_FILENO);
  ::dup2(Null, STDERR_FILENO);
  useHugePages();
  UnitResult Result = Work(Task);
  Result.PeakMemory = peakMemory();
  // A reader that is gone has no use for it.
  (void)writeAll(Pipe, toMessage(Result));
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
    auto Parsed = fromMessage(Ended.Output);
    if (Parsed) {
      Result = std::move(*Parsed);
    } else {
      consumeError(Parsed.takeError());
      Result.Failure = "the analysis ended early with status " +
                       std::to_string(WEXITSTATUS(Status));
    }
  }
  return Result;
}

UnitResult runOnce(const PoolOptions &Options,
                   function_ref<UnitResult()> Work) {
  UnitResult Result;
  PoolOptions Once;
  Once.Timeout = Options.Timeout;
  Once.Next = [Begun = false]() mutable {
    return std::exchange(Begun, true) ? std::nullopt : std::optional<size_t>(0);
  };
  Once.OnResult = [&](size_t, UnitResult &Done) { Result = std::move(Done); };
  runPool(Once, [&](size_t) { return Work(); });
  return Result;
}

void runThreads(size_t Count, unsigned Jobs, function_ref<void(size_t)> Work) {
  if (Count <= 1) {
    if (Count)
      Work(0);
    return;
  }
  DefaultThreadPool Threads(hardware_concurrency(Jobs));
  for (size_t I = 0; I != Count; ++I)
    Threads.async([=] { Work(I); });
  Threads.wait();
}

static volatile std::sig_atomic_t Interrupted = 0;

static void noteInterrupt(int) { Interrupted = 1; }

void catchInterrupts() {
  struct sigaction Action = {};
  Action.sa_handler = noteInterrupt;
  // poll() must come back at once: no SA_RESTART. A second ^C ends the process.
  Action.sa_flags = SA_RESETHAND;
  ::sigaction(SIGINT, &Action, nullptr);
  ::sigaction(SIGTERM, &Action, nullptr);
}

bool wasInterrupted() { return Interrupted; }

void runPool(const PoolOptions &Options,
             function_ref<UnitResult(size_t)> Work) {
  std::vector<Child> Running;
  const pid_t Parent = ::getpid();
  bool HasSpareWork = bool(Options.OnSpareTime);
  auto Fail = [&](size_t Task, const Twine &Why) {
    UnitResult Result;
    Result.Failure = Why.str();
    Options.OnResult(Task, Result);
  };
  auto StopAll = [&] {
    for (Child &Worker : Running) {
      ::kill(Worker.Process, SIGKILL);
      while (::waitpid(Worker.Process, nullptr, 0) < 0 && errno == EINTR)
        ;
      ::close(Worker.Pipe);
      Fail(Worker.Index, InterruptedFailure);
    }
  };
  for (;;) {
    if (Interrupted)
      return StopAll();
    while (Running.size() < Options.Jobs) {
      std::optional<size_t> Next = Options.Next();
      if (!Next)
        break;
      int Pipe[2];
      if (::pipe2(Pipe, O_CLOEXEC)) {
        Fail(*Next, Twine("no pipe for its process: ") + ::strerror(errno));
        continue;
      }
      pid_t Process = ::fork();
      if (Process == 0) {
        ::close(Pipe[0]);
        for (const Child &Other : Running)
          ::close(Other.Pipe);
        runChild(*Next, Pipe[1], Parent, Work);
      }
      ::close(Pipe[1]);
      if (Process < 0) {
        ::close(Pipe[0]);
        Fail(*Next, Twine("no process for it: ") + ::strerror(errno));
        continue;
      }
      Running.push_back({Process, Pipe[0], *Next, Clock::now(), "", false});
    }
    if (Running.empty())
      return;
    if (HasSpareWork)
      HasSpareWork = Options.OnSpareTime();
    SmallVector<pollfd, 16> Ready;
    for (const Child &Worker : Running)
      Ready.push_back({Worker.Pipe, POLLIN, 0});
    int Milliseconds = HasSpareWork ? 0 : 500;
    if (::poll(Ready.data(), Ready.size(), Milliseconds) < 0)
      continue;
    for (size_t I = Running.size(); I-- > 0;) {
      Child &Worker = Running[I];
      bool Ended = false;
      if (Ready[I].revents) {
        char Buffer[1 << 16];
        ssize_t Read = ::read(Worker.Pipe, Buffer, sizeof Buffer);
        if (Read > 0)
          Worker.Output.append(Buffer, Read);
        else
          Ended = Read == 0 || errno != EINTR;
      }
      if (!Ended && Options.Timeout && !Worker.TimedOut &&
          Clock::now() - Worker.Started >
              std::chrono::seconds(Options.Timeout)) {
        Worker.TimedOut = true;
        ::kill(Worker.Process, SIGKILL);
      }
      if (!Ended)
        continue;
      int Status = 0;
      while (::waitpid(Worker.Process, &Status, 0) < 0 && errno == EINTR)
        ;
      UnitResult Result = resultOf(Worker, Status, Options.Timeout);
      ::close(Worker.Pipe);
      size_t Index = Worker.Index;
      Running.erase(Running.begin() + I);
      Options.OnResult(Index, Result);
    }
  }
}

int64_t peakMemory() {
  // getrusage() would also tell what the process was before its exec().
  auto Status = MemoryBuffer::getFileAsStream("/proc/self/status");
  int64_t Peak = 0;
  if (Status) {
    StringRef Text = (*Status)->getBuffer().split("VmHWM:").second;
    Text = Text.ltrim();
    Text.consumeInteger(10, Peak);
  }
  return Peak;
}

} // namespace dmatidy
