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

#include "checkers/checks/lifecycle/dma-release-mismatch/ReleaseMismatch.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

using Sites = SmallVector<const LinkedCall *, 4>;

class Mismatch {
public:
  Mismatch(const Module &All, const Model &Api, ModuleReport &Report)
      : All(All), Api(Api), Report(Report) {}

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
  static bool fits(const LinkedCall &Release, const LinkedCall &Acquired) {
    return Release.Row->mayRelease(*Acquired.Row->Family);
  }

  /// The acquisitions of \p Meant in the order of the source.
  static Sites inOrder(const ValueOrigins &Meant) {
    Sites Acquired(Meant.Acquisitions.begin(), Meant.Acquisitions.end());
    llvm::sort(Acquired, [](const LinkedCall *A, const LinkedCall *B) {
      return std::tie(A->Site.File, A->Site.Line) <
             std::tie(B->Site.File, B->Site.Line);
    });
    return Acquired;
  }

  void report(StringRef Kind, const LinkedCall &Release, const Sites &Acquired,
              const Twine &Message) {
    SmallVector<std::pair<const LinkedCall *, std::string>, 4> Notes;
    for (const LinkedCall *Call : Acquired)
      Notes.emplace_back(Call, acquiredHere(*Call));
    Diagnostic &Finding =
        Report.add({"dma-release-mismatch", Kind}, Confidence::Medium, Release,
                   Message, Notes);
    Finding.Notes.push_back({Release.Site.File, Release.Site.Line,
                             Release.Site.Column,
                             "assuming that nothing else is stored where " +
                                 Release.Object + " is kept"});
    Reported.insert(&Release);
  }

