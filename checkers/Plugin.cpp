//===-- Plugin.cpp - The checks as a plugin of clang --analyze ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   clang-22 --analyze -Xclang -load -Xclang libdma-checkers.so
//            -Xclang -analyzer-checker=dma file.c
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace dmatidy;

extern "C" const char clang_analyzerAPIVersionString[] =
    CLANG_ANALYZER_API_VERSION_STRING;

extern "C" void clang_registerCheckers(clang::ento::CheckerRegistry &Registry) {
  // The built-in rows are part of the library; a fault in them is a fault in
  // the build, which the tests would have shown.
  static const std::unique_ptr<Model> Api = llvm::cantFail(Model::load());
  addChecks(Registry, *Api);
}
