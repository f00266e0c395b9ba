//===-- UnitFacts.h - What a whole translation unit says --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One walk over the bodies of a unit, before any path is explored: which
// functions can reach a DMA call (nothing else is explored), who calls whom,
// which struct fields are released or tested somewhere, and which functions
// are only reached through a pointer.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_UNITFACTS_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_UNITFACTS_H

#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace dmatidy {

/// Facts about one unit. Refers to its AST and must not outlive it.
class UnitFacts {
public:
  /// What a function, or what it calls, assigns to.
  struct Writes {
    llvm::SmallPtrSet<const clang::FieldDecl *, 8> Fields;
  };

  UnitFacts(clang::ASTContext &Context, const Model &Api);

  /// True if a modelled call that touches DMA is reachable from \p Callee
  /// through calls whose bodies the unit shows.
  bool reachesDma(const clang::FunctionDecl *Callee) const;
  /// How many acquiring calls stand in \p Function itself.
  unsigned acquisitionsIn(const clang::FunctionDecl *Function) const;
  /// True if a release is reachable likewise.
  bool reachesRelease(const clang::FunctionDecl *Callee) const;

  /// The fields, variables and parameters that keep what \p Function, or what
  /// it calls, releases.
  const llvm::SmallPtrSetImpl<const clang::ValueDecl *> &
  releasedBy(const clang::FunctionDecl *Function) const;
  /// True if an acquisition is reachable from \p Function, as far as the unit
  /// shows.
  bool reachesAcquisition(const clang::FunctionDecl *Function) const;
  /// True if \p Function, or what it calls, puts what it acquires into field or
  /// variable \p Place.
  bool acquiresInto(const clang::FunctionDecl *Function,
                    const clang::ValueDecl *Place) const;
  /// True if it puts that into one whose object \p Releaser, or what that
  /// calls, releases.
  bool acquiresFor(const clang::FunctionDecl *Function,
                   const clang::FunctionDecl *Releaser) const;
  /// True if \p Function, or what it calls, releases an object kept in \p
  /// Field.
  bool releases(const clang::FunctionDecl *Function,
                const clang::ValueDecl *Field) const;
  /// True if \p Function does so itself, in its own body or by a function that
  /// it gives the object to.
  bool releasesItself(const clang::FunctionDecl *Function,
                      const clang::ValueDecl *Field) const {
    const FunctionFacts *Facts = factsOf(Function);
    return Facts && Facts->OwnReleases.contains(canonical(Field));
  }
  /// True if some function of the unit releases an object kept in \p Field.
  bool anyReleases(const clang::ValueDecl *Field) const {
    return llvm::any_of(Functions, [&](const auto &Entry) {
      return Entry.second.OwnReleases.contains(canonical(Field));
    });
  }
  /// True if \p Callee, which \p Caller calls, releases what is kept in \p
  /// Place: by that name, or as one of its parameters.
  bool releasesFor(const clang::FunctionDecl *Caller,
                   const clang::FunctionDecl *Callee,
                   const clang::ValueDecl *Place) const;
  /// True if \p Function has a variable whose cleanup function (the attribute
  /// that `__free()` and `guard()` of linux/cleanup.h stand for), called when
  /// the variable's scope ends, releases what is kept in \p Place.
  bool releasesAtScopeEnd(const clang::FunctionDecl *Function,
                          const clang::ValueDecl *Place) const;
  /// True if \p Function, somebody who calls it, or a function that answers one
  /// of them, tests a value kept in \p Field for failing as \p How: with a test
  /// function of the model, or, where that can tell, in a condition; in
  /// \p Function itself, behind \p After. A condition in a cleanup function is
  /// no test: it asks whether there is something to clean up. A class may be
  /// asked by whoever uses it. A test function that another function calls for
  /// what it has acquired itself does not count.
  /// What \p Except, which may be null, asks does not count.
  bool isTested(const clang::FunctionDecl *Function,
                const clang::ValueDecl *Field, FailureKind How,
                clang::SourceLocation After,
                const clang::FunctionDecl *Except = nullptr) const;

