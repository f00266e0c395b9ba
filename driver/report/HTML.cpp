//===-- HTML.cpp - The report as a folder of pages ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Pages that need no server: style and script are in report/report.css and
// report.js, which are built in. Every word from outside goes through escape().
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace dmatidy {

static constexpr char ReportStyle[] = {
#embed "report.css"
    , 0};
static constexpr char ReportScript[] = {
#embed "report.js"
    , 0};

/// By this line of index.html an earlier report is known.
static constexpr StringLiteral Generator =
    "<meta name=\"generator\" content=\"dma-tidy\">";

namespace {

/// \p Text as HTML shows it letter by letter.
std::string escape(StringRef Text) {
  std::string Result;
  raw_string_ostream OS(Result);
  printHTMLEscaped(json::fixUTF8(Text), OS);
  return Result;
}

class Pages {
public:
  Pages(const RunReport &Report, Sources &Text, StringRef Folder)
      : Report(Report), Text(Text), Folder(Folder) {}

  Error write() {
    if (Error Bad = prepare())
      return Bad;
    std::map<std::string, unsigned> Taken;
    for (const Diagnostic &Finding : Report.Findings) {
      unsigned Twin = Taken[Finding.Fingerprint]++;
      Names.push_back(Finding.Fingerprint +
                      (Twin ? "-" + std::to_string(Twin) : "") + ".html");
    }
    if (Error Bad = page("index.html", [&](raw_ostream &OS) { index(OS); }))
      return Bad;
    for (size_t I = 0; I != Report.Findings.size(); ++I)
      if (Error Bad = page(Names[I], [&](raw_ostream &OS) { finding(I, OS); }))
        return Bad;
    return Error::success();
  }

private:
  std::string pathOf(StringRef Name) const {
    SmallString<256> Path(Folder);
    sys::path::append(Path, Name);
    return Path.str().str();
  }

  static bool isPage(StringRef Name) {
    return Name.consume_back(".html") && Name.size() >= 16 &&
           all_of(Name, [](char C) { return isHexDigit(C) || C == '-'; });
  }

  /// Makes the folder, or empties that of an earlier report.
  Error prepare() {
    if (std::error_code Bad = sys::fs::create_directories(Folder))
      return createStringError(Bad, "cannot make the folder " + Folder + ": " +
                                        Bad.message());
    std::error_code Bad;
    std::vector<std::string> Old;
    bool IsOurs = false, IsEmpty = true;
    for (sys::fs::directory_iterator At(Folder, Bad), End; At != End && !Bad;
         At.increment(Bad)) {
      IsEmpty = false;
      StringRef Name = sys::path::filename(At->path());
      if (isPage(Name))
        Old.push_back(At->path());
      if (Name == "index.html")
        if (auto Buffer = MemoryBuffer::getFile(At->path()))
          IsOurs = (*Buffer)->getBuffer().contains(Generator);
    }
    if (Bad)
      return createStringError(Bad, Folder + ": " + Bad.message());
    if (!IsEmpty && !IsOurs)
      return createStringError(Folder + " is not empty and holds no report of "
                                        "dma-tidy; name another folder");
    for (const std::string &Page : Old)
      sys::fs::remove(Page);
    return Error::success();
  }

  Error page(StringRef Name, function_ref<void(raw_ostream &)> Body) const {
    std::string Path = pathOf(Name);
    std::error_code Bad;
    raw_fd_ostream OS(Path, Bad);
    if (Bad)
      return createStringError(Bad,
                               "cannot write " + Path + ": " + Bad.message());
    Body(OS);
    OS.close();
    if (OS.has_error()) {
      Bad = OS.error();
      OS.clear_error();
      return createStringError(Bad,
                               "cannot write " + Path + ": " + Bad.message());
    }
    return Error::success();
  }

  void head(StringRef Title, raw_ostream &OS) const {
    OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
          "charset=\"utf-8\">\n"
       << Generator << "\n<meta http-equiv=\"Content-Security-Policy\" "
       << "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
          "'unsafe-inline'\">\n<title>"
       << escape(Title) << "</title>\n<style>\n"
       << ReportStyle << "</style>\n</head>\n<body>\n";
  }

  void option(StringRef Value, size_t Count, raw_ostream &OS) const {
    OS << "<option value=\"" << escape(Value) << "\">" << escape(Value) << " ("
       << Count << ")</option>";
  }

  /// A choice of one of \p Counts' keys.
  void choice(StringRef Id, StringRef Label,
              const std::map<std::string, size_t> &Counts,
              raw_ostream &OS) const {
    OS << "<label>" << Label << " <select id=\"" << Id
       << "\"><option value=\"\">all</option>";
    for (const auto &[Value, Count] : Counts)
      option(Value, Count, OS);
    OS << "</select></label>\n";
  }

  void index(raw_ostream &OS) const {
    head("dma-tidy: findings", OS);
    std::map<std::string, size_t> Checks, Levels, Folders;
    for (const Diagnostic &Finding : Report.Findings) {
      ++Checks[Finding.Check];
      ++Levels[Finding.Level];
      ++Folders[sys::path::parent_path(Finding.Place.File).str()];
    }
    OS << "<h1>DMA misuse</h1>\n<p>" << Report.Findings.size()
       << " findings in " << Report.Analyzed << " of " << Report.Units
       << " units; " << Report.Skipped << " cannot touch DMA, " << Report.Failed
       << " could not be analysed.</p>\n<form>\n";
    choice("check", "Check", Checks, OS);
    choice("level", "Confidence", Levels, OS);
    choice("folder", "Folder", Folders, OS);
    OS << "<label>Search <input id=\"search\" type=\"search\"></label>\n"
          "<span id=\"count\"></span>\n</form>\n<table "
          "id=\"findings\">\n<thead><tr><th>Place</th><th>Function</"
          "th><th>Finding</th><th>Check</th><th>Confidence</th></tr></"
          "thead>\n<tbody>\n";
    for (auto [Finding, Name] : zip(Report.Findings, Names))
      OS << "<tr data-check=\"" << escape(Finding.Check) << "\" data-level=\""
         << escape(Finding.Level) << "\" data-folder=\""
         << escape(sys::path::parent_path(Finding.Place.File))
         << "\"><td><a href=\"" << escape(Name) << "\">"
         << escape(Finding.Place.File) << ':' << Finding.Place.Line
         << "</a></td><td>" << escape(Finding.Function) << "</td><td>"
         << escape(Finding.Place.Message) << "</td><td>"
         << escape(Finding.Check) << "</td><td class=\""
         << escape(Finding.Level) << "\">" << escape(Finding.Level)
         << "</td></tr>\n";
    OS << "</tbody>\n</table>\n";
    if (!Report.Failures.empty()) {
      OS << "<h2>Not analysed</h2>\n<ul>\n";
      for (const UnitFailure &Failure : Report.Failures)
        OS << "<li>" << escape(Failure.File) << ": " << escape(Failure.Reason)
           << "</li>\n";
      OS << "</ul>\n";
    }
    OS << "<script>\n" << ReportScript << "</script>\n</body>\n</html>\n";
  }

  void finding(size_t Index, raw_ostream &OS) const {
    const Diagnostic &Finding = Report.Findings[Index];
    head("dma-tidy: " + Finding.Check, OS);
    OS << "<p><a href=\"index.html\">All findings</a></p>\n<h1>"
       << escape(Finding.Place.Message) << "</h1>\n<p>" << escape(Finding.Check)
       << ", <span class=\"" << escape(Finding.Level) << "\">"
       << escape(Finding.Level) << "</span>, in " << escape(Finding.Function)
       << " (" << escape(Finding.Place.File) << ':' << Finding.Place.Line
       << "). The keys j and k go to the next and the previous step.</p>\n";
    // The story in order; what a file shows of it is told at its lines.
    std::vector<Note> Steps = Finding.Notes;
    Steps.push_back(Finding.Place);
    OS << "<ol>\n";
    for (auto [I, Step] : enumerate(Steps))
      OS << "<li><a href=\"#step" << I + 1 << "\">"
         << escape(sys::path::filename(Step.File)) << ':' << Step.Line
         << "</a>: " << escape(Step.Message) << "</li>\n";
    OS << "</ol>\n";
    std::vector<std::string> Files;
    for (const Note &Step : Steps)
      if (!is_contained(Files, Step.File))
        Files.push_back(Step.File);
    for (const std::string &File : Files)
      source(File, Steps, OS);
    OS << "<script>\n" << ReportScript << "</script>\n</body>\n</html>\n";
  }

  /// The lines of \p File around the steps that are in it.
  void source(StringRef File, ArrayRef<Note> Steps, raw_ostream &OS) const {
    constexpr unsigned Around = 12;
    OS << "<h2>" << escape(File) << "</h2>\n<table class=\"source\">\n";
    ArrayRef<StringRef> Lines = Text.lines(File);
    unsigned Shown = 0;
    for (unsigned Number = 1; Number <= Lines.size(); ++Number) {
      if (none_of(Steps, [&](const Note &Step) {
            return Step.File == File && Step.Line <= Number + Around &&
                   Number <= Step.Line + Around;
          }))
        continue;
      if (Shown && Shown + 1 != Number)
        OS << "<tr class=\"gap\"><td></td><td>&hellip;</td></tr>\n";
      Shown = Number;
      OS << "<tr><td class=\"number\">" << Number << "</td><td><pre>"
         << escape(Lines[Number - 1]) << "</pre></td></tr>\n";
      for (auto [I, Step] : enumerate(Steps))
        if (Step.File == File && Step.Line == Number)
          OS << "<tr class=\"step" << (I + 1 == Steps.size() ? " last" : "")
             << "\" id=\"step" << I + 1 << "\"><td class=\"number\">" << I + 1
             << "</td><td>" << escape(Step.Message) << "</td></tr>\n";
    }
    OS << "</table>\n";
  }

  const RunReport &Report;
  Sources &Text;
  StringRef Folder;
  std::vector<std::string> Names;
};

} // namespace

Error writeHTML(const RunReport &Report, Sources &Text, StringRef Folder) {
  return Pages(Report, Text, Folder).write();
}

} // namespace dmatidy
