import { Lexer, type TokenType } from 'chevrotain';
import { createToken } from './create-token.ts';
import { spellingsOf } from './operators.ts';

// Letters beyond ASCII without punctuation and white space, as a plain character class: Chevrotain cannot analyse \\p{L}.
const letter = 'A-Za-z_\\u00aa-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\ud800-\\udfff\\uf900-\\ufdff';
const word = (before: string, more = '') => new RegExp(`${before}[${letter}][${letter}0-9${more}]*`);

// The characters with which types of tokens may begin, and perhaps more: what Chevrotain would find out from their patterns, which takes most of the time of making a lexer.
// Beyond U+00FF a few stand for all: Chevrotain takes them in blocks of 255.
const digits = [...'0123456789'];
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'];
const ascii = Array.from({ length: 0x80 }, (_, code) => code);
const beyondAscii = [
  ...Array.from({ length: 0x80 }, (_, i) => 0x80 + i),
  ...Array.from({ length: 0x100 }, (_, i) => 0x100 + 0xff * i),
  0xffff,
];
const blanks = [...'\t\n\v\f\r \u00a0\u1680\u2000\u2028\u202f\u205f\u3000\ufeff'];
const letterStarts = [...letters, ...beyondAscii];
const anyStart = [...ascii, ...beyondAscii];

/** Every keyword, for the lexer mode of expressions. */
const keywords: TokenType[] = [];
/** Keywords that are names only in double quotes. */
export const reservedWords = new Set<string>();

const category = (name: string, label: string, categories: TokenType[] = []) => createToken({ name, pattern: Lexer.NA, label, categories });

// ── categories: what the grammar asks for where several tokens are allowed ──
/** What may follow a dot: any word. */
export const MemberName = category('MemberName', 'a name');
export const Name = category('Name', 'a name', [MemberName]);
export const Pipe = category('Pipe', "'|'");
export const Semicolon = category('Semicolon', "';'");
export const StringLiteral = category('StringLiteral', 'a string in single quotes');
export const LogicalOperator = category('LogicalOperator', 'AND or OR');
export const ComparisonOperator = category('ComparisonOperator', 'a comparison');
export const ArithmeticOperator = category('ArithmeticOperator', 'an operator');
export const WordOperator = category('WordOperator', 'an operator');
export const Star = createToken({ name: 'Star', pattern: Lexer.NA, label: "'*'", categories: [ArithmeticOperator] });

const Identifier = createToken({
  name: 'Identifier',
  pattern: word(''),
  start_chars_hint: letterStarts,
  label: 'a name',
  categories: [Name],
});

function keyword(word: string, reserved = false, categories: readonly TokenType[] = []): TokenType {
  if (reserved) reservedWords.add(word);
  const token = createToken({
    name: `kw_${word}`,
    pattern: new RegExp(word, 'i'),
    start_chars_hint: [word[0]!, word[0]!.toUpperCase()],
    longer_alt: Identifier,
    label: word.toUpperCase(),
    categories: [reserved ? MemberName : Name, ...categories],
  });
  keywords.push(token);
  return token;
}

// Reserved words of expressions; as names they need double quotes.
export const Not = keyword('not', true);
export const In = keyword('in', true);
export const Like = keyword('like', true);
export const Between = keyword('between', true);
export const Is = keyword('is', true);
export const Null = keyword('null', true);
export const True = keyword('true', true);
export const False = keyword('false', true);
export const Case = keyword('case', true);
export const When = keyword('when', true);
export const Then = keyword('then', true);
export const Else = keyword('else', true);
export const End = keyword('end', true);
// Words that are keywords in one place and names everywhere else.
export const Escape = keyword('escape');
export const Distinct = keyword('distinct');
export const Cast = keyword('cast');
export const TryCast = keyword('try_cast');
export const Extract = keyword('extract');
export const Position = keyword('position');
export const Substring = keyword('substring');
export const ArrayWord = keyword('array');
export const As = keyword('as');
export const By = keyword('by');
export const On = keyword('on');
export const From = keyword('from');
export const To = keyword('to');
export const Step = keyword('step');
export const Default = keyword('default');
export const Asc = keyword('asc');
export const Desc = keyword('desc');
export const Nulls = keyword('nulls');
export const At = keyword('at');
export const Keep = keyword('keep');
export const First = keyword('first');
export const Last = keyword('last');
export const For = keyword('for');
export const With = keyword('with');

