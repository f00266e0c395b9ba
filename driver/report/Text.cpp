//===-- Text.cpp - The report as compilers write it -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;

namespace dmatidy {

/// Lines longer than this are not shown: generated code, or no code at all.
static constexpr size_t LongestLine = 400;

namespace {
/// A text that has colours where \p Like has.
class TextLike : public raw_string_ostream {
public:
  TextLike(std::string &Text, const raw_ostream &Like)
      : raw_string_ostream(Text), HasColors(Like.has_colors()) {
    enable_colors(true);
  }
  bool has_colors() const override { return HasColors; }

private:
  bool HasColors;
};
} // namespace

static void writePlace(const Note &Place, SourceMgr::DiagKind Kind,
                       const Twine &Message, Sources &Text, raw_ostream &OS) {
  StringRef Line = Text.line(Place.File, Place.Line);
  bool HasLine = !Line.empty() && Line.size() <= LongestLine &&
                 Place.Column <= Line.size();
  std::string Printed;
  TextLike Lines(Printed, OS);
  SMDiagnostic(SourceMgr(), SMLoc(), Place.File, Place.Line,
               int(Place.Column) - 1, Kind, Message.str(),
               HasLine ? Line : StringRef(), {})
      .print(/*ProgName=*/nullptr, Lines);
  // LLVM's black is no colour on a dark terminal; clang's is this one.
  static constexpr StringLiteral Black = "\x1b[0;1;30m", Cyan = "\x1b[0;1;36m";
  if (size_t At = Printed.find(Black); At != std::string::npos)
    Printed.replace(At, Black.size(), Cyan);
  OS << Printed;
}

void writeText(const RunReport &Report, Sources &Text, bool Brief,
               raw_ostream &OS) {
  for (auto [Index, Finding] : enumerate(Report.Findings)) {
    writePlace(Finding.Place,
               Report.isError(Index) ? SourceMgr::DK_Error
                                     : SourceMgr::DK_Warning,
               Finding.Place.Message + " [" + Finding.Check + ", " +
                   Finding.Level + "]",
               Text, OS);
    for (const Note &Step : Finding.Notes)
      writePlace(Step, SourceMgr::DK_Note, Step.Message, Text, OS);
  }
  if (Brief)
    return;
  OS << Report.Findings.size()
     << (Report.Findings.size() == 1 ? " finding" : " findings") << " in "
     << Report.Analyzed << " of " << Report.Units << " units; "
     << Report.Skipped << " cannot touch DMA, ";
  if (Report.Unaffected)
    OS << Report.Unaffected << " read nothing that has changed, ";
  OS << Report.Failed << " could not be analysed";
  if (Report.Unreached)
    OS << ", " << Report.Unreached << " not reached";
  if (Report.Bounded)
    OS << "; " << Report.Bounded
       << (Report.Bounded == 1 ? " function was" : " functions were")
       << " not followed to the end (--verbose names them)";
  if (Report.Suppressed)
    OS << "; " << Report.Suppressed << " suppressed by NOLINT";
  if (Report.Baselined)
    OS << "; " << Report.Baselined << " known before";
  OS << '\n';
}

} // namespace dmatidy
