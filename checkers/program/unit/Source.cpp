//===-- Source.cpp - What the driver's source text means ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/Source.h"
#include "checkers/program/unit/Prototype.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/FileManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const ApiFunction *rowOf(const Model &Api, const FunctionDecl *Callee) {
  const ApiFunction *Row = anyRowOf(Api, Callee);
  return Row && !Row->isHint() ? Row : nullptr;
}

const ApiFunction *anyRowOf(const Model &Api, const FunctionDecl *Callee) {
  if (!Callee || !Callee->getIdentifier())
    return nullptr;
  const ApiFunction *Row = Api.find(Callee->getName());
  // A driver's own function of the same name with other parameters is not the
  // API's.
  if (!Row || Row->lastArgument() >= static_cast<int>(Callee->getNumParams()))
    return nullptr;
  // What a user has got wrong is told once per run, and does no harm.
  if (!Row->Origin.empty() && !misfit(*Row, *Callee).empty())
    return nullptr;
  return Row;
}

const Expr *askedByTest(const CallExpr *Call, const Model &Api) {
  const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
  if (!Row || Row->Role != FunctionRole::Test)
    return nullptr;
  int Index = Row->Handle >= 0 ? Row->Handle : Row->Memory;
  return Index >= 0 ? Call->getArg(Index) : nullptr;
}

const VarDecl *namedVariable(const Expr *E) {
  const auto *Ref =
      dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const FieldDecl *namedField(const Expr *E) {
  const auto *Member =
      dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

const VarDecl *rootVariable(const Expr *E) {
  while (true) {
    E = E->IgnoreParenCasts();
    if (const auto *Field = dyn_cast<MemberExpr>(E))
      E = Field->getBase();
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    else
      return namedVariable(E);
  }
}

bool names(const Stmt *S, function_ref<bool(const ValueDecl *)> IsWanted) {
  const ValueDecl *Named = nullptr;
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(S))
    Named = Member->getMemberDecl();
  else if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S))
    Named = Ref->getDecl();
  return (Named && IsWanted(Named)) ||
         (S && any_of(S->children(),
                      [&](const Stmt *Part) { return names(Part, IsWanted); }));
}

namespace {
/// Collects the calls in a statement.
class CallCollector : public RecursiveASTVisitor<CallCollector> {
public:
  bool VisitCallExpr(CallExpr *Call) {
    Calls.push_back(Call);
    return true;
  }
  SmallVector<const CallExpr *, 8> Calls;
};
} // namespace

SmallVector<const CallExpr *, 8> callsIn(const Stmt *S) {
  CallCollector Collector;
  Collector.TraverseStmt(const_cast<Stmt *>(S));
  return std::move(Collector.Calls);
}

bool isInLoop(const Stmt *S, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(const_cast<Stmt *>(S)))
    if (isa<ForStmt, WhileStmt, DoStmt>(S))
      return true;
  return false;
}

const RecordDecl *pointeeRecord(QualType Type) {
  QualType Pointee =
      Type->isPointerType() ? Type->getPointeeType() : QualType();
  const RecordDecl *Record =
      Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
  return Record ? cast<RecordDecl>(Record->getCanonicalDecl()) : nullptr;
}

const ValueDecl *namedPlace(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      return Member->getMemberDecl();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return isa<VarDecl>(Ref->getDecl()) ? Ref->getDecl() : nullptr;
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Element->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isAssignmentOp() || Binary->isAdditiveOp() ||
          Binary->isBitwiseOp() || Binary->isShiftOp())
        E = Binary->getLHS();
      else
        return nullptr;
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      // __builtin_constant_p(x) ? swap_constant(x) : swap(x)
      E = Choice->getFalseExpr();
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      if (Call->getNumArgs() != 1)
        return nullptr;
      E = Call->getArg(0);
    } else if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
      const auto *Last =
          dyn_cast_or_null<Expr>(Compound->getSubStmt()->body_empty()
                                     ? nullptr
                                     : Compound->getSubStmt()->body_back());
      if (!Last)
        return nullptr;
      E = Last;
    } else {
      return nullptr;
    }
  }
}

bool outlivesCall(const ValueDecl *Place) {
  const auto *Variable = dyn_cast_or_null<VarDecl>(Place);
  return isa_and_nonnull<FieldDecl>(Place) ||
         (Variable && Variable->hasGlobalStorage());
}

SmallVector<const ValueDecl *, 3> objectPlaces(const ApiFunction &Row,
                                               const CallExpr *Call) {
  SmallVector<const ValueDecl *, 3> Places;
  for (int Index : {Row.Handle, Row.Memory, Row.List})
    if (Index >= 0)
      if (const ValueDecl *Place = namedPlace(Call->getArg(Index)))
        Places.push_back(Place);
  return Places;
}

