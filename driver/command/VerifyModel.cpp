//===-- VerifyModel.cpp - The model against a kernel tree -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/VerifyModel.h"
#include "driver/compilation/CommandLine.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/FileSystem.h"
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

bool isInteger(QualType Type) { return Type->isIntegralOrEnumerationType(); }
bool isPointer(QualType Type) { return Type->isPointerType(); }
bool isIntegerPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isIntegerType();
}
bool isRecordPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isRecordType();
}
/// dma_addr_t, or the u64 that InfiniBand keeps one in.
bool isHandle(QualType Type) { return Type->isUnsignedIntegerType(); }
bool isDirection(QualType Type) {
  return Type->isEnumeralType() || Type->isIntegerType();
}

/// What of \p Row does not fit \p Function; "" if all of it does.
std::string mismatch(const ApiFunction &Row, const FunctionDecl &Function) {
  if (Row.lastArgument() >= int(Function.getNumParams()))
    return "names argument " + std::to_string(Row.lastArgument()) +
           ", and the function has " + std::to_string(Function.getNumParams());
  const std::tuple<const char *, int, bool (*)(QualType), const char *>
      Arguments[] = {
          {"device", Row.Device, isRecordPointer, "a pointer to a record"},
          {"memory", Row.Memory, isPointer, "a pointer"},
          {"list", Row.List, isPointer, "a pointer"},
          {"pool", Row.Pool, isRecordPointer, "a pointer to a record"},
          {"handle", Row.Handle, isHandle, "a dma_addr_t"},
          {"handle-out", Row.HandleOut, isIntegerPointer,
           "a pointer to a dma_addr_t"},
          {"size", Row.Size, isInteger, "a number"},
          {"offset", Row.Offset, isInteger, "a number"},
          {"count", Row.Count, isInteger, "a number"},
          {"mapped-count", Row.MappedCount, isInteger, "a number"},
          {"direction", Row.Direction, isDirection, "a direction"},
          {"attrs", Row.Attrs, isInteger, "a number"},
          {"gfp", Row.Gfp, isInteger, "a number"},
          {"mask", Row.Mask, isInteger, "a number"}};
  for (auto [Key, Index, Fits, What] : Arguments)
    if (Index >= 0 && !Fits(Function.getParamDecl(Index)->getType()))
      return std::string(Key) + " is argument " + std::to_string(Index) +
             ", which is no longer " + What + " but '" +
             Function.getParamDecl(Index)->getType().getAsString() + "'";
  QualType Result = Function.getReturnType();
  if ((Row.Result == ResultKind::Handle && !isHandle(Result)) ||
      (Row.Result == ResultKind::Memory && !Result->isPointerType()) ||
      ((Row.Result == ResultKind::Count || Row.Result == ResultKind::Errno) &&
       !Result->isIntegerType()))
    return "gives something else than '" + Result.getAsString() + "'";
  return "";
}

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
        Into.Rows[Name.str()] = mismatch(*Row, *Named);
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
  if (sys::fs::set_current_path(TU.Directory))
    return false;
  std::string Text;
  for (const std::string &Header : Api.headers())
    Text += "#if __has_include(<" + Header + ">)\n#include <" + Header +
            ">\n#endif\n";
  DiagnosticOptions Options;
  IgnoringDiagConsumer Ignored;
  auto Diags = CompilerInstance::createDiagnostics(
      *vfs::getRealFileSystem(), Options, &Ignored, /*ShouldOwnClient=*/false);
  auto Command = Database::commandOf(TU);
  if (!Command) {
    consumeError(Command.takeError());
    return false;
  }
  std::unique_ptr<CompilerInvocation> Invocation =
      invocationFor(parseOnly(std::move(*Command), TU.Directory, TU.File,
                              *vfs::getRealFileSystem()),
                    Diags);
  if (!Invocation)
    return false;
  Invocation->getPreprocessorOpts().addRemappedFile(
      TU.File, MemoryBuffer::getMemBufferCopy(Text, TU.File).release());
  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(vfs::getRealFileSystem());
  CI.createDiagnostics(&Ignored, /*ShouldOwnClient=*/false);
  HeaderAction Headers(Api, Into);
  return CI.ExecuteAction(Headers) && !Into.Rows.empty();
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