  /// The variable or field that takes the result of acquiring call \p Site, or
  /// nullptr.
  const clang::ValueDecl *targetOf(const clang::CallExpr *Site) const {
    return Targets.lookup(Site);
  }
  /// True if \p Predicate holds for an acquiring call whose result \p Target
  /// takes.
  bool anyAcquiredTo(
      const clang::ValueDecl *Target,
      llvm::function_ref<bool(const clang::CallExpr *)> Predicate) const {
    return llvm::any_of(Targets, [&](const auto &Entry) {
      return Entry.second == Target && Predicate(Entry.first);
    });
  }

  /// True if what is kept in field \p Buffer is mapped, and the handle kept in
  /// field \p Handle.
  bool isBufferOf(const clang::ValueDecl *Buffer,
                  const clang::ValueDecl *Handle) const {
    return BuffersOf.contains({canonical(Buffer), canonical(Handle)});
  }

  /// True if \p Predicate holds for something that the unit maps and whose
  /// handle is kept in field \p Handle.
  bool anyBufferOf(
      const clang::ValueDecl *Handle,
      llvm::function_ref<bool(const clang::ValueDecl *)> Predicate) const {
    return llvm::any_of(BuffersOf, [&](const auto &Pair) {
      return Pair.second == canonical(Handle) && Predicate(Pair.first);
    });
  }

  /// True if what is kept in, or pointed to from, field \p Buffer is mapped
  /// somewhere in the unit.
  bool isMapped(const clang::ValueDecl *Buffer) const {
    return Mapped.contains(canonical(Buffer));
  }

  /// True if the unit synchronises a mapping whose handle is kept in field
  /// \p Handle for the device, or for the CPU.
  bool isSynced(const clang::ValueDecl *Handle, bool ForDevice) const {
    return (ForDevice ? SyncedForDevice : SyncedForCpu)
        .contains(canonical(Handle));
  }
  /// True if a function that calls \p Function, at whatever distance,
  /// synchronises it likewise for the CPU.
  bool isSyncedAround(const clang::FunctionDecl *Function,
                      const clang::ValueDecl *Handle) const;

  /// True if a function that can reach DMA asks for field \p Place in a
  /// condition, or hands it to a modelled function.
  bool isAsked(const clang::ValueDecl *Place) const {
    return Asked.contains(Place);
  }
  /// True if \p Place is handed to a modelled function as an object, or takes
  /// one.
  bool isObjectPlace(const clang::ValueDecl *Place) const {
    return ObjectPlaces.contains(
        llvm::cast<clang::ValueDecl>(Place->getCanonicalDecl()));
  }

  /// What \p Function writes; nothing if the unit does not show its body.
  const Writes &writesOf(const clang::FunctionDecl *Function) const;

  /// True if what \p Function returns is whether \p Field holds anything.
  bool answersFor(const clang::FunctionDecl *Function,
                  const clang::ValueDecl *Field) const {
    return Answers.contains({Function->getCanonicalDecl(), canonical(Field)});
  }
  /// A call of \p Function whose result nobody takes, in a function that does
  /// not test \p Field after it either; null if there is none.
  const clang::CallExpr *droppedCallOf(const clang::FunctionDecl *Function,
                                       const clang::ValueDecl *Field,
                                       FailureKind How) const;
  /// The functions of this unit that call \p Callee directly.
  llvm::ArrayRef<const clang::FunctionDecl *>
  callersOf(const clang::FunctionDecl *Callee) const;
  /// True if \p Function is used other than by calling it: it stands in a table
  /// of operations or is handed on as a callback.
  bool isAddressTaken(const clang::FunctionDecl *Function) const {
    return AddressTaken.contains(Function->getCanonicalDecl());
  }