const FieldDecl *readThrough(const ApiFunction &Row,
                             const FunctionDecl *Callee) {
  int Index = Row.Role == FunctionRole::Free ? Row.Memory : Row.Reads;
  if (Row.ReadsIn.empty() || !Callee ||
      Callee->getNumParams() <= unsigned(Index))
    return nullptr;
  QualType Type = Callee->getParamDecl(Index)->getType()->getPointeeType();
  const RecordDecl *Record = Type.isNull() ? nullptr : Type->getAsRecordDecl();
  if (!Record || !Record->getDefinition())
    return nullptr;
  for (const FieldDecl *Field : Record->getDefinition()->fields())
    if (Field->getName() == Row.ReadsIn)
      return Field;
  return nullptr;
}

/// \see freedParameters; \p Depth calls have been gone through.
static SmallVector<unsigned, 2>
freedParameters(const FunctionDecl *Callee, const Model &Api, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  SmallVector<unsigned, 2> Freed;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  if (!Body || Depth == MaxDepth)
    return Freed;
  for (const Stmt *Step : Body->body()) {
    // Behind a way out nothing is certain, unless that is for NULL.
    if (const auto *If = dyn_cast<IfStmt>(Step)) {
      const auto *Not = dyn_cast<UnaryOperator>(If->getCond());
      if (!Not || Not->getOpcode() != UO_LNot)
        return Freed;
      continue;
    }
    const auto *Call = dyn_cast<CallExpr>(Step);
    const FunctionDecl *Inner = Call ? Call->getDirectCallee() : nullptr;
    if (!Inner) {
      if (isa<ReturnStmt, GotoStmt, LabelStmt, SwitchStmt>(Step))
        return Freed;
      continue;
    }
    SmallVector<unsigned, 2> Arguments;
    const ApiFunction *Row = rowOf(Api, Inner);
    if (Row && Row->Role == FunctionRole::Free)
      Arguments.push_back(Row->Memory);
    else if (!Row)
      Arguments = freedParameters(Inner, Api, Depth + 1);
    for (unsigned Index : Arguments)
      if (const auto *Parameter =
              dyn_cast_or_null<ParmVarDecl>(namedVariable(Call->getArg(Index))))
        Freed.push_back(Parameter->getFunctionScopeIndex());
  }
  return Freed;
}

SmallVector<unsigned, 2> freedParameters(const FunctionDecl *Callee,
                                         const Model &Api) {
  return freedParameters(Callee, Api, /*Depth=*/0);
}

SmallVector<const CallExpr *, 4> releasesIn(const Stmt *Body,
                                            ArrayRef<const ValueDecl *> Places,
                                            const Model &Api) {
  struct Search : RecursiveASTVisitor<Search> {
    Search(ArrayRef<const ValueDecl *> Places, const Model &Api)
        : Places(Places), Api(Api) {}
    bool VisitCallExpr(CallExpr *Call) {
      const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
      if (Row && Row->isRelease() &&
          any_of(objectPlaces(*Row, Call), [&](const ValueDecl *Place) {
            return is_contained(Places, Place);
          }))
        Releases.push_back(Call);
      return true;
    }
    ArrayRef<const ValueDecl *> Places;
    const Model &Api;
    SmallVector<const CallExpr *, 4> Releases;
  } Found(Places, Api);
  Found.TraverseStmt(const_cast<Stmt *>(Body));
  return Found.Releases;
}

