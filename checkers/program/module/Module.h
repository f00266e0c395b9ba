//===-- Module.h - The facts of a module's units, put together --*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Acquire in a.c meets release in b.c here: nodes of the same name become one,
// calls through a table of operations reach the functions put into it, and
// every release learns which acquisitions its argument can come from.
//
//        acquire -> node -> field -> parameter -> field -> release
//                      flows, followed backwards
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULE_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULE_H

#include "checkers/model/Model.h"
#include "checkers/program/module/UnitSummary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace dmatidy {

/// A modelled call of the module, with its row. Its nodes are the module's.
struct LinkedCall : ModeledCall {
  const ApiFunction *Row = nullptr;
  /// The function it stands in, as the module knows it.
  std::string InFunction;
};

/// Where a value can come from.
struct ValueOrigins {
  llvm::SmallPtrSet<const LinkedCall *, 4> Acquisitions;
  /// Allocations of memory that must not be mapped.
  llvm::SmallPtrSet<const LinkedCall *, 1> Allocations;
  /// Every node on the way, the first one included.
  llvm::SmallVector<NodeId, 16> Nodes;
  /// False if something the module does not show may be the origin, too.
  bool Complete = true;
  /// True if there are more than are looked at.
  bool Cut = false;
};

/// Parameters beyond these are not followed.
constexpr unsigned MaxParameters = 12;

/// What a function of another module does to what it is given.
struct FunctionSummary {
  /// The rows of the releases it can reach.
  llvm::SmallPtrSet<const ApiFunction *, 2> Releases;
  /// The parameters it may keep (in a field, behind a pointer, with a function
  /// that the module does not show), those it may have released as objects, and
  /// those it has used for DMA, as bits.
  unsigned Keeps = 0, Ends = 0, Transfers = 0;

  /// True if it neither keeps nor releases what \p Acquired acquires when that
  /// is given to it as the parameters \p At; with Obligation::ByWay among
  /// them, if it releases nothing of that kind at all.
  bool leaves(const ApiFunction *Acquired, unsigned At) const;
};

/// The direction by which a module maps something and releases or synchronises
/// it, and the first calls that do.
struct UsualDirection {
  int64_t Direction = 0;
  const LinkedCall *Map = nullptr, *Use = nullptr;
};

/// How two values compare, whenever both are looked at.
enum class Comparison { Equal, Different, Unknown };

/// One module. Fill with add(), then close(); afterwards immutable.
class Module {
public:
  /// \p Whole is false if some unit of the module is not analysed, so that its
  /// shared places can hold more than is known. \p Api must outlive this.
  Module(const Model &Api, bool Whole) : Api(Api), Whole(Whole) {}
  const Model &model() const { return Api; }

  void add(const UnitSummary &Unit);
  void close();

  const std::vector<LinkedCall> &calls() const { return Calls; }
  /// The fields that are devices whose DMA mask the module assigns.
  const llvm::StringSet<> &masked() const { return Masked; }
  /// True if some function asks what kind of memory an address is of.
  bool asksMemory() const { return AsksMemory; }
  const Node &node(NodeId Id) const { return Nodes[Id]; }
  /// A field that the driver itself declares.
  bool isOwnField(NodeId Id) const;

  /// What \p What, an address or a handle, can be.
  ValueOrigins originsOf(const Value &What) const;
  /// The acquisitions whose object release, sync or test \p Call can mean.
  const ValueOrigins &meantBy(const LinkedCall &Call) const {
    return Meant.find(&Call)->second;
  }
  /// The releases, syncs or tests that can mean \p Acquired's object.
  llvm::ArrayRef<const LinkedCall *> callsOn(const LinkedCall &Acquired) const;

  /// The other calls that acquire, release, synchronise or test what \p Call
  /// speaks of, as far as that is seen, in the order of the text.
  llvm::SmallVector<const LinkedCall *, 8>
  relatedCalls(const LinkedCall &Call) const;
  /// True if release or sync \p Call names the field that keeps its handle, or
  /// a list: a variable may hold something else wherever it is used.
  bool isKeptInField(const LinkedCall &Call) const;
  /// The direction that all else has which the module does with what release
  /// or sync \p Call speaks of; nothing if some of that differs, is not known,
  /// or if there is no mapping or no other release or sync. It is evidence
  /// where not every mapping is seen that \p Call can mean.
  std::optional<UsualDirection> usualDirection(const LinkedCall &Call) const;
  /// The direction of every mapping that the module makes of a kind that
  /// \p Release can be about, and the first of them; nothing if
  /// they differ, one is not known, or units of the module are not seen. It is
  /// evidence where the handle is not followed: what is released here was
  /// mapped somewhere.
  std::optional<UsualDirection> onlyDirection(const LinkedCall &Release) const;

