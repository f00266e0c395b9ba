//===-- XML.cpp - The report as JUnit's and Checkstyle's XML --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// JUnit: https://github.com/jenkinsci/xunit-plugin, junit-10.xsd. Checkstyle: a
// file element per file with an error element per finding.
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

/// \p Text for an attribute's value or an element's: no byte of it can end
/// either, and what XML 1.0 has no character for is replaced.
static std::string quoted(StringRef Text) {
  std::string Valid = json::fixUTF8(Text), Result;
  for (char &C : Valid)
    if (static_cast<unsigned char>(C) < ' ' && C != '\n' && C != '\t')
      C = '?';
  raw_string_ostream OS(Result);
  printHTMLEscaped(Valid, OS);
  // An attribute's line breaks would be read as spaces.
  std::string Kept;
  for (char C : Result)
    Kept += C == '\n' ? "&#10;" : std::string(1, C);
  return Kept;
}

void writeJUnit(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  size_t Failed = Report.Findings.size(), Errors = Report.Failures.size();
  size_t Tests = std::max<size_t>(1, Failed + Errors);
  auto Counts = [&] {
    OS << " name=\"dma-tidy\" tests=\"" << Tests << "\" failures=\"" << Failed
       << "\" errors=\"" << Errors << "\" time=\""
       << format("%.3f", Report.Seconds) << "\">\n";
  };
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites";
  Counts();
  OS << "  <testsuite";
  Counts();
  auto Case = [&](StringRef File, const Twine &Name, StringRef Kind,
                  StringRef Type, StringRef Message, StringRef Text) {
    std::string Path = quoted(namedFrom(Root, File));
    OS << "    <testcase classname=\"" << Path << "\" name=\""
       << quoted(Name.str()) << "\" file=\"" << Path << "\">\n      <" << Kind
       << " type=\"" << quoted(Type) << "\" message=\"" << quoted(Message)
       << "\">" << quoted(Text) << "</" << Kind << ">\n    </testcase>\n";
  };
  for (const Diagnostic &Finding : Report.Findings) {
    std::string Where =
        (Twine(namedFrom(Root, Finding.Place.File)) + ":" +
         Twine(Finding.Place.Line) + ":" + Twine(Finding.Place.Column) + ": ")
            .str();
    // Its name does not follow line numbers: histories do by it.
    Case(Finding.Place.File,
         Finding.Check + " in " +
             (Finding.Function.empty() ? "file" : Finding.Function) + " [" +
             Finding.Fingerprint + "]",
         "failure", Finding.Check + " (" + Finding.Level + ")",
         Where + Finding.Place.Message, Where + withSteps(Finding, Root));
  }
  for (const UnitFailure &Failure : Report.Failures)
    Case(Failure.File, "dma-tidy", "error", "could not be analysed",
         Failure.Reason, Failure.Reason);
  if (Failed + Errors == 0)
    OS << "    <testcase classname=\"dma-tidy\" name=\"no findings in "
       << Report.Analyzed << " of " << Report.Units << " units\"/>\n";
  OS << "  </testsuite>\n</testsuites>\n";
}

void writeCheckstyle(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  MapVector<StringRef, std::string> ByFile;
  auto Add = [&](StringRef File, unsigned Line, unsigned Column,
                 StringRef Severity, StringRef Message, StringRef Source) {
    raw_string_ostream Element(ByFile[namedFrom(Root, File)]);
    Element << "    <error line=\"" << Line << "\" column=\"" << Column
            << "\" severity=\"" << Severity << "\" message=\""
            << quoted(Message) << "\" source=\"" << quoted(Source) << "\"/>\n";
  };
  for (auto [Index, Finding] : enumerate(Report.Findings))
    Add(Finding.Place.File, Finding.Place.Line, Finding.Place.Column,
        Report.severity(Index, "error", "warning", "info"),
        withSteps(Finding, Root), Finding.Check);
  for (const UnitFailure &Failure : Report.Failures)
    Add(Failure.File, 1, 1, "error", "could not be analysed: " + Failure.Reason,
        "dma-tidy");
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle "
        "version=\"8.0\">\n";
  for (const auto &[File, Elements] : ByFile)
    OS << "  <file name=\"" << quoted(File) << "\">\n"
       << Elements << "  </file>\n";
  OS << "</checkstyle>\n";
}

} // namespace dmatidy