void forEachField(const InitListExpr *List,
                  function_ref<void(const FieldDecl *, const Expr *)> Each) {
  // The list as written comes by; the one in the order of the fields is asked.
  if (!List->isSemanticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  const RecordDecl *Record = List->getType()->getAsRecordDecl();
  if (!Record)
    return;
  if (Record->isUnion()) {
    if (const FieldDecl *Field = List->getInitializedFieldInUnion();
        Field && List->getNumInits())
      Each(Field, List->getInit(0));
    return;
  }
  for (auto [Field, Given] : zip(Record->fields(), List->inits()))
    Each(Field, Given);
}

bool mayWriteRecord(const FunctionDecl *Callee) {
  return !Callee || any_of(Callee->parameters(), [](const ParmVarDecl *P) {
    QualType Type = P->getType();
    return Type->isPointerType() && Type->getPointeeType()->isRecordType() &&
           !Type->getPointeeType().isConstQualified();
  });
}

static bool isDriverFile(SourceLocation Place, const SourceManager &SM) {
  if (Place.isInvalid() || SM.isInSystemHeader(Place))
    return false;
  if (SM.isInMainFile(Place))
    return true;
  StringRef File = SM.getFilename(Place);
  auto MainEntry = SM.getFileEntryRefForID(SM.getMainFileID());
  if (!MainEntry)
    return true;
  // A header below a folder named include is the kernel's, unless that folder
  // stands right beside the unit: drivers have include folders of their own.
  size_t At = File.rfind("/include/");
  if (At == StringRef::npos)
    return !File.starts_with("include/") && !File.starts_with("./include/") &&
           !File.starts_with("./arch/") && !File.starts_with("arch/");
  StringRef Main = sys::path::parent_path(MainEntry->getName());
  StringRef Owner = File.take_front(At);
  return Main.consume_front(Owner) && Main.count('/') <= 1 &&
         Owner.contains("/drivers/");
}

bool isUnseenDriverFunction(const Decl *Callee, const SourceManager &SM) {
  return Callee && !Callee->hasBody() && isDriverDecl(Callee, SM);
}

bool isMadeByKernelMacro(SourceLocation At, const SourceManager &SM) {
  return At.isMacroID() && isDriverFile(SM.getExpansionLoc(At), SM) &&
         !isDriverFile(SM.getSpellingLoc(At), SM);
}

bool isMadeByKernelMacro(const Decl *Decl, const SourceManager &SM) {
  return Decl->getLocation().isMacroID() && isa<FunctionDecl>(Decl) &&
         isMadeByKernelMacro(Decl->getBeginLoc(), SM);
}

bool isDriverDecl(const Decl *Decl, const SourceManager &SM) {
  // A builtin is declared where it is first used.
  if (const auto *Function = dyn_cast<FunctionDecl>(Decl);
      Function && Function->getBuiltinID())
    return false;
  return isDriverFile(SM.getExpansionLoc(Decl->getLocation()), SM) &&
         !isMadeByKernelMacro(Decl, SM);
}

std::optional<StringRef> headerBody(const FunctionDecl *Function,
                                    const SourceManager &SM) {
  SourceLocation At = SM.getExpansionLoc(Function->getLocation());
  // A driver's header may wrap DMA calls.
  if (SM.isInMainFile(At) || isDriverDecl(Function, SM))
    return std::nullopt;
  auto [File, Offset] = SM.getDecomposedLoc(At);
  bool Invalid = false;
  StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid)
    return "";
  StringRef Body = Text.substr(Offset, 320);
  size_t Open = Body.find('{'), Close = Body.find('}');
  if (Open == StringRef::npos || Close == StringRef::npos || Close < Open)
    return "";
  StringRef Inside = Body.slice(Open + 1, Close).trim();
  bool IsShort = Inside.starts_with("return") && Inside.count(';') == 1 &&
                 !Inside.contains("asm");
  return IsShort ? Inside : "";
}

bool isNeedlessBody(const Decl *D, const SourceManager &SM) {
  const auto *Function = dyn_cast<FunctionDecl>(D);
  auto Body = Function ? headerBody(Function, SM) : std::nullopt;
  return Body && Body->empty();
}

bool hasContent(const Decl *Decl) {
  if (const auto *Function = dyn_cast<FunctionDecl>(Decl))
    return Function->doesThisDeclarationHaveABody();
  const auto *Variable = dyn_cast<VarDecl>(Decl);
  return Variable && Variable->hasInit();
}

std::vector<Decl *> driverBodies(const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  std::vector<Decl *> Result;
  auto Take = [&](Decl *Top) {
    bool MayContain =
        Context.getLangOpts().CPlusPlus && !isa<FunctionDecl, VarDecl>(Top);
    if ((MayContain || hasContent(Top)) && isDriverDecl(Top, SM))
      Result.push_back(Top);
  };
  for (Decl *Top : Context.getTraversalScope()) {
    if (auto *Unit = dyn_cast<TranslationUnitDecl>(Top))
      // What precompiled headers hold is the kernel's.
      llvm::for_each(Unit->noload_decls(), Take);
    else
      Take(Top);
  }
  return Result;
}

std::string quote(const Expr *E, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Range = Lexer::getAsCharRange(
      SM.getExpansionRange(E->getSourceRange()), SM, Context.getLangOpts());
  StringRef Text;
  if (!E->getBeginLoc().isMacroID() && !E->getEndLoc().isMacroID())
    Text = Lexer::getSourceText(Range, SM, Context.getLangOpts());
  std::string Line;
  if (Text.empty()) {
    raw_string_ostream OS(Line);
    E->IgnoreParenImpCasts()->printPretty(
        OS, nullptr, PrintingPolicy(Context.getLangOpts()));
  } else {
    for (StringRef Part; !Text.empty();) {
      std::tie(Part, Text) = Text.split('\n');
      Line += (Line.empty() ? "" : " ") + Part.trim().str();
    }
  }
  if (Line.size() > 60)
    Line = Line.substr(0, 57) + "...";
  return "'" + Line + "'";
}