  void checkRelease(const LinkedCall &Release) {
    const ValueOrigins &Meant = All.meantBy(Release);
    if (compareHead(Release))
      return;
    if (Meant.Acquisitions.empty() || !Meant.Complete)
      return compareWithOthers(Release);
    Sites Acquired = inOrder(Meant);
    Sites Fitting;
    copy_if(Acquired, std::back_inserter(Fitting),
            [&](const LinkedCall *Call) { return fits(Release, *Call); });
    if (Fitting.empty())
      return reportFunction(Release, Acquired);
    if (compareSize(Release, Fitting) || compareSizeField(Release, Fitting) ||
        compareDirection(Release, Fitting) || comparePool(Release, Fitting) ||
        compareDevice(Release, Fitting) || comparePair(Release))
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

  void reportFunction(const LinkedCall &Release, const Sites &Acquired) {
    const ApiFunction &Row = *Acquired.front()->Row;
    report("function", Release, Acquired,
           Release.Object + " was acquired with " + Acquired.front()->Spelled +
               "() and must not be released with " + Release.Spelled +
               "(); use " +
               (Row.Managed ? "nothing, the device core does it, or " : "") +
               Api.releaseFor(Row) + "()");
  }

  /// True if the values that \p Part picks differ from the release's in every
  /// acquisition.
  bool allDiffer(const LinkedCall &Release, const Sites &Acquired,
                 Value ModeledCall::*Part) const {
    return all_of(Acquired, [&](const LinkedCall *Call) {
      return All.compare(Call->*Part, Release.*Part) == Comparison::Different;
    });
  }

  static bool areInOneFunction(const LinkedCall &Release,
                               const Sites &Acquired) {
    return all_of(Acquired, [&](const LinkedCall *Call) {
      return Call->InFunction == Release.InFunction;
    });
  }

  bool compareSize(const LinkedCall &Release, const Sites &Acquired) {
    if (Release.Row->Size < 0)
      return false;
    bool IsWithoutCalled = all_of(Acquired, [&](const LinkedCall *Call) {
      return All.isWithoutCalled(Call->Size, Release.Size);
    });
    if (!IsWithoutCalled && !allDiffer(Release, Acquired, &ModeledCall::Size))
      return false;
    auto Now = All.constant(Release.Size),
         Then = All.constant(Acquired.front()->Size);
    // Within one function the paths know what is 0.
    if ((!Now || !Then) && !IsWithoutCalled &&
        areInOneFunction(Release, Acquired))
      return false;
    std::string How =
        Now && Then
            ? "with a size of " + std::to_string(*Now) +
                  " bytes, but was acquired with " + std::to_string(*Then) +
                  " bytes"
            : std::string("with another size than it was acquired with");
    report("size", Release, Acquired,
           Release.Object + " is released " + How +
               "; release it with the same size");
    return true;
  }

  /// The size of another object: both are kept in fields, and nobody has
  /// acquired this one by that.
  bool compareSizeField(const LinkedCall &Release, const Sites &Acquired) {
    // Within one function nobody else writes a field of the kernel's.
    bool OfKernel = areInOneFunction(Release, Acquired);
    std::optional<NodeId> Now = fieldOf(Release.Size, OfKernel);
    if (!Now || !all_of(Acquired, [&](const LinkedCall *Call) {
          std::optional<NodeId> Then = fieldOf(Call->Size, OfKernel);
          return Then && Then != Now &&
                 All.compare(Call->Size, Release.Size) != Comparison::Equal;
        }))
      return false;
    auto Other = find_if(All.calls(), [&](const LinkedCall &Call) {
      return Call.Row->isAcquire() && !is_contained(Acquired, &Call) &&
             fieldOf(Call.Size, OfKernel) == Now &&
             (!OfKernel || Call.InFunction == Release.InFunction ||
              fieldOf(Call.Size, /*OfKernel=*/false));
    });
    if (Other == All.calls().end())
      return false;
    report("size", Release, Acquired,
           Release.Object + " is released with the size of " + Other->Object +
               "; release it with the size that it was acquired with");
    Report.Findings.back().Notes.push_back(
        noteAt(Other->Site, Other->Object + " is acquired with that size"));
    return true;
  }

  /// The field of the module's own, or, with \p OfKernel, of the kernel's as
  /// well, that \p Size is what it holds.
  std::optional<NodeId> fieldOf(const Value &Size, bool OfKernel) const {
    std::optional<NodeId> Base = Size.base();
    return Base && !Size.Constant &&
                   (All.isOwnField(*Base) ||
                    (OfKernel && All.node(*Base).IsField))
               ? Base
               : std::nullopt;
  }

  /// A packet's head is mapped by its own length and its fragments by theirs;
  /// the length of the whole is none of them, whichever mapping this is.
  bool compareHead(const LinkedCall &Release) {
    std::optional<NodeId> Whole = Release.Size.base();
    if (Release.Row->Size < 0 || !Whole || Release.Size.Constant ||
        All.node(*Whole).Kind != NodeKind::Kernel)
      return false;
    const LinkedCall *Head = nullptr;
    for (const LinkedCall &Call : All.calls()) {
      if (!Call.Row->isAcquire() || Call.Row->Size < 0 || !fits(Release, Call))
        continue;
      if (All.compare(Call.Size, Release.Size) == Comparison::Equal)
        return false;
      if (All.isPartOf(Call.Size, Release.Size) && !Head)
        Head = &Call;
    }
    if (!Head)
      return false;
    report("size", Release, Sites(1, Head),
           Release.Object + " is released with the length of the whole packet, "
                            "but only mappings of parts are made; release it "
                            "with the length that was mapped");
    return true;
  }

  bool compareDirection(const LinkedCall &Release, const Sites &Acquired) {
    auto Now = All.direction(Release.Direction),
         Then = All.direction(Acquired.front()->Direction);
    if (Release.Row->Direction < 0 || !Now || !Then ||
        !allDiffer(Release, Acquired, &ModeledCall::Direction))
      return false;
    reportDirection(Release, Acquired, *Now, *Then);
    return true;
  }

  void reportDirection(const LinkedCall &Release, const Sites &Acquired,
                       int64_t Now, int64_t Then) {
    report("direction", Release, Acquired,
           Release.Object + " is released as " + directionName(Now) +
               ", but was mapped as " + directionName(Then) +
               "; release it with the same direction");
  }

  /// Not every mapping is seen that \p Release can mean, but all those that
  /// are, and all other calls on them, have another direction.
  void compareWithOthers(const LinkedCall &Release) {
    if (compareSizeWithOthers(Release))
      return;
    auto Now = All.direction(Release.Direction);
    if (Release.Row->Direction < 0 || !Now)
      return;
    if (std::optional<UsualDirection> Usual = All.usualDirection(Release)) {
      if (Usual->Direction == *Now)
        return;
      reportDirection(Release, Sites(1, Usual->Map), *Now, Usual->Direction);
      Report.Findings.back().Notes.push_back(
          noteAt(Usual->Use->Site, "elsewhere it is handled as " +
                                       directionName(Usual->Direction)));
      return;
    }
    // Handles come from other modules; a list is unmapped by who maps it.
    if (Release.Row->List < 0)
      return;
    std::optional<UsualDirection> Only = All.onlyDirection(Release);
    if (!Only || Only->Direction == *Now)
      return;
    reportDirection(Release, Sites(1, Only->Map), *Now, Only->Direction);
    Report.Findings.back().Notes.back().Message =
        "assuming that this module has mapped it, which maps nothing of the "
        "kind in another direction";
  }

  /// Three others or more release from the same field with this size and what
  /// a call gives, and none with this size.
  bool compareSizeWithOthers(const LinkedCall &Release) {
    static constexpr unsigned Enough = 3;
    if (Release.Row->Size < 0 || !All.isKeptInField(Release))
      return false;
    Sites Alike;
    for (const LinkedCall &Other : All.calls()) {
      if (&Other == &Release || !Other.Row->isRelease() ||
          Other.Row->Size < 0 || Other.Handle.base() != Release.Handle.base())
        continue;
      if (All.isWithoutCalled(Other.Size, Release.Size))
        Alike.push_back(&Other);
      else if (All.compare(Other.Size, Release.Size) == Comparison::Equal)
        return false;
    }
    if (Alike.size() < Enough)
      return false;
    report("size", Release, {},
           Release.Object + " is released with another size than elsewhere; "
                            "release it with the size that it was acquired "
                            "with");
    Report.Findings.back().Notes.push_back(
        noteAt(Alike.front()->Site, "elsewhere it is released with more"));
    return true;
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

  bool comparePool(const LinkedCall &Release, const Sites &Acquired) {
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

  bool compareDevice(const LinkedCall &Release, const Sites &Acquired) {
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
           Sites(Handle.Acquisitions.begin(), Handle.Acquisitions.end()),
           Release.Object + " is released with the handle of another "
                            "acquisition; release it with its own handle");
    return true;
  }

  /// Releases that do nearly the same do it for a device of their own.
  void checkTwins(const LinkedCall &Acquired, const Sites &Releases) {
    const LinkedCall &First = *Releases.front();
    if (all_of(Releases,
               [&](const LinkedCall *Call) {
                 return Call->Row->Device < 0 && !isBound(*Call) &&
                        !Call->Row->releases(*Acquired.Row->Family);
               }) &&
        Acquired.Row->Device >= 0) {
      report("device", First, Sites(1, &Acquired),
             First.Object + " was acquired with " + Acquired.Spelled +
                 "() for a device of its own, and " + First.Spelled +
                 "() releases it for another one; release it with " +
                 Api.releaseFor(*Acquired.Row) + "()");
      Report.Findings.back().Notes.back().Message =
          "assuming that " + First.Spelled +
          "() does not happen to mean the same device, which no function of "
          "this module has set";
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
    report("device", Release, Sites(1, &Acquired),
           Release.Object + " is released by " + Release.Spelled +
               "() for the device in '" + ownersOf(Release)->begin()->getKey() +
               "', but was acquired for the one in '" +
               Then->begin()->getKey() + "'; release it with " +
               Api.releaseFor(*Acquired.Row) + "() for the same device");
  }

  void checkAcquire(const LinkedCall &Acquired) {
    ArrayRef<const LinkedCall *> Calls = All.callsOn(Acquired);
    Sites Releases;
    copy_if(Calls, std::back_inserter(Releases),
            [&](const LinkedCall *Call) { return Call->Row->isRelease(); });
    if (Releases.empty() ||
        any_of(
            Releases,
            [&](const LinkedCall *Call) { return Reported.contains(Call); }) ||
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
      if (!Now || *Now == *Then || Reported.contains(Call) ||
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
    report("direction", *First, Sites(1, &Map),
           First->Object + " is only ever released as " +
               directionName(*All.direction(First->Direction)) +
               ", but is mapped as " + As + ", too; release that mapping as " +
               As);
  }

  const Module &All;
  const Model &Api;
  ModuleReport &Report;
  SmallPtrSet<const LinkedCall *, 8> Reported;
};

} // namespace

void checkReleaseMismatchInModule(const Module &All, ModuleReport &Report) {
  Mismatch(All, All.model(), Report).run();
}

} // namespace dmatidy