  /// The fields of the kernel's records whose address \p What, a pointer, can
  /// be ("pci_dev.dev"); nothing if it can be anything else.
  std::optional<llvm::StringSet<>> ownersOf(const Value &What) const;

  /// True if \p What is written as the address of a field or variable, or is a
  /// variable of the function that is only ever set to that.
  bool isAddressOf(const Value &What) const;

  /// Every value that \p Id is set to; nothing if it may be set elsewhere.
  std::optional<std::vector<Value>> sourcesOf(NodeId Id) const;

  /// Everything that can hold \p Start, itself first; nothing if that is too
  /// much.
  std::optional<llvm::SmallVector<NodeId, 16>> reachedFrom(NodeId Start) const;
  /// True if code that nobody sees may get hold of what \p Id holds.
  bool isGivenAway(NodeId Id) const;

  bool isUnknownSource(NodeId Id) const;
  /// True if \p Id is what a function gets whose body the module does not show.
  bool isUnseenParameter(NodeId Id) const;
  /// True if release, sync or test \p Call speaks of something that is kept in
  /// no field and comes from somewhere the module does not show.
  bool mayMeanAnything(const LinkedCall &Call) const;
  /// True if it speaks of what one of the fields \p Places holds.
  bool means(const LinkedCall &Call, llvm::ArrayRef<std::string> Places) const;
  /// True if \p Function may release an object of \p Family that is kept in the
  /// fields \p Places and in no other.
  bool releasesFrom(llvm::StringRef Function, const ObjectFamily &Family,
                    llvm::ArrayRef<std::string> Places) const;
  /// True if release, sync or test \p Call speaks of a parameter of a function
  /// that nobody calls.
  bool isNeverCalled(const LinkedCall &Call) const;

  /// What the function that the module knows as \p Function does.
  FunctionSummary summaryOf(llvm::StringRef Function) const;
  /// True if what \p Function is given as parameter \p Index is used for DMA.
  bool transfers(llvm::StringRef Function, unsigned Index) const;
  /// Whether somebody who calls \p Function, at whatever distance, releases
  /// what is kept in one of the fields \p Places; nothing if not all are known.
  /// With \p OnFailure, only on ways that lead there once it has failed.
  std::optional<bool> callersRelease(llvm::StringRef Function, bool OnFailure,
                                     llvm::ArrayRef<std::string> Places) const;
  /// True if what \p Acquired acquires and the fields \p Places keep is
  /// released when probe fails, but by nothing that runs once it has succeeded,
  /// although the driver can be unbound.
  bool releasesOnlyOnFailure(llvm::StringRef Acquired,
                             llvm::ArrayRef<std::string> Places) const;
  /// The operation that ends the device's work with transfers under way; "" if
  /// the module has none, or does not show all that it calls.
  std::string stoppingFunction() const;
  /// True if what \p Acquired acquires and the fields \p Places keep is
  /// released only while the device works, as far as the module shows, and not
  /// by what runs when an operation, which there is, ends that.
  bool releasesOnlyAtWork(llvm::StringRef Acquired,
                          llvm::ArrayRef<std::string> Places) const;
  /// True if no function but \p Function releases what row \p Acquired acquires
  /// and \p Places keep.
  bool releasesOnlyIn(llvm::StringRef Function, llvm::StringRef Acquired,
                      llvm::ArrayRef<std::string> Places) const;
  /// Removes from \p Open what is met, and leaves what is about functions that
  /// the module does not show. False if something is not met.
  bool settle(std::vector<Obligation> &Open) const;
  /// What other modules may ask of the functions this one shows: name, and the
  /// what they do to what they are given.
  llvm::StringMap<FunctionSummary> summaries() const;