std::string quoteWritten(const Expr *E, const ASTContext &Context) {
  StringRef Text = writtenText(E->getSourceRange(), Context);
  return Text.empty() || Text.size() > 60 || Text.contains('\n')
             ? quote(E, Context)
             : "'" + Text.str() + "'";
}

std::string spelledCallee(const ApiFunction &Row, const CallExpr *Site) {
  // The kernel's macros only fill in the attributes, so a call that comes from
  // one was written as the row's spelling.
  return Site->getBeginLoc().isMacroID() ? Row.Spelled : Row.Name;
}

/// The name of a record; one without a name is known by where it stands.
static std::string recordName(const RecordDecl *Record,
                              const SourceManager &SM) {
  if (Record->getIdentifier())
    return Record->getNameAsString();
  if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
    return Typedef->getNameAsString();
  const auto *Outer = dyn_cast<RecordDecl>(Record->getDeclContext());
  return (Outer ? recordName(Outer, SM) + "." : std::string()) + "@" +
         std::to_string(SM.getExpansionLineNumber(Record->getLocation()));
}

std::string fieldName(const FieldDecl *Field, const SourceManager &SM) {
  return recordName(Field->getParent(), SM) + "." + Field->getNameAsString();
}

/// True if \p S makes a call.
static bool hasCall(const Stmt *S) {
  return S && (isa<CallExpr>(S) || any_of(S->children(), hasCall));
}

const Stmt *decidedBy(const Stmt *Exit, const ParentMap &Parents) {
  for (const Stmt *Up = Parents.getParent(Exit); Up;
       Up = Parents.getParent(Up)) {
    const auto *If = dyn_cast<IfStmt>(Up);
    if (!If)
      continue;
    if (hasCall(If->getCond()))
      return If;
    const Stmt *Before = nullptr;
    if (const Stmt *Around = Parents.getParent(If))
      for (const Stmt *Beside : Around->children()) {
        if (Beside == If)
          break;
        Before = Beside;
      }
    return isa_and_nonnull<Expr, DeclStmt>(Before) && hasCall(Before) ? Before
                                                                      : If;
  }
  return nullptr;
}

SourceSite siteAt(SourceLocation At, StringRef Function,
                  const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  At = SM.getExpansionLoc(At);
  SourceSite Site;
  Site.Function = Function.str();
  PresumedLoc Presumed = SM.getPresumedLoc(At, /*UseLineDirectives=*/false);
  if (Presumed.isInvalid())
    return Site;
  Site.Line = Presumed.getLine();
  Site.Column = Presumed.getColumn();
  if (auto Entry = SM.getFileEntryRefForID(SM.getFileID(At))) {
    StringRef Real = Entry->getFileEntry().tryGetRealPathName();
    Site.File = Real.empty() ? Entry->getName().str() : Real.str();
  }
  Site.Text = SM.getBufferData(SM.getFileID(At))
                  .drop_front(SM.getFileOffset(At))
                  .take_until([](char C) { return C == '\n'; })
                  .trim()
                  .str();
  return Site;
}

SourceLocation locate(StringRef File, unsigned Line, unsigned Column,
                      const SourceManager &SM) {
  OptionalFileEntryRef Entry =
      SM.getFileManager().getOptionalFileRef(File, /*OpenFile=*/false,
                                             /*CacheFailure=*/false);
  return Entry ? SM.translateFileLineCol(*Entry, Line, Column)
               : SourceLocation();
}

CharSourceRange writtenRange(SourceRange Range, const ASTContext &Context) {
  return Lexer::makeFileCharRange(CharSourceRange::getTokenRange(Range),
                                  Context.getSourceManager(),
                                  Context.getLangOpts());
}

StringRef writtenText(SourceRange Range, const ASTContext &Context) {
  CharSourceRange Written = writtenRange(Range, Context);
  return Written.isValid()
             ? Lexer::getSourceText(Written, Context.getSourceManager(),
                                    Context.getLangOpts())
             : "";
}

std::optional<Fix> fixAt(CharSourceRange Range, const Twine &Text,
                         const ASTContext &Context) {
  if (Range.isInvalid())
    return std::nullopt;
  SourceSite From = siteAt(Range.getBegin(), "", Context),
             To = siteAt(Range.getEnd(), "", Context);
  if (From.File.empty() || From.File != To.File)
    return std::nullopt;
  return Fix{From.File, From.Line, From.Column, To.Line, To.Column, Text.str()};
}

const FieldDecl *operationOf(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Deref = dyn_cast<UnaryOperator>(E))
    E = Deref->getSubExpr()->IgnoreParenCasts();
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

bool isRegister(QualType Type) {
  QualType Pointee = Type->getPointeeType();
  return !Pointee.isNull() && Pointee->isVoidType() &&
         Pointee.isVolatileQualified();
}

} // namespace dmatidy
