//===-- Forked.cpp - Work in a process of its own -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// fork() in a process with threads copies only the one that calls it. What the
// others hold at that moment stays locked in the copy; malloc() is freed of
// that by the C library, and a copy that waits for anything else runs out of
// its time.
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Forked.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace llvm;

namespace dmatidy {

using Clock = std::chrono::steady_clock;

/// In front of what the work returns stands its size.
using SizeField = uint64_t;

/// Address space that the work may take beyond what this process has, in bytes.
constexpr rlim_t MoreMemory = rlim_t(2) << 30;

static void limitMemory() {
  auto Size = MemoryBuffer::getFileAsStream("/proc/self/statm");
  rlim_t Pages = 0;
  if (!Size || (*Size)->getBuffer().split(' ').first.getAsInteger(10, Pages))
    return;
  rlim_t Most = Pages * ::sysconf(_SC_PAGESIZE) + MoreMemory;
  rlimit Limit = {Most, Most};
  ::setrlimit(RLIMIT_AS, &Limit);
}

/// The copy's whole life: never returns to the code of the original.
[[noreturn]] static void live(int Pipe, pid_t Parent,
                              function_ref<std::string()> Work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != Parent)
    ::_exit(1);
  // The handlers of a server print a stack and, worse, wait for locks.
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTERM, SIGINT})
    ::signal(Signal, SIG_DFL);
  rlimit NoCore = {0, 0};
  ::setrlimit(RLIMIT_CORE, &NoCore);
  limitMemory();
  // Whoever reads what this process writes waits for the end of it.
  int Null = ::open("/dev/null", O_RDWR);
  for (int Stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(Null, Stream);
  std::string Message = Work();
  SizeField Size = Message.size();
  Message.insert(0, reinterpret_cast<const char *>(&Size), sizeof(Size));
  for (StringRef Left = Message; !Left.empty();) {
    ssize_t Written = ::write(Pipe, Left.data(), Left.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      ::_exit(1);
    Left = Left.drop_front(Written);
  }
  ::_exit(0);
}

/// Takes the size off \p Message once all of it is there.
static bool isComplete(std::string &Message) {
  SizeField Size;
  if (Message.size() < sizeof(Size))
    return false;
  std::memcpy(&Size, Message.data(), sizeof(Size));
  if (Message.size() - sizeof(Size) < Size)
    return false;
  Message.erase(0, sizeof(Size));
  return true;
}

/// Sees to it that \p Child, which is ending, does not stay a zombie. To take
/// down its memory takes it longer than anybody wants to wait.
static void reapLater(pid_t Child) {
  static std::mutex Lock;
  static std::vector<pid_t> Ending;
  std::lock_guard<std::mutex> Guard(Lock);
  Ending.push_back(Child);
  erase_if(Ending, [](pid_t One) { return ::waitpid(One, nullptr, WNOHANG); });
}

ForkedResult runForked(std::chrono::milliseconds Budget,
                       function_ref<bool()> IsObsolete,
                       function_ref<std::string()> Work) {
  ForkedResult Result;
  int Pipe[2];
  if (::pipe2(Pipe, O_CLOEXEC)) {
    Result.Why = ::strerror(errno);
    return Result;
  }
  auto Until = Clock::now() + Budget;
  pid_t Self = ::getpid();
  pid_t Child = ::fork();
  if (Child == 0)
    live(Pipe[1], Self, Work);
  ::close(Pipe[1]);
  if (Child < 0) {
    Result.Why = ::strerror(errno);
    ::close(Pipe[0]);
    return Result;
  }
  for (bool Open = true; Open && Result.How == Ending::Failed;) {
    if (IsObsolete()) {
      Result.How = Ending::Stopped;
    } else if (Clock::now() >= Until) {
      Result.How = Ending::OutOfTime;
    } else if (pollfd Event = {Pipe[0], POLLIN, 0};
               ::poll(&Event, 1, /*milliseconds=*/5) > 0) {
      char Buffer[16384];
      ssize_t Read = ::read(Pipe[0], Buffer, sizeof(Buffer));
      if (Read > 0)
        Result.Output.append(Buffer, Read);
      else
        Open = Read < 0 && errno == EINTR;
      if (isComplete(Result.Output))
        Result.How = Ending::Done;
    }
  }
  ::close(Pipe[0]);
  if (Result.How != Ending::Failed) {
    if (Result.How != Ending::Done)
      ::kill(Child, SIGKILL);
    reapLater(Child);
    return Result;
  }
  int Status = 0;
  while (::waitpid(Child, &Status, 0) < 0 && errno == EINTR)
    ;
  Result.Why = WIFSIGNALED(Status)
                   ? std::string(::strsignal(WTERMSIG(Status)))
                   : "status " + std::to_string(WEXITSTATUS(Status));
  return Result;
}

} // namespace dmatidy
