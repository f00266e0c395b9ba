//===-- ReleaseMismatchModule.cpp - dma-release-mismatch across functions ===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release is held to the acquisitions that its argument can come from, and
// reported only if it fits none of them; an acquisition, likewise, if none of
// the releases that can mean it is of its kind.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/ModuleMismatch.h"
#include "checkers/checks/lifecycle/dma-release-mismatch/ReleaseMismatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

class Mismatch : private ModuleMismatch {
public:
  Mismatch(const Module &All, ModuleReport &Report)
      : ModuleMismatch(All, Report), Api(All.model()), Sizes(*this) {}

  void run() {
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->isRelease())
        checkRelease(Call);
      else if (Call.Row->Role == FunctionRole::Free)
        checkFree(Call);
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->isAcquire() && !Call.Row->Managed) {
        checkAcquire(Call);
        checkDirectionOf(Call);
      }
  }

private:
  /// The acquisitions of \p Meant in the order of the source.
  static LinkedCalls inOrder(const ValueOrigins &Meant) {
    LinkedCalls Acquired(Meant.Acquisitions.begin(), Meant.Acquisitions.end());
    llvm::sort(Acquired, [](const LinkedCall *A, const LinkedCall *B) {
      return std::tie(A->Site.File, A->Site.Line) <
             std::tie(B->Site.File, B->Site.Line);
    });
    return Acquired;
  }

  void checkRelease(const LinkedCall &Release) {
    const ValueOrigins &Meant = All.meantBy(Release);
    if (Sizes.compareHead(Release))
      return;
    if (Meant.Acquisitions.empty() || !Meant.Complete)
      return compareWithOthers(Release);
    LinkedCalls Acquired = inOrder(Meant);
    LinkedCalls Fitting;
    copy_if(Acquired, std::back_inserter(Fitting),
            [&](const LinkedCall *Call) { return fits(Release, *Call); });
    if (Fitting.empty())
      return reportFunction(Release, Acquired);
    if (Sizes.compare(Release, Fitting) || compareDirection(Release, Fitting) ||
        comparePool(Release, Fitting) || compareDevice(Release, Fitting) ||
        comparePair(Release))
      return;
    // Whole pages begin where no bit of PAGE_MASK is missing.
    if (Release.Masked &&
        !(Release.MaskedInPage && all_of(Fitting, [](const LinkedCall *Call) {
            return Call->Row->PageAligned;
          })))
      report("address", Release, Fitting,
             Release.Object + " is not the address that " +
                 Fitting.front()->Spelled +
                 "() gave; release it with the address itself");
  }

  /// DMA memory is not freed like other memory.
  void checkFree(const LinkedCall &Free) {
    const ValueOrigins &Meant = All.meantBy(Free);
    if (Meant.Acquisitions.empty() || !Meant.Complete ||
        !Meant.Allocations.empty() ||
        !all_of(Meant.Acquisitions, [](const LinkedCall *Call) {
          return Call->Row->givesMemory();
        }))
      return;
    // One of two ways to give back what was acquired in one of two ways.
    if (any_of(Meant.Acquisitions, [&](const LinkedCall *Acquired) {
          return any_of(All.callsOn(*Acquired), [&](const LinkedCall *Other) {
            return fits(*Other, *Acquired) &&
                   Other->InFunction == Free.InFunction;
          });
        }))
      return;
    reportFunction(Free, inOrder(Meant));
  }

  void reportFunction(const LinkedCall &Release, const LinkedCalls &Acquired) {
    const ApiFunction &Row = *Acquired.front()->Row;
    report("function", Release, Acquired,
           Release.Object + " was acquired with " + Acquired.front()->Spelled +
               "() and must not be released with " + Release.Spelled +
               "(); use " +
               (Row.Managed ? "nothing, the device core does it, or " : "") +
               Api.releaseFor(Row) + "()");
  }

  bool compareDirection(const LinkedCall &Release,
                        const LinkedCalls &Acquired) {
    auto Now = All.direction(Release.Direction),
         Then = All.direction(Acquired.front()->Direction);
    if (Release.Row->Direction < 0 || !Now || !Then ||
        !allDiffer(Release, Acquired, &ModeledCall::Direction))
      return false;
    reportDirection(Release, Acquired, *Now, *Then);
    return true;
  }

  void reportDirection(const LinkedCall &Release, const LinkedCalls &Acquired,
                       int64_t Now, int64_t Then) {
    report("direction", Release, Acquired,
           Release.Object + " is released as " + directionName(Now) +
               ", but was mapped as " + directionName(Then) +
               "; release it with the same direction");
  }

  /// Not every mapping is seen that \p Release can mean, but all those that
  /// are, and all other calls on them, have another direction.
  void compareWithOthers(const LinkedCall &Release) {
    if (Sizes.compareWithOthers(Release))
      return;
    auto Now = All.direction(Release.Direction);
    if (Release.Row->Direction < 0 || !Now)
      return;
    if (std::optional<UsualDirection> Usual = All.usualDirection(Release)) {
      if (Usual->Direction == *Now)
        return;
      reportDirection(Release, LinkedCalls(1, Usual->Map), *Now,
                      Usual->Direction);
      note(*Usual->Use,
           "elsewhere it is handled as " + directionName(Usual->Direction));
      return;
    }
    // Handles come from other modules; a list is unmapped by who maps it.
    if (Release.Row->List < 0)
      return;
    std::optional<UsualDirection> Only = All.onlyDirection(Release);
    if (!Only || Only->Direction == *Now)
      return;
    reportDirection(Release, LinkedCalls(1, Only->Map), *Now, Only->Direction);
    assume("assuming that this module has mapped it, which maps nothing of the "
           "kind in another direction");
  }

  /// True if no acquisition that \p A can be is one that \p B can be, and
  /// nothing but acquisitions is known to reach either.
  bool areApart(const Value &A, const Value &B) const {
    ValueOrigins From = All.originsOf(A), To = All.originsOf(B);
    return From.Complete && To.Complete && !From.Acquisitions.empty() &&
           !To.Acquisitions.empty() &&
           none_of(From.Acquisitions, [&](const LinkedCall *Call) {
             return To.Acquisitions.contains(Call);
           });
  }

  bool comparePool(const LinkedCall &Release, const LinkedCalls &Acquired) {
    if (Release.Row->Pool < 0 || !all_of(
                                     Acquired,
                                     [&](const auto *Call) {
                                       return areApart(Call->Pool,
                                                       Release.Pool);
                                     }))
      return false;
    report("owner", Release, Acquired,
           Release.Object + " is given back to another pool than it was "
                            "allocated from; give it back to the same pool");
    return true;
  }

  /// Whose device \p Call is for: the one it is given, or, where its family has
  /// one that is set beforehand, those that the module sets.
  std::optional<StringSet<>> ownersOf(const LinkedCall &Call) const {
    if (Call.Row->Device >= 0)
      return All.ownersOf(Call.Device);
    StringSet<> Owners;
    for (const LinkedCall &Bind : All.calls()) {
      if (Bind.Row->Role != FunctionRole::Bind ||
          Bind.Row->Family != Call.Row->Family)
        continue;
      std::optional<StringSet<>> OfBind = All.ownersOf(Bind.Device);
      if (!OfBind)
        return std::nullopt;
      for (const auto &Owner : *OfBind)
        Owners.insert(Owner.getKey());
    }
    return Owners.empty() ? std::nullopt : std::optional(std::move(Owners));
  }

  /// True if the module says for which device \p Call's family maps.
  bool isBound(const LinkedCall &Call) const {
    return any_of(All.calls(), [&](const LinkedCall &Bind) {
      return Bind.Row->Role == FunctionRole::Bind &&
             Bind.Row->Family == Call.Row->Family;
    });
  }

  bool compareDevice(const LinkedCall &Release, const LinkedCalls &Acquired) {
    std::optional<StringSet<>> Now = ownersOf(Release);
    if (!Now)
      return false;
    std::string Was;
    for (const LinkedCall *Call : Acquired) {
      std::optional<StringSet<>> Then = ownersOf(*Call);
      if (!Then || any_of(*Then, [&](const auto &Owner) {
            return Now->contains(Owner.getKey());
          }))
        return false;
      Was = Then->begin()->getKey().str();
    }
    report("device", Release, Acquired,
           Release.Object + " is released for the device in '" +
               Now->begin()->getKey() + "', but was acquired for the one in '" +
               Was + "'; release it for the same device");
    return true;
  }

  /// The address of one allocation with the handle of another.
  bool comparePair(const LinkedCall &Release) {
    if (Release.Row->Memory < 0 || Release.Row->Handle < 0 ||
        !areApart(Release.Memory, Release.Handle))
      return false;
    ValueOrigins Handle = All.originsOf(Release.Handle);
    report("handle", Release,
           LinkedCalls(Handle.Acquisitions.begin(), Handle.Acquisitions.end()),
           Release.Object + " is released with the handle of another "
                            "acquisition; release it with its own handle");
    return true;
  }

  /// Releases that do nearly the same do it for a device of their own.
  void checkTwins(const LinkedCall &Acquired, const LinkedCalls &Releases) {
    const LinkedCall &First = *Releases.front();
    if (all_of(Releases,
               [&](const LinkedCall *Call) {
                 return Call->Row->Device < 0 && !isBound(*Call) &&
                        !Call->Row->releases(*Acquired.Row->Family);
               }) &&
        Acquired.Row->Device >= 0) {
      report("device", First, LinkedCalls(1, &Acquired),
             First.Object + " was acquired with " + Acquired.Spelled +
                 "() for a device of its own, and " + First.Spelled +
                 "() releases it for another one; release it with " +
                 Api.releaseFor(*Acquired.Row) + "()");
      assume("assuming that " + First.Spelled +
             "() does not happen to mean the same device, which no function of "
             "this module has set");
      return;
    }
    std::optional<StringSet<>> Then = ownersOf(Acquired);
    if (!Then || any_of(Releases, [&](const LinkedCall *Call) {
          std::optional<StringSet<>> Now = ownersOf(*Call);
          return Call->Row->releases(*Acquired.Row->Family) || !Now ||
                 any_of(*Now, [&](const auto &Owner) {
                   return Then->contains(Owner.getKey());
                 });
        }))
      return;
    const LinkedCall &Release = *Releases.front();
    report("device", Release, LinkedCalls(1, &Acquired),
           Release.Object + " is released by " + Release.Spelled +
               "() for the device in '" + ownersOf(Release)->begin()->getKey() +
               "', but was acquired for the one in '" +
               Then->begin()->getKey() + "'; release it with " +
               Api.releaseFor(*Acquired.Row) + "() for the same device");
  }

  void checkAcquire(const LinkedCall &Acquired) {
    ArrayRef<const LinkedCall *> Calls = All.callsOn(Acquired);
    LinkedCalls Releases;
    copy_if(Calls, std::back_inserter(Releases),
            [&](const LinkedCall *Call) { return Call->Row->isRelease(); });
    if (Releases.empty() ||
        any_of(Releases,
               [&](const LinkedCall *Call) { return isReported(*Call); }) ||
        any_of(All.calls(), [&](const LinkedCall &Call) {
          return fits(Call, Acquired) && All.meantBy(Call).Cut;
        }))
      return;
    if (any_of(Releases,
               [&](const LinkedCall *Call) { return fits(*Call, Acquired); }))
      return checkTwins(Acquired, Releases);
    SmallVector<std::pair<const LinkedCall *, std::string>, 4> Notes;
    for (const LinkedCall *Call : Releases)
      Notes.emplace_back(Call,
                         "it is released here with " + Call->Spelled + "()");
    Report
        .add({"dma-release-mismatch", "function"}, Confidence::Medium, Acquired,
             Acquired.Object + " is acquired with " + Acquired.Spelled +
                 "(), but is only ever released with " +
                 Releases.front()->Spelled + "(); release it with " +
                 Api.releaseFor(*Acquired.Row) + "()",
             Notes)
        .Notes.push_back({Acquired.Site.File, Acquired.Site.Line,
                          Acquired.Site.Column,
                          "assuming that nothing else releases it"});
  }

  /// One of two mappings that a function makes of the same thing is of a
  /// direction by which nothing of that place is ever released.
  void checkDirectionOf(const LinkedCall &Map) {
    auto Then = All.direction(Map.Direction);
    if (Map.Row->Direction < 0 || !Then ||
        none_of(
            All.calls(),
            [&](const LinkedCall &Other) {
              return &Other != &Map && Other.Row->isAcquire() &&
                     Other.InFunction == Map.InFunction &&
                     Other.Object == Map.Object;
            }))
      return;
    const LinkedCall *First = nullptr;
    for (const LinkedCall *Call : All.relatedCalls(Map)) {
      if (!Call->Row->isRelease() || Call->Row->Direction < 0)
        continue;
      auto Now = All.direction(Call->Direction);
      if (!Now || *Now == *Then || isReported(*Call) ||
          All.meantBy(*Call).Cut || !All.isKeptInField(*Call))
        return;
      // Who undoes it elsewhere is more likely wrong than who gives up.
      if (!First || (First->InFunction == Map.InFunction &&
                     Call->InFunction != Map.InFunction))
        First = Call;
    }
    if (!First)
      return;
    std::string As = directionName(*Then).str();
    report("direction", *First, LinkedCalls(1, &Map),
           First->Object + " is only ever released as " +
               directionName(*All.direction(First->Direction)) +
               ", but is mapped as " + As + ", too; release that mapping as " +
               As);
  }

  const Model &Api;
  SizeMismatch Sizes;
};

} // namespace

void checkReleaseMismatchInModule(const Module &All, ModuleReport &Report) {
  Mismatch(All, Report).run();
}

} // namespace dmatidy
