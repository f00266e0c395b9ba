//===-- SanitizerOptions.cpp - Defaults of the asan preset ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Part of the build with the asan preset only. LLVM's shared libraries are not
// instrumented: memory that its inline allocators poison here and use there,
// and containers that grow there, are no errors. The compiler frees little on
// exit.
//
//===----------------------------------------------------------------------===//

extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0:detect_leaks=0";
}
