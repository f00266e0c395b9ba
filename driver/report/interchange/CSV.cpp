//===-- CSV.cpp - The report as comma-separated values --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

/// \p Field as RFC 4180 has it.
static std::string quoted(StringRef Field) {
  if (Field.find_first_of(",\"\r\n") == StringRef::npos)
    return Field.str();
  std::string Result = "\"";
  for (char C : Field)
    Result += C == '"' ? "\"\"" : std::string(1, C);
  return Result + "\"";
}

void writeCSV(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  OS << "file,line,column,function,check,kind,confidence,error,object,message,"
        "fingerprint\r\n";
  for (auto [Index, Finding] : enumerate(Report.Findings))
    OS << quoted(namedFrom(Root, Finding.Place.File)) << ','
       << Finding.Place.Line << ',' << Finding.Place.Column << ','
       << quoted(Finding.Function) << ',' << Finding.Check << ','
       << Finding.Kind << ',' << Finding.Level << ','
       << (Report.isError(Index) ? "yes" : "no") << ','
       << quoted(Finding.Object) << ',' << quoted(Finding.Place.Message) << ','
       << Finding.Fingerprint << "\r\n";
}

} // namespace dmatidy