const operatorTokens = new Map<string, TokenType>([['*', Star]]);
for (const [rule, operatorCategory] of [
  ['logical', LogicalOperator],
  ['comparison', ComparisonOperator],
  ['word', WordOperator],
  ['arithmetic', ArithmeticOperator],
] as const) {
  for (const spelling of spellingsOf(rule).flatMap(({ spellings }) => spellings)) {
    if (operatorTokens.has(spelling)) continue;
    const type = /^[a-z]/.test(spelling)
      ? keyword(spelling, rule === 'logical', [operatorCategory])
      : createToken({ name: spelling, pattern: spelling, label: `'${spelling}'`, categories: [operatorCategory] });
    operatorTokens.set(spelling, type);
  }
}
/** The token of an operator that the grammar also reads elsewhere. */
const operatorToken = (spelling: string): TokenType => operatorTokens.get(spelling)!;
export const And = operatorToken('and');
export const Equals = operatorToken('=');
export const Less = operatorToken('<');
export const LessOrEqual = operatorToken('<=');
export const Greater = operatorToken('>');
export const GreaterOrEqual = operatorToken('>=');
export const Plus = operatorToken('+');
/** Before a word it starts a command option where one is allowed; otherwise it is the operator. */
export const Minus = operatorToken('-');

const token = (name: string, pattern: RegExp | string, label: string, more: object = {}) => createToken({ name, pattern, label, ...more });

// ── expressions ──
export const QuotedName = token('QuotedName', /"(?:[^"]|"")*"/, 'a name in double quotes', {
  start_chars_hint: ['"'],
  categories: [Name],
  line_breaks: true,
});
const QuotedString = token('QuotedString', /'(?:[^']|'')*'/, 'a string in single quotes', {
  start_chars_hint: ["'"],
  categories: [StringLiteral],
  line_breaks: true,
});
export const OpenString = token('OpenString', /'(?:[^']|'')*/, 'an unterminated string literal', {
  start_chars_hint: ["'"],
  line_breaks: true,
  categories: [StringLiteral],
});
export const OpenName = token('OpenName', /"(?:[^"]|"")*/, 'an unterminated quoted name', {
  start_chars_hint: ['"'],
  line_breaks: true,
  categories: [Name],
});
export const Binary = token('Binary', /[xX]'[^']*'/, 'a binary literal', { start_chars_hint: ['x', 'X'], line_breaks: true });
/** `5m`, `1h30m`, `250ms`: a number with a unit of time; `3mo`, `1q`, `1y`: one of the calendar. */
export const Duration = token(
  'Duration',
  /(?:(?:\d[\d_]*(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+|\d[\d_]*(?:mo|q|y))(?![A-Za-z0-9_])/,
  'a duration',
  { start_chars_hint: digits },
);
export const Numeral = token('Numeral', /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/, 'a number', {
  start_chars_hint: [...digits, '.'],
});
export const Parameter = token('Parameter', word('\\?'), 'a parameter', { start_chars_hint: ['?'] });
export const Arrow = token('Arrow', '->', "'->'");
/** `matches` with `not` before it. */
export const NotMatches = token('NotMatches', '!~', "'!~'", { categories: [WordOperator] });
export const OpenParen = token('OpenParen', '(', "'('");
export const CloseParen = token('CloseParen', ')', "')'");
export const OpenBracket = token('OpenBracket', '[', "'['");
export const CloseBracket = token('CloseBracket', ']', "']'");
export const Comma = token('Comma', ',', "','");
export const Dot = token('Dot', '.', "'.'");
export const Dollar = token('Dollar', word('\\$'), 'a dataset', { start_chars_hint: ['$'] });
export const Unexpected = token('Unexpected', /[\u0000-\uffff]/, 'an unexpected character', { start_chars_hint: anyStart });
const ExpressionStar = token('ExpressionStar', '*', "'*'", { categories: [Star] });
const ExpressionPipe = token('ExpressionPipe', '|', "'|'", {
  categories: [Pipe],
  pop_mode: true,
  push_mode: 'command',
});
const ExpressionSemicolon = token('ExpressionSemicolon', ';', "';'", { categories: [Semicolon], pop_mode: true });

const Blank = createToken({ name: 'Blank', pattern: /[\s\ufeff]+/, start_chars_hint: blanks, group: Lexer.SKIPPED, line_breaks: true });
const LineComment = createToken({ name: 'LineComment', pattern: /--[^\n]*/, start_chars_hint: ['-'], group: 'comments' });
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[^]*?\*\//,
  start_chars_hint: ['/'],
  group: 'comments',
  line_breaks: true,
});
export const OpenComment = token('OpenComment', /\/\*[^]*/, 'an unterminated comment', { start_chars_hint: ['/'], line_breaks: true });