  /// Compares what two calls were given. Constants are numbers; a place is
  /// itself; a variable that is set once is what it is set to.
  Comparison compare(const Value &A, const Value &B) const {
    return compare(A, B, 0);
  }
  /// True if \p Part is \p Whole, a field of a record of the kernel's, but for
  /// another field of that record, or is set to that somewhere: skb_headlen()
  /// is the length of a packet without what is in its fragments.
  bool isPartOf(const Value &Part, const Value &Whole) const {
    return isPartOf(Part, Whole, 0);
  }
  /// True if \p Many is \p One and what calls of the kernel's functions give:
  /// those were left out, whatever they are.
  bool isWithoutCalled(const Value &Many, const Value &One) const;
  /// The DMA direction that \p What always is, if it is one: that and no other
  /// is ever stored there.
  std::optional<int64_t> direction(const Value &What) const;
  /// The number that \p What always is, if it is one; a place is 0 while it
  /// holds nothing.
  std::optional<int64_t> constant(const Value &What) const;

private:
  struct FunctionState {
    bool AddressTaken = false, EndsOnFailure = false, Removes = false,
         Stops = false, Works = false;
    /// The rows of the releases it calls itself.
    std::vector<const ApiFunction *> Releases;
    /// By the names they are known by in the module.
    std::vector<std::string> Callees;
    std::vector<FailureFact> Failures;
    /// The fields it releases something from itself.
    std::vector<std::string> Released;
  };
  /// What \p Function is given as parameter \p Index; nothing if that does not
  /// matter to the module.
  std::optional<NodeId> parameter(llvm::StringRef Function,
                                  unsigned Index) const;
  /// How the module knows the function called \p Function, if only one is.
  llvm::StringRef nameOf(llvm::StringRef Function) const;
  /// True if what the fields \p Places keep is not put into any other field,
  /// as far as the module shows.
  bool staysIn(llvm::ArrayRef<std::string> Places) const;
  /// True if \p Callee, a function of the module, leaves alone what \p Due is
  /// about.
  bool leavesAlone(llvm::StringRef Callee, const Obligation &Due) const;
  /// \p Starts and every function of the module that can be reached from them.
  std::vector<const FunctionState *>
  calledFrom(llvm::ArrayRef<llvm::StringRef> Starts) const;
  using FunctionSet = llvm::SmallPtrSet<const FunctionState *, 32>;
  /// Everything that may run without a probe having failed.
  const FunctionSet &runningAfterProbe() const;
  /// Likewise what may run when the device does not work; nothing if what ends
  /// its work is not all seen.
  const std::optional<FunctionSet> &runningAtRest() const;
  /// What may run because something outside of the module calls it: all that
  /// can be reached from the functions for which \p IsRoot holds.
  FunctionSet
  enteredBy(llvm::function_ref<bool(const FunctionState &)> IsRoot) const;
  /// True if some release of what \p Acquired acquires means \p Places, and
  /// none that may is in \p Running.
  bool releasesOutside(const FunctionSet &Running, llvm::StringRef Acquired,
                       llvm::ArrayRef<std::string> Places) const;
  /// The function that a table of a unit calls \p Own: the unit's, if it has
  /// one of its own by that name.
  llvm::StringRef targetOf(llvm::StringRef Own) const;
  /// The functions that a call through operations field \p Field reaches.
  llvm::SmallVector<llvm::StringRef, 4>
  operationsOf(llvm::StringRef Field) const;
  NodeId globalNode(const Node &Local, unsigned Unit);
  void linkTables();
  ValueOrigins listsOf(const LinkedCall &Call) const;
  Comparison compare(const Value &A, const Value &B, unsigned Depth) const;
  bool isPartOf(const Value &Part, const Value &Whole, unsigned Depth) const;
  /// The same but for counts that were left out.
  Comparison compareTerms(const Value &A, const Value &B, unsigned Depth) const;
  /// True if \p Many is a number of things that \p One is the size of, and the
  /// number is not known to be 1 anywhere.
  bool isCountOf(const Value &Many, const Value &One) const;
  /// The values that \p What is once its first replaceable term is replaced;
  /// nothing if no term is.
  llvm::SmallVector<Value, 4> expanded(const Value &What) const;
  bool isStable(NodeId Id) const;
  /// True if \p Difference, of two sizes or counts, is more than 0 unless all
  /// that it is made of is 0.
  bool isMore(const Value &Difference) const;

  const Model &Api;
  bool Whole;
  /// The innermost folder that all units stand in, absolute.
  std::string Folder;
  bool AsksMemory = false;
  llvm::StringSet<> Masked;
  unsigned Units = 0;
  std::vector<Node> Nodes;
  llvm::StringMap<NodeId> ByName;
  std::vector<Flow> Flows;
  std::vector<llvm::SmallVector<unsigned, 2>> In, Out;
  std::vector<bool> Exposed, Given;
  llvm::StringMap<FunctionState> Functions;
  std::vector<std::pair<std::string, std::string>> Tables;
  /// What runningAfterProbe() has found.
  mutable std::optional<FunctionSet> AfterProbe;
  /// What runningAtRest() has found, once it has looked.
  mutable std::optional<std::optional<FunctionSet>> AtRest;
  std::vector<LinkedCall> Calls;
  llvm::DenseMap<NodeId, const LinkedCall *> AcquiredAt, AllocatedAt;
  /// The nodes whose value is mapped, or given to be mapped behind the scenes.
  llvm::DenseSet<NodeId> TransferredAt;
  /// The nodes whose value is given to a release as its object.
  llvm::DenseSet<NodeId> ReleasedAt;
  llvm::DenseMap<const LinkedCall *, ValueOrigins> Meant;
  llvm::DenseMap<const LinkedCall *, std::vector<const LinkedCall *>> On;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULE_H
