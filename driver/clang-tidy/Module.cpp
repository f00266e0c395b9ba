//===-- Module.cpp - The checks as a module of clang-tidy -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   clang-tidy-22 --load=libdma-tidy-module.so --checks='-*,dma-*' file.c
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "clang-tidy/ClangTidyModule.h"
#include "driver/clang-tidy/Session.h"
#include "clang/ASTMatchers/ASTMatchers.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

constexpr llvm::StringLiteral MinConfidence = "MinConfidence";

/// One check as clang-tidy knows it: a name to enable, an option, and the
/// place that its findings are shown from.
class Face : public tidy::ClangTidyCheck {
public:
  Face(StringRef Name, tidy::ClangTidyContext *Context)
      : ClangTidyCheck(Name, Context), Shared(Session::of(*Context)),
        Written(Options.get(MinConfidence, "")) {
    std::optional<Confidence> Least = confidenceNamed(Written);
    if (!Written.empty() && !Least)
      configurationDiag("%0.MinConfidence is '%1'; give high, medium or low")
          << Name << Written;
    Shared->add(Name, *this, Least);
  }

  void registerPPCallbacks(const SourceManager &, Preprocessor *PP,
                           Preprocessor *) override {
    Shared->setParser(*PP);
  }
  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Finder->addMatcher(ast_matchers::translationUnitDecl(), this);
  }
  void check(const ast_matchers::MatchFinder::MatchResult &Result) override {
    Context = Result.Context;
  }
  void onEndOfTranslationUnit() override {
    if (Context)
      Shared->run(*Context);
  }
  void storeOptions(tidy::ClangTidyOptions::OptionMap &Map) override {
    if (!Written.empty())
      Options.store(Map, MinConfidence, Written);
  }

private:
  std::shared_ptr<Session> Shared;
  std::string Written;
  ASTContext *Context = nullptr;
};

class CheckModule : public tidy::ClangTidyModule {
public:
  void addCheckFactories(tidy::ClangTidyCheckFactories &Factories) override {
    for (const CheckInfo *Check : allChecks())
      Factories.registerCheck<Face>(Check->Name);
  }
};

} // namespace

static tidy::ClangTidyModuleRegistry::Add<CheckModule>
    Registered("dma-module", "finds misuse of the Linux DMA API");

} // namespace dmatidy
