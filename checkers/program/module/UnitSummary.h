//===-- UnitSummary.h - What a unit says about its storage ------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where values live and how they move, for one translation unit, in a form that
// can be written to a pipe and put together with the other units of a module.
//
// A *node* is a place that can hold a value: a struct field (the same one in
// every record of that type), a variable, a parameter, what a parameter points
// to, what a function returns, and each thing that a DMA call gives. A *flow*
// says that a node takes a value. Flows know neither order nor conditions: they
// tell what a place can hold, and a check that builds on them reports only what
// holds for all of it.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARY_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARY_H

#include "checkers/finding/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace dmatidy {

/// Index of a node in its unit, or in the linked module.
using NodeId = unsigned;

/// A number or an address as a sum: Constant + Factor * node + ...
struct Value {
  struct Term {
    int64_t Factor;
    NodeId Node;
    bool operator==(const Term &Other) const {
      return Factor == Other.Factor && Node == Other.Node;
    }
  };
  /// False for a value that cannot be written as such a sum.
  bool Known = false;
  int64_t Constant = 0;
  /// Sorted by node, no node twice, no factor 0.
  llvm::SmallVector<Term, 1> Terms;

  static Value unknown() { return {}; }
  static Value constant(int64_t Number) { return {true, Number, {}}; }
  static Value node(NodeId Node) { return {true, 0, {{1, Node}}}; }
  bool isConstant() const { return Known && Terms.empty(); }
  /// The node if the value is exactly what it holds, or that and a constant.
  std::optional<NodeId> base() const {
    if (Known && Terms.size() == 1 && Terms[0].Factor == 1)
      return Terms[0].Node;
    return std::nullopt;
  }
};

/// \p A + \p Factor * \p B; unknown if either is.
Value sum(const Value &A, const Value &B, int64_t Factor);

/// What a node is, as far as linking is concerned.
enum class NodeKind {
  Local,  ///< of this unit only
  Shared, ///< named the same in every unit of the module
  Kernel, ///< of the kernel's own: whoever uses it may set it
};

struct Node {
  /// Unique in the unit; "tx_ring.desc" for a field.
  std::string Name;
  NodeKind Kind = NodeKind::Local;
  /// It is a field of a record.
  bool IsField = false;
  /// The folder of the header that declares the record, absolute, if the unit
  /// stands neither there nor above.
  std::string Home = {};
};

/// \p To takes \p From. A soft flow is followed for where an object comes from,
/// not for what number it is: a byte swap, a mask.
struct Flow {
  NodeId To;
  Value From;
  bool Soft = false;
};

/// One call of a modelled function.
struct ModeledCall {
  /// The row's name, and the name the driver wrote.
  std::string Row, Spelled;
  SourceSite Site;
  /// How the object is written: the place that takes it or the argument.
  std::string Object;
  /// How the buffer that is mapped is written; "" if none is.
  std::string Buffer;
  Value Device, Size, Direction, Count, Pool, Memory, Handle, List, Attrs, Mask;
  /// The type that takes the DMA address, if that has fewer bits; or "".
  std::string KeptIn;
  /// What an acquisition gives.
  NodeId Result = 0, HandleOut = 0;
  /// The address is given with bits masked off.
  bool Masked = false;
  /// Only bits were taken off that the address of a page has not.
  bool MaskedInPage = false;
  /// A parameter of the function that is a direction and that nothing in the
  /// function uses, while the direction of the call is a number; or "".
  std::string IgnoredDirection;

  /// Every value it is given.
  std::array<Value *, 10> values() {
    return {&Device, &Size,   &Direction, &Count, &Pool,
            &Memory, &Handle, &List,      &Attrs, &Mask};
  }
};

/// What a function does once \c Callee, which it calls, has failed.
struct FailureFact {
  /// Like those in FunctionFact::Callees.
  std::string Callee;
  std::vector<std::string> Calls;
  /// Fields, as fieldName() gives them.
  std::vector<std::string> Released;
  bool PassesOn = false;
};

/// A function of the unit.
struct FunctionFact {
  std::string Name;
  /// Its name is the unit's own.
  bool Static = false;
  /// It is used other than by calling it, or by a table of the driver's own.
  bool AddressTaken = false;
  /// It is an operation of the kernel's after whose failure nothing of the
  /// driver's is called (probe), or the one that unbinds the driver (remove).
  bool EndsOnFailure = false, Removes = false;
  /// It is an operation that ends the device's work with transfers under way,
  /// or one, or a callback, that is called only while the device works.
  bool Stops = false, Works = false;
  /// The functions of the driver it calls, and the fields it calls through.
  std::vector<std::string> Callees;
  std::vector<FailureFact> Failures;
};

/// A function put into an operations field: calls of the field reach it.
struct TableEntry {
  std::string Field, Function;
};

/// Everything one unit says. A value; refers to no AST.
struct UnitSummary {
  /// The folder of its module, absolute or the last parts of it.
  std::string ModuleFolder;
  /// Its own folder, absolute.
  std::string Folder;
  std::vector<Node> Nodes;
  std::vector<Flow> Flows;
  std::vector<ModeledCall> Calls;
  std::vector<FunctionFact> Functions;
  std::vector<TableEntry> Tables;
  /// The fields that are devices whose DMA mask is assigned.
  std::vector<std::string> Masked;
  /// Some function asks what kind of memory an address is of.
  bool AsksMemory = false;
  /// Nodes whose address is given to code that nobody sees.
  std::vector<NodeId> Exposed;
  /// Results that are handed to code that nobody sees, or are part of one.
  std::vector<NodeId> Given;
};

/// True if \p Path is \p Folder or stands in it; anything stands in "".
bool isWithin(llvm::StringRef Path, llvm::StringRef Folder);

/// \p Facts as bytes, a tenth of what they would be as text: a run that finds
/// everything in the cache spends its time reading them.
std::string pack(const UnitSummary &Facts);
/// The reverse of pack(); nothing if \p Bytes are not its output.
std::optional<UnitSummary> unpackSummary(llvm::StringRef Bytes);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARY_H
