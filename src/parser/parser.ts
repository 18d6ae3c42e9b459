import { EmbeddedActionsParser, EOF, type IToken, type TokenType } from 'chevrotain';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort, TooManyMistakes } from '../diagnostics/query-error.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean, nearFixes } from '../diagnostics/suggest.ts';
import { tokenize, tokenizeExpression, validateTokens, vocabulary } from '../lexer/lexer.ts';
import * as t from '../lexer/tokens.ts';
import { findUnbalanced } from './balance.ts';
import { type CommandSyntax, commandToken, defineShared } from './commands/command.ts';
import { hostCall, isHostCall } from './commands/host-call.ts';
import { commands } from './commands/index.ts';
import { nestingDepth, treeDepth } from './depth.ts';
import { defineExpressions } from './expression.ts';
import { type AheadRules, type Grammar, type Rule, spanOf } from './grammar.ts';
import { hintFor } from './hints.ts';
import { FirstTokenLookahead } from './lookahead.ts';
import { describeToken, ExpectationProvider } from './messages.ts';
import { piecesOf, ReadAhead } from './read-ahead.ts';
import { defineScript } from './script.ts';
import type { ExpressionNode, HostSourceNode, PipelineNode, ScriptNode } from './syntax.ts';

/** The result of parsing: always a tree, and diagnostics. */
export interface ParseResult<T> {
  readonly tree: T;
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly IToken[];
  /** The sources of the host, anywhere in the query, in order. */
  readonly sources: readonly HostSourceNode[];
}

/** Limits that protect the parser's stack and time. */
export interface ParseLimits {
  readonly textLength: number;
  readonly tokens: number;
  readonly depth: number;
  readonly chain: number;
  /** Called now and then while tokens are read; what it throws ends the parser. */
  readonly look?: () => void;
}

/** Tokens between two looks. */
const tokensPerLook = 256;

/** Shorter sources are read in one go, as it takes a few milliseconds. */
const minTokensAhead = 1500;
/** Mistakes after which nothing more is read ahead. */
const maxMistakesAhead = 20;
/** Tokens between two turns. */
const tokensPerStep = 500;

const commandTokens = new Map<string, TokenType>(Object.keys(commands).map((word) => [word, commandToken(word)]));

/** Open rules beyond which no token is inserted: about ten levels of nested expressions. */
const maxRulesToInsert = 100;

/** What Chevrotain's parsers have and its types do not tell. */
interface Internals {
  /** The index of the last token that was read. */
  exportLexerState(): number;
  importLexerState(index: number): void;
  onBeforeParse(rule: string): void;
  /** Not empty while it only tries. */
  readonly isBackTrackingStack: number[];
  /** The place of the innermost open rule. */
  readonly RULE_STACK_IDX: number;
  /** The numbers of the open rules, and as which of the subrules of the rule before each was called. */
  readonly RULE_STACK: readonly number[];
  readonly RULE_OCCURRENCE_STACK: readonly number[];
  consumeToken(): void;
  flattenFollowSet(): TokenType[];
  shortRuleNameToFullName(rule: number): string;
  getFollowSetFromFollowKey(key: { readonly ruleName: string; readonly idxInCallingRule: number; readonly inRule: string }): TokenType[];
  getFollowsForInRuleRecovery(tokenType: TokenType, index: number): TokenType[];
}

/** A rule without what is checked around the outermost one: that it reads all tokens. */
type InnerRule<T> = Rule<T> & { readonly coreRule: Rule<T> };

type Base = new (...args: ConstructorParameters<typeof EmbeddedActionsParser>) => EmbeddedActionsParser & Internals;
const RecoveringParser = EmbeddedActionsParser as unknown as Base; // see Internals

class SplParser extends RecoveringParser {
  /** Whether the parser goes on after a mistake. */
  readonly recovers: boolean;
  readonly script: Rule<ScriptNode>;
  readonly bareExpression: Rule<ExpressionNode>;
  readonly #aheadRules: { readonly [R in keyof AheadRules]: Rule<AheadRules[R]> };
  readonly #resetNesting: () => void;
  #ahead: ReadAhead | undefined;
  /** Tokens where a stage should have ended, and the tokens before them. */
  unexpectedTokens: { readonly token: IToken; readonly previous: IToken }[] = [];
  /** The sources of the host that were read. */
  sources: HostSourceNode[] = [];
  readonly #expectations: ExpectationProvider;
  #look: () => void = () => {};
  #consumed = 0;

