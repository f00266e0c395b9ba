//===-- VerifyModel.cpp - The model against a kernel tree -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/VerifyModel.h"
#include "checkers/program/source/Prototype.h"
#include "driver/command/RunOnUnit.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What the headers declare.
struct Prototypes {
  /// By name: "" for a function that fits its row, else what does not.
  std::map<std::string, std::string> Rows;
  /// dma_* functions of the headers that no row is for.
  std::vector<std::string> Uncovered;
};

class HeaderConsumer : public ASTConsumer {
public:
  HeaderConsumer(CompilerInstance &CI, const Model &Api, Prototypes &Into)
      : CI(CI), Api(Api), Into(Into) {}

  bool shouldSkipFunctionBody(Decl *) override { return true; }
  void HandleTranslationUnit(ASTContext &Context) override {
    const SourceManager &SM = CI.getSourceManager();
    for (const Decl *Top : Context.getTranslationUnitDecl()->decls()) {
      const auto *Named = dyn_cast<FunctionDecl>(Top);
      if (!Named || !Named->getIdentifier() || !Named->isFirstDecl())
        continue;
      StringRef Name = Named->getName();
      if (const ApiFunction *Row = Api.find(Name))
        Into.Rows[Name.str()] = misfit(*Row, *Named);
      else if ((Name.starts_with("dma_") || Name.starts_with("dmam_")) &&
               Api.isOwnHeader(
                   SM.getFilename(SM.getExpansionLoc(Named->getLocation()))) &&
               !Api.isLeftOut(Name))
        Into.Uncovered.push_back(Name.str());
    }
    for (const auto &Entry : Api.functions())
      if (CI.getPreprocessor()
              .getIdentifierInfo(Entry.getKey())
              ->hasMacroDefinition())
        Into.Rows.try_emplace(Entry.getKey().str(), "");
  }

private:
  CompilerInstance &CI;
  const Model &Api;
  Prototypes &Into;
};

class HeaderAction : public ASTFrontendAction {
public:
  HeaderAction(const Model &Api, Prototypes &Into) : Api(Api), Into(Into) {}

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    return std::make_unique<HeaderConsumer>(CI, Api, Into);
  }

private:
  const Model &Api;
  Prototypes &Into;
};

/// Parses the headers as \p TU would; false if they cannot be parsed so.
bool parseHeaders(const Unit &TU, const Model &Api, Prototypes &Into) {
  std::string Text;
  for (const std::string &Header : Api.headers())
    Text += "#if __has_include(<" + Header + ">)\n#include <" + Header +
            ">\n#endif\n";
  HeaderAction Headers(Api, Into);
  Error Bad = runOnUnit(TU, Headers, [&](CompilerInvocation &Invocation) {
    Invocation.getPreprocessorOpts().addRemappedFile(
        TU.File, MemoryBuffer::getMemBufferCopy(Text, TU.File).release());
  });
  bool IsRead = !Bad;
  consumeError(std::move(Bad));
  return IsRead && !Into.Rows.empty();
}

} // namespace

Expected<unsigned> verifyModel(ArrayRef<const Unit *> Units, const Model &Api,
                               raw_ostream &OS) {
  Prototypes Declared;
  // Any unit's command will do that finds the headers.
  size_t Tries = 0;
  for (const Unit *TU : Units)
    if (parseHeaders(*TU, Api, Declared) || ++Tries == 5)
      break;
  if (Declared.Rows.empty())
    return createStringError("none of the units finds the headers that the "
                             "model names (headers)");
  unsigned Lines = 0;
  std::map<std::string, const ApiFunction *> Rows;
  for (const auto &Entry : Api.functions())
    Rows[Entry.getKey().str()] = &Entry.getValue();
  for (auto [Name, Row] : Rows) {
    auto Seen = Declared.Rows.find(Name);
    if (Seen == Declared.Rows.end() && Row->Absent.empty()) {
      OS << "drift: " << Name << " is not declared by any of the headers\n";
      ++Lines;
    } else if (Seen != Declared.Rows.end() && !Seen->second.empty()) {
      OS << "drift: the row of " << Name << ' ' << Seen->second << '\n';
      ++Lines;
    }
  }
  llvm::sort(Declared.Uncovered);
  for (const std::string &Name : Declared.Uncovered) {
    OS << "uncovered: " << Name << " has no row\n";
    ++Lines;
  }
  OS << Rows.size() << " rows, " << Declared.Rows.size()
     << " of them declared, " << Lines << " that do not fit\n";
  return Lines;
}

} // namespace dmatidy
