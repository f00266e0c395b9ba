//===-- LeakEvidence.h - What says that an object is left ------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who can release what a path leaves behind: whoever it was shown to, the
// callers once the function has failed, a later call of the same function.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEVIDENCE_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEVIDENCE_H

#include "checkers/finding/Obligation.h"
#include "checkers/path/state/FunctionLog.h"
#include "checkers/program/unit/UnitFacts.h"

namespace dmatidy {

/// The call that acquired \p Left.
const clang::CallExpr *siteOf(const LeakCandidate &Left);
/// True if the path has not given \p Left away for good.
bool isLeft(const LeakCandidate &Left);
/// True if \p Left, of which the path keeps the handle only and which has not
/// failed, is handed to some function or operation of the driver's on another
/// path with the same outcome: what is missing here is a matter of which device
/// it is.
bool isGivenElsewhere(const LeakCandidate &Left, const FunctionLog &Log);
/// A release of it by a function that calls \p Function, all of whose callers
/// the unit shows; or null. Who releases it only once the function has worked
/// takes it to have nothing when it has failed.
const clang::CallExpr *releaseByCaller(const clang::FunctionDecl *Function,
                                       const LeakCandidate &Left,
                                       const UnitFacts &Facts,
                                       const Model &Api);
/// True if a statement that the path came by gives the record to somebody in
/// which \p Left is kept, which the path has allocated. SharedInText.cpp.
bool isSharedInText(const LeakCandidate &Left, const Model &Api);
/// True if memory that outlives the function names it.
bool isPlaced(const LeakCandidate &Left);
/// True if nothing names it but functions of other files, and, of memory that
/// other paths release, its handle, with which nobody can.
bool isLost(const LeakCandidate &Left, const SiteLog &Entry,
            const UnitFacts &Facts);
/// What all paths show about the call that acquired \p Left.
const SiteLog &entryOf(const LeakCandidate &Left, const FunctionLog &Log);
/// True if somebody \p Left was shown to may have taken it, for all that this
/// function's paths say.
bool isWithOthers(const LeakCandidate &Left, const FunctionLog &Log,
                  const UnitFacts &Facts, const Model &Api);
/// True if another path shows that \p To leaves \p Left to the function.
/// Where the function works, who was shown it may have taken it over.
bool isLeftAlone(const Escape &To, const LeakCandidate &Left,
                 const SiteLog &Entry);
/// True if \p To is a call that has failed, and by that has kept nothing: one
/// that nobody sees. What a function of the unit does is no belief.
bool isBelieved(const Escape &To, const LeakCandidate &Left,
                const UnitFacts &Facts);
/// The call that failed, and is believed to have kept nothing of \p Left for
/// that; or null if that is not needed.
const clang::CallExpr *believed(const LeakCandidate &Left,
                                const SiteLog &Entry);
/// True if \p Left, which only others know of, is with none of them: what
/// registers and descriptors were told is read back from there where the
/// function works, and may be where another path does not release it. Memory
/// is not released by its handle alone.
bool isShownInVain(const LeakCandidate &Left, const SiteLog &Entry);
/// A release by which \p Function shows that \p Left is its own to release: on
/// another path that fails, or in its cleanup; null if there is none.
const clang::CallExpr *siblingOf(const clang::FunctionDecl *Function,
                                 const LeakCandidate &Left,
                                 const SiteLog &Entry, const UnitFacts &Facts,
                                 const Model &Api);
/// True if the driver goes on as if \p Function had not failed, and another
/// function releases the memory that is kept where \p Left is: later. A mapping
/// is for a transfer that will not be made.
bool isSwallowed(const clang::FunctionDecl *Function, const LeakCandidate &Left,
                 const UnitFacts &Facts, const Model &Api);
/// A release, in the cleanup at the end of \p Function, of what is kept where
/// \p Left is: behind a label that stands behind a return. Null if there is
/// none. What the function itself would release there is its own, whether or
/// not a path comes by.
const clang::CallExpr *releaseInCleanup(const clang::FunctionDecl *Function,
                                        const LeakCandidate &Left,
                                        const UnitFacts &Facts,
                                        const Model &Api);
/// True if a function that calls \p Function, at whatever distance, also
/// releases what it left behind.
bool callerReleases(const clang::FunctionDecl *Function,
                    const LeakCandidate &Left, const UnitFacts &Facts,
                    const Model &Api);
/// True if another path that fails releases it and leaves its name where it
/// is kept, for a caller that releases what is there for certain: a second
/// time, were it not for this function to do.
bool ownsOnFailure(const clang::FunctionDecl *Function,
                   const LeakCandidate &Left, const FunctionLog &Log,
                   const UnitFacts &Facts, const Model &Api);
/// True if a helper has acquired \p Left as one of several.
bool isOneOfHelpers(const LeakCandidate &Left);
/// True if the path, with \p Left acquired, has gone by a switch that has no
/// default: who writes one thinks of every value there is, and one of the cases
/// may have kept it.
bool leftSwitch(const LeakCandidate &Left);
/// True if \p Left is one of several that a loop has acquired.
bool isInLoop(const LeakCandidate &Left);
/// True if somebody who calls \p Function also releases what is kept where
/// \p Left is, on whatever way: for a later call to find, perhaps, if
/// \p Function is not the last to run.
bool isReleasedAround(const clang::FunctionDecl *Function,
                      const LeakCandidate &Left, const UnitFacts &Facts);
/// A streaming mapping is for one transfer: where a function that has set one
/// up fails, whoever called it has no use for it. The callers are all known
/// and none of them, nor theirs, releases it afterwards. Where the buffer is
/// kept for others to find, what they do with it includes the mapping.
bool isAlone(const clang::FunctionDecl *Function, const LeakCandidate &Left,
             const UnitFacts &Facts);
/// True if \p Left is a mapping of which only variables of \p Function's
/// callers know, through its parameters, where they are all seen and none
/// releases what such a variable holds: what they are given is for where it has
/// worked.
bool isGivenOutInVain(const clang::FunctionDecl *Function,
                      const LeakCandidate &Left, const UnitFacts &Facts,
                      const Model &Api);
/// True if memory that outlives the function names it; for a list, which others
/// have anyway, a field.
bool isKept(const LeakCandidate &Left);
/// True if a parameter leads to where \p Left is kept.
bool isCallers(const LeakCandidate &Left);
/// True if the unit shows everybody who calls \p Function.
bool isWholeStory(const clang::FunctionDecl *Function, const UnitFacts &Facts);
/// True if the path ran cleanup for what it left behind and went past the
/// release in it.
bool ranCleanup(const LeakCandidate &Left, const UnitFacts &Facts,
                const Model &Api);
/// True if the path looked whether there was one already.
bool isFoundEmpty(const LeakCandidate &Left, const UnitFacts &Facts);
/// True if what was left is there for the next call. Where the function has a
/// sibling path that releases it, it does not leave it for that.
bool lasts(const LeakCandidate &Left, bool HasSibling, const UnitFacts &Facts,
           const Model &Api);
/// Where it is kept, or said to be by the acquiring call.
llvm::SmallVector<const clang::ValueDecl *, 4>
placesOf(const LeakCandidate &Left, const UnitFacts &Facts);
/// What other files may have to do with it.
std::vector<Obligation> obligationsOf(const LeakCandidate &Left,
                                      const SiteLog &Entry,
                                      const UnitFacts &Facts);
/// The fields that hold it, as the module knows them.
std::vector<std::string> fieldNames(const LeakCandidate &Left,
                                    const UnitFacts &Facts);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEVIDENCE_H
