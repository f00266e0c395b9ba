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
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

namespace {

/// \p Path as a part of a URI (RFC 3986).
std::string uriOf(StringRef Path) {
  std::string Uri;
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Uri += C;
    else
      Uri += "%" + toHex(StringRef(&C, 1));
  return Uri;
}

/// The rules that the checks hold drivers to.
constexpr StringLiteral RulesUri =
    "https://docs.kernel.org/core-api/dma-api.html";

/// "DmaLeak" for "dma-leak".
std::string pascalCase(StringRef Name) {
  std::string Result;
  bool Begins = true;
  for (char C : Name) {
    if (C != '-')
      Result += Begins ? toUpper(C) : C;
    Begins = C == '-';
  }
  return Result;
}

/// \p Message with a full stop, as viewers of SARIF want it; ours are as
/// compilers write them.
std::string sentence(StringRef Message) {
  return Message.str() + (Message.ends_with(".") ? "" : ".");
}

/// What stands below the title of a check's page: its first paragraph.
std::string introductionOf(StringRef Page) {
  StringRef Paragraph =
      Page.split("\n\n").second.ltrim('\n').split("\n\n").first;
  std::string Line = Paragraph.str();
  replace(Line, '\n', ' ');
  return Line;
}

/// What code scanning sorts rules by: the weakness (cwe.mitre.org) that checks
/// of \p Group find, and how bad it can be, from 0.1 to 10; "" where it is no
/// question of security.
struct Security {
  StringRef Weakness, Severity;
};
Security securityOf(CheckGroup Group) {
  switch (Group) {
  case CheckGroup::Lifecycle: // Control of a resource through its lifetime.
    return {"external/cwe/cwe-664", "7.0"};
  case CheckGroup::Failure: // Check for exceptional conditions.
    return {"external/cwe/cwe-754", "6.0"};
  case CheckGroup::Memory: // Exposure of a resource to the wrong sphere.
    return {"external/cwe/cwe-668", "6.5"};
  case CheckGroup::Ownership: // Synchronization.
    return {"external/cwe/cwe-662", "5.0"};
  case CheckGroup::Lists: // Calls with wrong arguments.
  case CheckGroup::Parameters:
    return {"external/cwe/cwe-628", "5.0"};
  case CheckGroup::Style:
    break;
  }
  return {};
}

class Writer {
public:
  Writer(Sources &Text, StringRef Root, raw_ostream &OS)
      : Text(Text), Root(Root), J(OS, 2) {}

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
    J.attributeObject("automationDetails",
                      [&] { J.attribute("id", "dma-tidy/"); });
    if (!Root.empty())
      J.attributeObject("originalUriBaseIds", [&] {
        J.attributeObject("SRCROOT", [&] {
          J.attribute("uri", "file://" + uriOf(Root) + "/");
        });
      });
    J.attribute("columnKind", "unicodeCodePoints");
    J.attributeArray("results", [&] {
      for (auto [Index, Finding] : enumerate(Report.Findings))
        J.object([&, &D = Finding, I = Index] {
          result(D, Report.severity(I, "error", "warning", "note"));
        });
    });
  }

  void driver() {
    J.attribute("name", "dma-tidy");
    J.attribute("semanticVersion", DMA_TIDY_VERSION);
    J.attribute("informationUri", RulesUri);
    J.attributeArray("rules", [&] {
      for (const CheckInfo *Check : allChecks())
        J.object([&] {
          J.attribute("id", Check->Name);
          J.attribute("name", pascalCase(Check->Name));
          J.attributeObject("shortDescription",
                            [&] { text(sentence(Check->Summary)); });
          J.attributeObject("fullDescription",
                            [&] { text(introductionOf(Check->Page)); });
          J.attribute("helpUri", RulesUri);
          J.attributeObject("help", [&] {
            J.attribute("text", Check->Summary);
            J.attribute("markdown", json::fixUTF8(Check->Page));
          });
          J.attributeObject("defaultConfiguration",
                            [&] { J.attribute("level", "warning"); });
          J.attributeObject("properties", [&] { rule(*Check); });
        });
    });
  }

  void rule(const CheckInfo &Check) {
    Security Of = securityOf(Check.Group);
    J.attribute("precision", Check.Usual == Confidence::High     ? "very-high"
                             : Check.Usual == Confidence::Medium ? "high"
                                                                 : "medium");
    J.attribute("problem.severity", "warning");
    if (!Of.Severity.empty())
      J.attribute("security-severity", Of.Severity);
    J.attributeArray("tags", [&] {
      J.value("dma");
      if (!Of.Weakness.empty()) {
        J.value("security");
        J.value(Of.Weakness);
      }
    });
  }

  void result(const Diagnostic &Finding, StringRef Level) {
    J.attribute("ruleId", Finding.Check);
    for (auto [Index, Check] : enumerate(allChecks()))
      if (Check->Name == Finding.Check)
        J.attribute("ruleIndex", int64_t(Index));
    J.attribute("level", Level);
    message(sentence(Finding.Place.Message));
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
    J.attributeObject("partialFingerprints", [&] {
      J.attribute("dmaTidy/v2", Finding.Fingerprint);
      // What GitHub tells one alert from the next by: this, and how many
      // before it had the same.
      J.attribute("primaryLocationLineHash",
                  Finding.Fingerprint + ":" +
                      std::to_string(++Seen[Finding.Fingerprint]));
    });
    // How sure it is, as a number from 0 to 100 (SARIF 3.27.25: "rank").
    J.attribute("rank", Finding.Level == "high"     ? 95
                        : Finding.Level == "medium" ? 80
                                                    : 40);
    J.attributeObject("properties",
                      [&] { J.attribute("confidence", Finding.Level); });
    if (!Finding.Notes.empty()) {
      J.attributeArray("relatedLocations", [&] {
        for (auto [Index, Step] : enumerate(Finding.Notes))
          J.object([&, &Place = Step, Id = Index] {
            J.attribute("id", int64_t(Id + 1));
            physical(Place);
            message(sentence(Place.Message));
          });
      });
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
    }
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
        message(sentence(Place.Message));
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
    J.attributeObject("artifactLocation", [&] {
      StringRef Below = namedFrom(Root, File);
      bool IsBelow = Below.size() < File.size();
      J.attribute("uri", (IsBelow ? "" : "file://") + uriOf(Below));
      if (IsBelow)
        J.attribute("uriBaseId", "SRCROOT");
    });
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
  StringRef Root;
  json::OStream J;
  StringMap<unsigned> Seen;
};

} // namespace

void writeSARIF(const RunReport &Report, Sources &Text, StringRef Root,
                raw_ostream &OS) {
  Writer(Text, Root, OS).write(Report);
  OS << '\n';
}

} // namespace dmatidy