// ── after a pipe: one command word ──
/** A command's name; never reserved, since it is only read directly after a pipe. */
export const CommandWord = token('CommandWord', word('', '-'), 'a command', {
  start_chars_hint: letterStarts,
  pop_mode: true,
  push_mode: 'expression',
});
const CommandPipe = token('CommandPipe', '|', "'|'", { categories: [Pipe] });
const CommandSemicolon = token('CommandSemicolon', ';', "';'", { categories: [Semicolon], pop_mode: true });
const CommandUnexpected = token('CommandUnexpected', /[\u0000-\uffff]/, 'not a command', {
  start_chars_hint: anyStart,
  categories: [Unexpected],
  pop_mode: true,
  push_mode: 'expression',
});

// ── before the first pipe: search words ──
export const SourceWord = token('SourceWord', word('\\.', '-'), 'a source', { start_chars_hint: ['.'], push_mode: 'expression' });
export const Let = token('Let', /\.let/i, "'.let'", { start_chars_hint: ['.'], push_mode: 'let', longer_alt: SourceWord });
export const SetWord = createToken({
  name: 'Set',
  pattern: /\.set/i,
  start_chars_hint: ['.'],
  label: "'.set'",
  push_mode: 'expression',
  longer_alt: SourceWord,
});
export const SearchPhrase = token('SearchPhrase', /#"(?:[^"\\]|\\[^])*"/, 'an exact phrase', {
  start_chars_hint: ['#'],
  line_breaks: true,
});
export const SearchString = token('SearchString', /"(?:[^"\\]|\\[^])*"/, 'a string in double quotes', {
  start_chars_hint: ['"'],
  line_breaks: true,
});
export const OpenSearchString = token('OpenSearchString', /#?"(?:[^"\\]|\\[^])*/, 'an unterminated string literal', {
  start_chars_hint: ['#', '"'],
  line_breaks: true,
});
export const SearchWord = token(
  'SearchWord',
  /(?:\\[\u0000-\uffff]|[!#-'*-9?-Z^-{}~\u007f-\u009f\u00a1-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u2fff\u3001-\ufefe\uff00-\uffff])+/,
  'a word',
  { start_chars_hint: anyStart, line_breaks: true },
);
const searchKeyword = (word: string) =>
  createToken({
    name: `search_${word}`,
    pattern: new RegExp(word, 'i'),
    start_chars_hint: [word[0]!, word[0]!.toUpperCase()],
    longer_alt: SearchWord,
    label: word.toUpperCase(),
  });
export const SearchAnd = searchKeyword('and');
export const SearchOr = searchKeyword('or');
export const SearchNot = searchKeyword('not');
export const SearchIn = createToken({ name: 'search_in', pattern: /in/, start_chars_hint: ['i'], longer_alt: SearchWord, label: 'IN' });
export const Colon = token('Colon', ':', "':'");
const SearchStar = createToken({
  name: 'SearchStar',
  pattern: '*',
  longer_alt: SearchWord,
  label: "'*'",
  categories: [Star],
});
const SearchPipe = token('SearchPipe', '|', "'|'", { categories: [Pipe], push_mode: 'command' });
const SearchSemicolon = token('SearchSemicolon', ';', "';'", { categories: [Semicolon] });
const LetEquals = token('LetEquals', '=', "'='", { categories: [Equals], pop_mode: true });
const LetPipe = token('LetPipe', '|', "'|'", { categories: [Pipe], pop_mode: true, push_mode: 'command' });
const LetSemicolon = token('LetSemicolon', ';', "';'", { categories: [Semicolon], pop_mode: true });

/** The tokens of an expression, but for those that end it. */
const insideExpressions = (...ends: readonly TokenType[]): TokenType[] => [
  Blank,
  LineComment,
  BlockComment,
  OpenComment,
  Binary,
  ...[...keywords].sort((a, b) => b.name.length - a.name.length),
  Identifier,
  QuotedName,
  QuotedString,
  OpenString,
  OpenName,
  Duration,
  Numeral,
  Parameter,
  Dollar,
  Arrow,
  NotMatches,
  ...[...operatorTokens]
    .filter(([spelling]) => spelling !== '*' && !/^[a-z]/.test(spelling))
    .sort(([a], [b]) => b.length - a.length)
    .map(([, type]) => type),
  ExpressionStar,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  Comma,
  Dot,
  Colon,
  ...ends,
  Unexpected,
];

/** The lexer modes: the search before the first pipe, a command word after a pipe, expressions, and the head of a `.let`. */
export const modes = {
  search: [
    Blank,
    Let,
    SetWord,
    Dollar,
    SourceWord,
    SearchPhrase,
    SearchString,
    OpenSearchString,
    SearchAnd,
    SearchOr,
    SearchNot,
    SearchIn,
    SearchStar,
    SearchPipe,
    SearchSemicolon,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    Colon,
    LessOrEqual,
    GreaterOrEqual,
    Equals,
    Less,
    Greater,
    SearchWord,
    Unexpected,
  ],
  let: [Blank, LineComment, BlockComment, OpenComment, Identifier, QuotedName, LetEquals, LetPipe, LetSemicolon, Unexpected],
  command: [Blank, LineComment, BlockComment, OpenComment, CommandWord, CommandPipe, CommandSemicolon, CommandUnexpected],
  expression: insideExpressions(ExpressionPipe, ExpressionSemicolon),
  // An expression that stands alone: nothing follows what ends it, so that no mode does.
  bare: insideExpressions(CommandPipe, SearchSemicolon),
};

/** Category tokens, which have no pattern of their own. */
export const categories: TokenType[] = [
  MemberName,
  Name,
  Pipe,
  Semicolon,
  Star,
  StringLiteral,
  LogicalOperator,
  ComparisonOperator,
  ArithmeticOperator,
  WordOperator,
];

/**
 * The one token type that the grammar sees for each mode's own pipe, semicolon, star or equals sign. Error recovery looks for exact
 * token types, so the differences between the modes end with the lexer.
 */
export const canonical: ReadonlyMap<TokenType, TokenType> = new Map(
  [...new Set(Object.values(modes).flat())].flatMap((type): [TokenType, TokenType][] => {
    const one = [Pipe, Semicolon, Star, Equals].find((category) => category !== type && type.CATEGORIES?.includes(category));
    return one ? [[type, one]] : [];
  }),
);