  constructor(recovers: boolean, skipValidations = true) {
    const expectations = new ExpectationProvider();
    super([...vocabulary, ...commandTokens.values()], {
      recoveryEnabled: recovers,
      maxLookahead: 1,
      lookaheadStrategy: new FirstTokenLookahead(),
      skipValidations,
      errorMessageProvider: expectations,
    });
    this.recovers = recovers;
    this.#expectations = expectations;
    const $ = this as unknown as Grammar; // Chevrotain's parsing methods are protected; the rules are functions in other files
    let subquery: Rule<PipelineNode> | undefined;
    const expressions = defineExpressions($, () => subquery!);
    const shared = defineShared($, expressions, () => subquery!);
    const rules = Object.values<CommandSyntax>(commands).map(({ kind, define }) => define($, shared, commandTokens.get(kind)!));
    const { script, stage, resetNesting, ...others } = defineScript($, shared, rules);
    ({ subquery } = others);
    this.script = script;
    this.#resetNesting = resetNesting;
    this.#aheadRules = { stage, expression: expressions.expression, negation: expressions.negation };
    this.bareExpression = $.RULE('bareExpression', () => $.SUBRULE(expressions.expression));
    this.performSelfAnalysis();
  }

  /** Reads other tokens, forgetting everything about the ones before; `look` is called now and then. */
  start(tokens: IToken[], look: () => void = () => {}, ahead?: ReadAhead): void {
    this.input = tokens;
    this.#look = look;
    this.#ahead = ahead;
    this.unexpectedTokens = [];
    this.sources = [];
    this.#expectations.reset();
  }

  /**
   * What may follow an inserted token, by which the parser judges whether it may insert one. Chevrotain looks through the grammar from every open rule, which takes
   * the square of their number; in a deep query there is nothing to insert.
   */
  override getFollowsForInRuleRecovery(tokenType: TokenType, index: number): TokenType[] {
    return this.RULE_STACK_IDX > maxRulesToInsert ? [] : super.getFollowsForInRuleRecovery(tokenType, index);
  }