  /// True if \p Function stands in tables of operations, and in all of them as
  /// what undoes probe.
  bool isOnlyRemoval(const clang::FunctionDecl *Function,
                     const Model &Api) const;

  /// A function that releases what is kept in \p Place, a field or a global
  /// variable, where only \p Acquirer puts something there and does not call
  /// it; or null. What \p Acquirer calls, others may call too.
  const clang::FunctionDecl *
  onlyReleaserOf(const clang::ValueDecl *Place,
                 const clang::FunctionDecl *Acquirer) const;
  /// A function that calls \p Releaser, which releases what only \p Acquirer or
  /// what that calls acquires, and that is not called by \p Acquirer; \p
  /// Releaser itself where it is handed on to be called; or null.
  const clang::FunctionDecl *
  otherReleaserBy(const clang::FunctionDecl *Releaser,
                  const clang::FunctionDecl *Acquirer) const;
  /// True if somebody who calls \p Function, at whatever distance, releases
  /// what is kept in \p Place, on whatever way, other than by calling \p
  /// Function.
  bool isReleasedAround(const clang::FunctionDecl *Function,
                        const clang::ValueDecl *Place) const;
  /// True if \p Function, whose body the unit shows, neither reaches DMA nor
  /// calls anything of the driver's that nobody sees.
  bool isHarmless(const clang::FunctionDecl *Function) const;
  /// True if \p Function stands in field \p Field of a table of operations.
  bool isOperation(const clang::FunctionDecl *Function,
                   const clang::FieldDecl *Field) const;
  /// True if \p Target, a variable of \p Function or a parameter of what that
  /// calls, takes its value from \p Source.
  bool comesFrom(const clang::FunctionDecl *Function,
                 const clang::ValueDecl *Target,
                 const clang::ValueDecl *Source) const;
  /// True if \p Function, or somebody who calls it, may be called from another
  /// file by its name.
  bool mayHaveUnseenCallers(const clang::FunctionDecl *Function) const {
    return !entrancesOf(Function).empty();
  }
  /// \p Function and those who call it, as far as another file may call them:
  /// by name, or through a table of the driver's own.
  llvm::SmallVector<const clang::FunctionDecl *, 4>
  entrancesOf(const clang::FunctionDecl *Function) const;
  /// True if \p Function, or somebody who calls it, is an operation after whose
  /// failure the framework has the driver clean up.
  bool isCleanedUpAfter(const clang::FunctionDecl *Function) const;
  /// True if \p Function is handed to the kernel to be called by an interrupt.
  bool isInterruptHandler(const clang::FunctionDecl *Function) const {
    return InterruptHandlers.contains(Function->getCanonicalDecl());
  }
  /// True if nothing of the driver is called once \p Function has failed: it is
  /// an operation the model lists as such (probe), or only such functions call
  /// it.
  bool isFinalOnFailure(const clang::FunctionDecl *Function) const;
  /// True if \p Function, or somebody who calls it, is an operation that comes
  /// again for the same record.
  bool isRepeated(const clang::FunctionDecl *Function) const;

