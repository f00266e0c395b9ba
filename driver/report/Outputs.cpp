//===-- Outputs.cpp - Where the reports of a run go -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/report/Outputs.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace dmatidy {

StringRef namedFrom(StringRef Root, StringRef File) {
  StringRef Below = File;
  return !Root.empty() && Below.consume_front(Root) && Below.consume_front("/")
             ? Below
             : File;
}

std::string withSteps(const Diagnostic &Finding, StringRef Root) {
  std::string Text = Finding.Place.Message;
  for (const Note &Step : Finding.Notes)
    Text += (Twine("\n") + namedFrom(Root, Step.File) + ":" + Twine(Step.Line) +
             ": " + Step.Message)
                .str();
  return Text;
}

Error OutputFiles::open() {
  for (const OutputOption &Output : Opts.Outputs) {
    std::unique_ptr<raw_fd_ostream> OS;
    if (Output.Form != Format::HTML) {
      std::error_code Bad;
      OS = std::make_unique<raw_fd_ostream>(Output.Path, Bad, sys::fs::OF_Text);
      if (Bad)
        return createStringError("cannot write " + Output.Path + ": " +
                                 Bad.message());
    }
    Streams.push_back(std::move(OS));
  }
  return Error::success();
}

Error OutputFiles::write(const RunReport &Report, Sources &Text) {
  std::string Here = currentFolder();
  for (auto [Output, OS] : zip(Opts.Outputs, Streams)) {
    switch (Output.Form) {
    case Format::Text:
      if (Opts.Mode == Options::Kbuild && Output.Path == "-") {
        // In one piece, so that it stays together beside other compilers.
        std::string Whole;
        raw_string_ostream Pieces(Whole);
        Pieces.enable_colors(errs().has_colors());
        writeText(Report, Text, /*Brief=*/true, Pieces);
        errs() << Whole;
      } else {
        writeText(Report, Text, /*Brief=*/false, *OS);
      }
      break;
    case Format::JSON:
      writeJSON(Report, *OS);
      break;
    case Format::SARIF:
      writeSARIF(Report, Text, Here, *OS);
      break;
    case Format::GitHub:
      writeGitHub(Report, Here, *OS);
      break;
    case Format::GitLab:
      writeGitLab(Report, Here, *OS);
      break;
    case Format::JUnit:
      writeJUnit(Report, Here, *OS);
      break;
    case Format::Checkstyle:
      writeCheckstyle(Report, Here, *OS);
      break;
    case Format::RDJSON:
      writeRDJSON(Report, Here, *OS);
      break;
    case Format::CSV:
      writeCSV(Report, Here, *OS);
      break;
    case Format::HTML:
      if (Error Bad = writeHTML(Report, Text, Output.Path))
        return Bad;
      continue;
    }
    OS->close();
    if (OS->has_error()) {
      std::string Why = OS->error().message();
      OS->clear_error();
      return createStringError("cannot write " + Output.Path + ": " + Why);
    }
  }
  return Error::success();
}

} // namespace dmatidy
