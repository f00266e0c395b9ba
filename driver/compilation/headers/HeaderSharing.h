//===-- HeaderSharing.h - The door to headers parsed once -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Headers that several units include are parsed once: groupByHeaders() says
// which, Precompiling parses them, beginWith() has a unit start from there, and
// HeaderWatch tells afterwards whether it came out as if it had not. Who wants
// that includes this file, and no other one of the folder.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERSHARING_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERSHARING_H

#include "driver/compilation/headers/HeaderFacts.h"
#include "driver/compilation/headers/HeaderGroups.h"
#include "driver/compilation/headers/Precompiled.h"
#include "driver/compilation/headers/Readers.h"

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERSHARING_H