  /// Every function with a body that can reach DMA, callers before callees,
  /// otherwise in source order.
  llvm::ArrayRef<const clang::FunctionDecl *> entryPoints() const {
    return Entries;
  }

private:
  friend class FactsVisitor;
  static const clang::ValueDecl *canonical(const clang::ValueDecl *Place) {
    return llvm::cast<clang::ValueDecl>(Place->getCanonicalDecl());
  }
  struct FunctionFacts {
    llvm::SmallSetVector<const clang::FunctionDecl *, 8> Callees;
    llvm::SmallVector<const clang::FunctionDecl *, 4> Callers;
    /// Functions that it names, to have somebody call them.
    llvm::SmallSetVector<const clang::FunctionDecl *, 2> Named;
    /// Fields released by the function itself, and by it or what it calls.
    llvm::SmallPtrSet<const clang::ValueDecl *, 4> OwnReleases, Releases;
    /// Places tested in the function's own conditions, and where last.
    llvm::DenseMap<const clang::Decl *, clang::SourceLocation> Tested;
    /// How often a test function is asked about what a place holds, and how
    /// often an acquisition's result is put there.
    llvm::DenseMap<const clang::Decl *, unsigned> ApiTests, Acquired;
    /// The places that something is acquired for which has to be released: the
    /// device core does not.
    llvm::SmallPtrSet<const clang::ValueDecl *, 4> Owned;
    Writes Written;
    /// Fields and global variables that are given something else than nothing,
    /// or whose address is taken.
    llvm::SmallPtrSet<const clang::ValueDecl *, 8> Filled;
    /// Which variable or callee's parameter takes its value from which place.
    llvm::SmallSetVector<
        std::pair<const clang::ValueDecl *, const clang::ValueDecl *>, 8>
        Flows;
    bool ReachesDma = false;
    bool ReachesRelease = false;
    /// How many acquiring calls its own text has.
    unsigned Acquisitions = 0;
  };
  /// True if \p IsSuch says yes to a place that \p Facts have something
  /// acquired for which has to be released, or a field that it is put into.
  bool
  anyAcquired(const FunctionFacts &Facts,
              llvm::function_ref<bool(const clang::ValueDecl *)> IsSuch) const;
  using FunctionList = llvm::SmallSetVector<const clang::FunctionDecl *, 16>;
  /// True if the first of \p Called, which are a function and all it calls, is
  /// the only one by which something is put into \p Place.
  bool isFilledWithin(const clang::ValueDecl *Place,
                      const FunctionList &Called) const;
  /// \p Function and all it calls.
  FunctionList calledBy(const clang::FunctionDecl *Function) const;
  /// \p Function and all who call it.
  FunctionList callersAround(const clang::FunctionDecl *Function) const;
  const FunctionFacts *factsOf(const clang::FunctionDecl *Function) const;
  void followFlows();
  void close(const clang::SourceManager &SM);

  llvm::DenseMap<const clang::FunctionDecl *, FunctionFacts> Functions;
  /// The fields that a variable's value is put into.
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallVector<const clang::ValueDecl *, 2>>
      KeptIn;
  llvm::SmallVector<const clang::FunctionDecl *, 64> Entries;
  /// Calls of the driver's own functions that stand as statements, and in which
  /// function.
  llvm::SmallVector<
      std::pair<const clang::CallExpr *, const clang::FunctionDecl *>, 16>
      Dropped;
  llvm::DenseSet<std::pair<const clang::ValueDecl *, const clang::ValueDecl *>>
      BuffersOf;
  llvm::DenseSet<const clang::ValueDecl *> Mapped;
  /// Which functions synchronise a mapping, by the place of its handle.
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallPtrSet<const clang::FunctionDecl *, 2>>
      SyncedForCpu, SyncedForDevice;
  llvm::DenseSet<
      std::pair<const clang::FunctionDecl *, const clang::ValueDecl *>>
      Answers;
  llvm::DenseSet<const clang::ValueDecl *> Asked, ObjectPlaces;
  llvm::DenseMap<const clang::CallExpr *, const clang::ValueDecl *> Targets;
  llvm::DenseSet<const clang::FunctionDecl *> AddressTaken;
  llvm::DenseSet<const clang::FunctionDecl *> InterruptHandlers, FinalOnFailure,
      Repeated, CleanedUp;
  /// The cleanup functions of a function's variables.
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<const clang::FunctionDecl *, 1>>
      ScopeCleanups;
  /// The operations fields a function stands in, and who calls through a field.
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallPtrSet<const clang::FieldDecl *, 2>>
      Operations;
  /// The functions that name one, to have somebody call it.
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<const clang::FunctionDecl *, 2>>
      NamedBy;
  llvm::DenseMap<const clang::FieldDecl *,
                 llvm::SmallPtrSet<const clang::FunctionDecl *, 2>>
      CalledThrough;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_UNITFACTS_H
