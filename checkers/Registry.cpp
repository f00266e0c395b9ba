//===-- Registry.cpp - Every check, in one list ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "checkers/paths/Checks.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

// The text of docs/checks/*.md, generated at build time.
extern const char *const PageLeak;
extern const char *const PageDoubleRelease;
extern const char *const PageUseAfterRelease;
extern const char *const PageReleaseMismatch;
extern const char *const PageReleaseUnacquired;
extern const char *const PageUncheckedResult;
extern const char *const PageWrongResultTest;
extern const char *const PageSgCount;
extern const char *const PageSyncMismatch;
extern const char *const PageBadMemory;
extern const char *const PageDirection;
extern const char *const PageGfp;
extern const char *const PageAttrs;
extern const char *const PageHandleType;
extern const char *const PageMask;
extern const char *const PageRedundant;
extern const char *const PageContext;
extern const char *const PageSharedCacheline;
extern const char *const PageSubpageExposure;
extern const char *const PageUntrustedValue;
extern const char *const PageIova;
extern const char *const PageDevice;
extern const char *const PageUnsyncedAccess;

static const CheckInfo Checks[] = {
    {"dma-leak", "a mapping or DMA memory is left behind", &PageLeak,
     registerLeak},
    {"dma-double-release", "an object is released twice", &PageDoubleRelease,
     registerDoubleRelease},
    {"dma-use-after-release", "an object is used after its release",
     &PageUseAfterRelease, registerUseAfterRelease},
    {"dma-release-mismatch",
     "a release differs from the acquisition: function, size, direction, "
     "count, device, address or pool",
     &PageReleaseMismatch, registerReleaseMismatch},
    {"dma-release-unacquired", "what is released was never acquired",
     &PageReleaseUnacquired, registerReleaseUnacquired},
    {"dma-unchecked-result", "nobody tests whether an acquisition worked",
     &PageUncheckedResult, registerUncheckedResult},
    {"dma-wrong-result-test",
     "a test cannot tell whether an acquisition worked", &PageWrongResultTest,
     registerWrongResultTest},
    {"dma-bad-memory",
     "memory that must not be used for DMA: the stack, vmalloc(), module data",
     &PageBadMemory, nullptr},
    {"dma-device", "a device that does no DMA: NULL, or that of an interface",
     &PageDevice, nullptr},
    {"dma-unsynced-access",
     "the CPU touches a streaming buffer that belongs to the device",
     &PageUnsyncedAccess, registerUnsyncedAccess},
    {"dma-direction",
     "a direction that no mapping can have, or that the transfer contradicts",
     &PageDirection, registerDirection},
    {"dma-gfp",
     "flags of an allocation that choose a zone, or sleep where they must not",
     &PageGfp, registerGfp},
    {"dma-attrs",
     "attributes that a function does not take, or that differ at the release",
     &PageAttrs, registerAttrs},
    {"dma-handle-type", "a DMA address in too small a type, or used by the CPU",
     &PageHandleType, nullptr},
    {"dma-mask", "a DMA mask that nobody looks at, or that cannot be",
     &PageMask, nullptr},
    {"dma-redundant", "what has been done already", &PageRedundant, nullptr},
    {"dma-context",
     "a call where it may not be made: with a lock held, or "
     "interrupts off",
     &PageContext, registerContext},
    {"dma-shared-cacheline",
     "a buffer that the device writes shares a cache line",
     &PageSharedCacheline, nullptr},
    {"dma-subpage-exposure",
     "a device can write what decides what the kernel calls",
     &PageSubpageExposure, nullptr},
    {"dma-untrusted-value",
     "a value that the device can rewrite is used as it is",
     &PageUntrustedValue, nullptr},
    {"dma-iova",
     "a range of DMA addresses: not tested, not synchronised, not given back",
     &PageIova, nullptr},
    {"dma-sync-mismatch",
     "a sync differs from the mapping: direction or range, or one is missing",
     &PageSyncMismatch, registerSyncMismatch},
    {"dma-sg-count", "the mapped and the original number of entries confused",
     &PageSgCount, registerSgCount},
};

ArrayRef<CheckInfo> allChecks() { return Checks; }

bool isCheck(StringRef Name) {
  return any_of(Checks,
                [&](const CheckInfo &Check) { return Check.Name == Name; });
}

std::string analyzerName(StringRef Check) {
  auto [Package, Name] = Check.split('-');
  return (Package + "." + Name).str();
}

std::string checkName(StringRef AnalyzerName) {
  auto [Package, Name] = AnalyzerName.split('.');
  return (Package + "-" + Name).str();
}

// The analyzer registers checkers through plain functions, so the model they
// work with is handed over here.
static const Model *RegisteredApi = nullptr;

void addChecks(CheckerRegistry &Registry, const Model &Api) {
  RegisteredApi = &Api;
  auto Always = [](const CheckerManager &) { return true; };
  Registry.addChecker(
      [](CheckerManager &Manager) {
        registerModeling(Manager, *RegisteredApi);
      },
      Always, "dma.Modeling", "gives DMA calls their meaning", "",
      /*IsHidden=*/true);
  for (const CheckInfo &Check : Checks) {
    if (!Check.Register)
      continue;
    std::string Name = analyzerName(Check.Name);
    // The registry keeps references to what it is given.
    static StringSet<> Names;
    StringRef Kept = Names.insert(Name).first->getKey();
    Registry.addChecker(Check.Register, Always, Kept, Check.Summary, "");
    Registry.addDependency(Kept, "dma.Modeling");
  }
}

} // namespace dmatidy
