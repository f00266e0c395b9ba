//===-- SARIF.cpp - The report as a SARIF 2.1.0 log -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

namespace {

/// \p Path, absolute, as a file: URI (RFC 8089).
std::string uriOf(StringRef Path) {
  std::string Uri = "file://";
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Uri += C;
    else
      Uri += "%" + toHex(StringRef(&C, 1));
  return Uri;
}

class Writer {
public:
  Writer(Sources &Text, raw_ostream &OS) : Text(Text), J(OS, 2) {}

  void write(const RunReport &Report) {
    J.object([&] {
      J.attribute("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
                             "errata01/os/schemas/sarif-schema-2.1.0.json");
      J.attribute("version", "2.1.0");
      J.attributeArray("runs", [&] { J.object([&] { run(Report); }); });
    });
  }

private:
  void run(const RunReport &Report) {
    J.attributeObject("tool",
                      [&] { J.attributeObject("driver", [&] { driver(); }); });
    J.attributeArray("invocations", [&] {
      J.object([&] {
        J.attribute("executionSuccessful", Report.Failures.empty());
        J.attributeArray("toolExecutionNotifications", [&] {
          for (const UnitFailure &Failure : Report.Failures)
            J.object([&] {
              J.attribute("level", "error");
              message("could not be analysed: " + Failure.Reason);
              J.attributeArray("locations", [&] {
                J.object([&] {
                  J.attributeObject("physicalLocation",
                                    [&] { artifact(Failure.File); });
                });
              });
            });
        });
      });
    });
    J.attribute("columnKind", "unicodeCodePoints");
    J.attributeArray("results", [&] {
      for (auto [Index, Finding] : enumerate(Report.Findings))
        J.object(
            [&, &D = Finding, I = Index] { result(D, Report.isError(I)); });
    });
  }

  void driver() {
    J.attribute("name", "dma-tidy");
    J.attribute("semanticVersion", DMA_TIDY_VERSION);
    J.attributeArray("rules", [&] {
      for (const CheckInfo *Check : allChecks())
        J.object([&] {
          J.attribute("id", Check->Name);
          J.attributeObject("shortDescription",
                            [&] { J.attribute("text", Check->Summary); });
          J.attributeObject("help", [&] {
            J.attribute("text", Check->Summary);
            J.attribute("markdown", json::fixUTF8(Check->Page));
          });
          J.attributeObject("defaultConfiguration",
                            [&] { J.attribute("level", "warning"); });
        });
    });
  }

  void result(const Diagnostic &Finding, bool IsError) {
    J.attribute("ruleId", Finding.Check);
    for (auto [Index, Check] : enumerate(allChecks()))
      if (Check->Name == Finding.Check)
        J.attribute("ruleIndex", int64_t(Index));
    J.attribute("level", IsError                  ? "error"
                         : Finding.Level == "low" ? "note"
                                                  : "warning");
    message(Finding.Place.Message);
    J.attributeArray("locations", [&] {
      J.object([&] {
        physical(Finding.Place);
        if (!Finding.Function.empty())
          J.attributeArray("logicalLocations", [&] {
            J.object([&] {
              J.attribute("name", json::fixUTF8(Finding.Function));
              J.attribute("kind", "function");
            });
          });
      });
    });
    J.attributeObject("partialFingerprints",
                      [&] { J.attribute("dmaTidy/v2", Finding.Fingerprint); });
    // How sure it is, as a number from 0 to 100 (SARIF 3.27.25: "rank").
    J.attribute("rank", Finding.Level == "high"     ? 95
                        : Finding.Level == "medium" ? 80
                                                    : 40);
    J.attributeObject("properties",
                      [&] { J.attribute("confidence", Finding.Level); });
    if (!Finding.Notes.empty())
      J.attributeArray("codeFlows", [&] {
        J.object([&] {
          J.attributeArray("threadFlows", [&] {
            J.object([&] {
              J.attributeArray("locations", [&] {
                for (const Note &Step : Finding.Notes)
                  step(Step);
                step(Finding.Place);
              });
            });
          });
        });
      });
    if (!Finding.Fixes.empty())
      J.attributeArray("fixes", [&] { J.object([&] { fix(Finding); }); });
  }

  void fix(const Diagnostic &Finding) {
    J.attributeObject("description",
                      [&] { text("write what the message says"); });
    J.attributeArray("artifactChanges", [&] {
      for (const Fix &Edit : Finding.Fixes)
        J.object([&] {
          artifact(Edit.File);
          J.attributeArray("replacements", [&] {
            J.object([&] {
              J.attributeObject("deletedRegion", [&] {
                J.attribute("startLine", Edit.Line);
                J.attribute("startColumn",
                            column(Edit.File, Edit.Line, Edit.Column));
                J.attribute("endLine", Edit.EndLine);
                J.attribute("endColumn",
                            column(Edit.File, Edit.EndLine, Edit.EndColumn));
              });
              J.attributeObject("insertedContent", [&] { text(Edit.Text); });
            });
          });
        });
    });
  }

  void step(const Note &Place) {
    J.object([&] {
      J.attributeObject("location", [&] {
        physical(Place);
        message(Place.Message);
      });
    });
  }

  void physical(const Note &Place) {
    J.attributeObject("physicalLocation", [&] {
      artifact(Place.File);
      J.attributeObject("region", [&] {
        J.attribute("startLine", std::max(1u, Place.Line));
        J.attribute("startColumn",
                    column(Place.File, Place.Line, Place.Column));
        StringRef Line = Text.line(Place.File, Place.Line);
        if (!Line.empty())
          J.attributeObject("snippet", [&] { text(Line); });
      });
    });
  }

  void artifact(StringRef File) {
    J.attributeObject("artifactLocation",
                      [&] { J.attribute("uri", uriOf(File)); });
  }
  void message(const Twine &What) {
    J.attributeObject("message", [&] { text(What.str()); });
  }
  void text(StringRef What) { J.attribute("text", json::fixUTF8(What)); }

  /// Our columns count bytes, SARIF's characters.
  int64_t column(StringRef File, unsigned Line, unsigned Bytes) {
    if (Bytes == 0)
      return 1;
    StringRef Before = Text.line(File, Line).take_front(Bytes - 1);
    return Bytes - count_if(Before, [](char C) { return (C & 0xc0) == 0x80; });
  }

  Sources &Text;
  json::OStream J;
};

} // namespace

void writeSARIF(const RunReport &Report, Sources &Text, raw_ostream &OS) {
  Writer(Text, OS).write(Report);
  OS << '\n';
}

} // namespace dmatidy