  override consumeToken(): void {
    super.consumeToken();
    if (++this.#consumed % tokensPerLook === 0) this.#look();
  }

  /**
   * The token types at which an open rule can go on after a mistake, from the outermost rule to the innermost. Chevrotain asks at every level, and lists those of every open
   * rule; a deep query has few different ones.
   */
  override flattenFollowSet(): TokenType[] {
    const known = new Set<number>();
    const found = new Set<TokenType>([EOF]);
    for (let i = 1; i <= this.RULE_STACK_IDX; i++) {
      const [rule, caller, occurrence] = [this.RULE_STACK[i]!, this.RULE_STACK[i - 1]!, this.RULE_OCCURRENCE_STACK[i]!];
      const key = rule * 2 ** 32 + caller * 2 ** 8 + occurrence;
      if (known.has(key)) continue;
      known.add(key);
      const follows = {
        ruleName: this.shortRuleNameToFullName(rule),
        idxInCallingRule: occurrence,
        inRule: this.shortRuleNameToFullName(caller),
      };
      for (const type of this.getFollowSetFromFollowKey(follows)) found.add(type);
    }
    return [...found];
  }

  /** Reads a piece of the tokens that it was started with; answers how many tokens there are, or undefined for a mistake, after which it must be started again. */
  readPiece<R extends keyof AheadRules>({ rule, from }: { readonly rule: R; readonly from: number }): number | undefined {
    const sourcesBefore = this.sources.length;
    this.#resetNesting();
    this.importLexerState(from - 1);
    const { coreRule } = this.#aheadRules[rule] as InnerRule<AheadRules[R]>; // as all rules are
    const { length } = this.input;
    this.onBeforeParse(rule); // adds marks of the end
    this.isBackTrackingStack.push(1); // the first mistake ends it
    let node: AheadRules[R];
    try {
      node = coreRule.call(this);
    } finally {
      this.isBackTrackingStack.pop();
      this.input.length = length;
    }
    if (this.errors.length > 0 || this.unexpectedTokens.length > 0) return undefined;
    const to = this.exportLexerState();
    this.#ahead?.add(rule, from, { node, to, sources: this.sources.splice(sourcesBefore) });
    return to - from + 1;
  }

  takeAhead<R extends keyof AheadRules>(rule: R): AheadRules[R] | undefined {
    const known = this.#ahead?.get(rule, this.exportLexerState() + 1);
    if (!known) return undefined;
    this.importLexerState(known.to);
    this.sources.push(...known.sources);
    return known.node;
  }

  reportUnexpected(token: IToken): void {
    this.unexpectedTokens.push({ token, previous: this.LA(0) });
  }

  noteSource(source: HostSourceNode): HostSourceNode {
    this.sources.push(source);
    return source;
  }

  spanFrom(first: IToken): Span {
    const start = spanOf(first).start;
    return { start, end: Math.max(start, spanOf(this.LA(0)).end) };
  }
}

/** One for all sources. What recovery needs of the grammar takes long to find out: the first parser does without, until a source has a mistake. */
let shared: SplParser | undefined;

/** Builds the grammar with all of Chevrotain's validations, which the shared parser skips to start faster. */
export function validateGrammar(): void {
  validateTokens();
  new SplParser(true, false);
}

/** Parses a script of pipelines. Never throws for mistakes in the source. */
export function parseScript(source: string, limits: ParseLimits): ParseResult<ScriptNode> {
  return resultOf(parse(source, limits, { ...scripts(source), ahead: false }));
}

/** The same in steps; others may parse between them. */
export function parseScriptInSteps(source: string, limits: ParseLimits): Generator<void, ParseResult<ScriptNode>> {
  return parse(source, limits, scripts(source));
}

/** Parses one expression. Never throws for mistakes in the source. */
export function parseExpression(source: string, limits: ParseLimits): ParseResult<ExpressionNode> {
  const empty: ExpressionNode = { kind: 'error', span: { start: 0, end: source.length } };
  return resultOf(parse(source, limits, { read: tokenizeExpression, ruleOf: (parser) => parser.bareExpression, empty, ahead: false }));
}

/** What is parsed: how its tokens are read, its rule, and the tree of a source that is refused. */
interface Syntax<T> {
  readonly read: typeof tokenize;
  readonly ruleOf: (parser: SplParser) => Rule<T>;
  readonly empty: T;
  /** Whether long sources are read ahead in steps. */
  readonly ahead: boolean;
}

const scripts = (source: string): Syntax<ScriptNode> => ({
  read: tokenize,
  ruleOf: (parser) => parser.script,
  empty: { settings: [], statements: [], span: { start: 0, end: source.length } },
  ahead: true,
});

/** What steps come to that are taken at once. */
function resultOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Reads what it can of a long source, with turns in between. What is a mistake there is left to the whole, which tells what is wrong. */
function* readAhead(tokens: IToken[], look: (() => void) | undefined): Generator<void, ReadAhead> {
  const ahead = new ReadAhead();
  let parser: SplParser | undefined;
  let read = 0;
  let mistakes = 0;
  for (const piece of piecesOf(tokens)) {
    if (!parser) {
      parser = sharedParser(); // others may have used it, and made another, meanwhile
      parser.start(tokens, look, ahead);
    }
    const count = parser.readPiece(piece);
    if (count === undefined) {
      if (++mistakes === maxMistakesAhead) break;
      parser = undefined;
      continue;
    }
    read += count;
    if (read < tokensPerStep) continue;
    read = 0;
    parser = undefined;
    yield;
  }
  yield;
  return ahead;
}

function sharedParser(): SplParser {
  shared ??= new SplParser(false);
  return shared;
}

function* parse<T extends object>(
  source: string,
  limits: ParseLimits,
  { read, ruleOf, empty, ahead }: Syntax<T>,
): Generator<void, ParseResult<T>> {
  const whole = { start: 0, end: Math.min(source.length, 1) };
  if (source.length > limits.textLength)
    return { tree: empty, diagnostics: [diagnose('limit-text-length', whole, { limit: limits.textLength })], comments: [], sources: [] };
  const { tokens, comments } = read(source);
  const refuse = (diagnostic: Diagnostic): ParseResult<T> => ({ tree: empty, diagnostics: [diagnostic], comments, sources: [] });
  const tooDeep = diagnose('limit-depth', whole, { limit: limits.depth });
  if (nestingDepth(tokens) > limits.depth) return refuse(tooDeep);
  if (tokens.length > limits.tokens) return refuse(diagnose('limit-tokens', whole, { limit: limits.tokens }));
  const diagnostics = findUnbalanced(tokens);
  for (const token of tokens) if (token.tokenType === t.CommandWord) labelCommand(token, diagnostics);
  let parser = sharedParser();
  let tree = empty;
  try {
    const known = ahead && tokens.length >= minTokensAhead ? yield* readAhead(tokens, limits.look) : undefined;
    const readTree = (): T => {
      parser.start(tokens, limits.look, known);
      return ruleOf(parser).call(parser) ?? empty;
    };
    parser = sharedParser();
    tree = readTree();
    if (!parser.recovers && (parser.errors.length > 0 || parser.unexpectedTokens.length > 0)) {
      parser = new SplParser(true);
      shared = parser;
      tree = readTree();
    }
  } catch (error) {
    // The state of a parser whose stack overflowed is lost.
    if (!(error instanceof TooManyMistakes || error instanceof ExecutionAbort)) shared = undefined;
    if (error instanceof RangeError) return refuse(tooDeep);
    if (!(error instanceof TooManyMistakes)) throw error;
  }
  const unbalanced = diagnostics.some((d) => d.name === 'unterminated' || d.name === 'unmatched-bracket');
  const failures = parser.errors.map((error) => spanOf(error.token).start);
  const gaveUp = (token: IToken): boolean =>
    failures.some((start) => start <= token.startOffset && !source.slice(start, token.startOffset).includes('|'));
  const syntaxErrors = [
    ...parser.errors.map((error) => ({
      token: error.token,
      previous: 'previousToken' in error ? (error.previousToken as IToken) : undefined, // mismatches carry it, the type does not say so
      expected: error.message,
    })),
    // Where a rule gave up, the tokens it left over are not a second mistake.
    ...parser.unexpectedTokens
      .filter(({ token }) => !gaveUp(token))
      .map(({ token, previous }) => ({ token, previous, expected: "an operator, '|' or the end of the statement" })),
  ];
  for (const { token, previous, expected } of syntaxErrors) {
    // An unbalanced bracket was reported where it opened.
    if (unbalanced && (/^'[)\]]'$/.test(expected) || token.image === ')' || token.image === ']')) continue;
    const end = source.trimEnd().length;
    const span = token.image === '' ? { start: end, end } : spanOf(token);
    if (diagnostics.some((d) => d.span.start <= span.start && span.end <= d.span.end)) continue;
    diagnostics.push(
      diagnose(
        'unexpected-token',
        span,
        { expected, found: describeToken(token) },
        hintFor({ found: token, previous, expected, source, comments }),
      ),
    );
  }
  const { sources } = parser;
  parser.start([]);
  if (treeDepth(tree) > limits.chain) return refuse(diagnose('limit-chain', whole, { limit: limits.chain }));
  return { tree, diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start), comments, sources };
}

/** Gives a command word its own token type, or reports an unknown command. */
function labelCommand(token: IToken, diagnostics: Diagnostic[]): void {
  const word = token.image.toLowerCase();
  const type = commandTokens.get(word) ?? (isHostCall(word) ? commandTokens.get(hostCall.kind) : undefined);
  const span = spanOf(token);
  if (type) {
    token.tokenType = type;
    token.tokenTypeIdx = type.tokenTypeIdx!;
  } else {
    const words = [...commandTokens.keys()].filter((known) => known !== hostCall.kind);
    const help = didYouMean(token.image, words) ?? `the commands are ${words.join(', ')}`;
    const fixes = nearFixes(token.image, words, span);
    diagnostics.push(diagnose('unknown-command', span, { word: token.image }, { help, ...(fixes ? { fixes } : {}) }));
  }
}
