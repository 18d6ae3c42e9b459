import { createToken, Lexer, type TokenType } from 'chevrotain';

// Letters beyond ASCII without punctuation and white space, as a plain character class: Chevrotain cannot analyse \\p{L}.
const letter = 'A-Za-z_\\u00aa-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\ud800-\\udfff\\uf900-\\ufdff';
const word = (before: string, more = '') => new RegExp(`${before}[${letter}][${letter}0-9${more}]*`);

/** Every keyword, for the lexer mode of expressions. */
const keywords: TokenType[] = [];

// ── categories: what the grammar asks for where several tokens are allowed ──
export const Name = createToken({ name: 'Name', pattern: Lexer.NA, label: 'a name' });
export const Pipe = createToken({ name: 'Pipe', pattern: Lexer.NA, label: "'|'" });
export const Semicolon = createToken({ name: 'Semicolon', pattern: Lexer.NA, label: "';'" });
export const Star = createToken({ name: 'Star', pattern: Lexer.NA, label: "'*'" });
export const StringLiteral = createToken({ name: 'StringLiteral', pattern: Lexer.NA, label: 'a string in single quotes' });

const Identifier = createToken({ name: 'Identifier', pattern: word(''), label: 'a name', categories: [Name] });

function keyword(word: string, reserved = false): TokenType {
  const token = createToken({
    name: `kw_${word}`,
    pattern: new RegExp(word, 'i'),
    start_chars_hint: [word[0]!, word[0]!.toUpperCase()],
    longer_alt: Identifier,
    label: word.toUpperCase(),
    ...(reserved ? {} : { categories: [Name] }),
  });
  keywords.push(token);
  return token;
}

// Reserved words of expressions; as names they need double quotes.
export const And = keyword('and', true);
export const Or = keyword('or', true);
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
export const First = keyword('first');
export const Last = keyword('last');
export const For = keyword('for');
export const With = keyword('with');
export const InfixWord = createToken({ name: 'InfixWord', pattern: Lexer.NA, label: 'an operator' });
for (const operator of ['ilike', 'contains', 'startswith', 'endswith', 'has', 'matches']) keyword(operator).CATEGORIES!.push(InfixWord);

const token = (name: string, pattern: RegExp | string, label: string, more: object = {}) => createToken({ name, pattern, label, ...more });

// ── expressions ──
export const QuotedName = token('QuotedName', /"(?:[^"]|"")*"/, 'a name in double quotes', {
  categories: [Name],
  line_breaks: true,
});
const QuotedString = token('QuotedString', /'(?:[^']|'')*'/, 'a string in single quotes', {
  categories: [StringLiteral],
  line_breaks: true,
});
export const OpenString = token('OpenString', /'(?:[^']|'')*/, 'an unterminated string literal', {
  line_breaks: true,
  categories: [StringLiteral],
});
export const OpenName = token('OpenName', /"(?:[^"]|"")*/, 'an unterminated quoted name', {
  line_breaks: true,
  categories: [Name],
});
export const Binary = token('Binary', /[xX]'[^']*'/, 'a binary literal', { line_breaks: true });
/** `5m`, `1h30m`, `250ms`: a number with a unit of time. */
export const Duration = token('Duration', /(?:\d[\d_]*(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+(?![A-Za-z0-9_])/, 'a duration');
export const Numeral = token('Numeral', /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/, 'a number');
export const Parameter = token('Parameter', word('\\?'), 'a parameter');
export const Arrow = token('Arrow', '->', "'->'");
export const Concat = token('Concat', '||', "'||'");
export const AndAnd = token('AndAnd', '&&', "'&&'");
export const Matches = token('Matches', '=~', "'=~'");
export const NotMatches = token('NotMatches', '!~', "'!~'");
export const DoubleEquals = token('DoubleEquals', '==', "'=='");
export const NotEquals = token('NotEquals', /<>|!=/, "'<>'");
export const LessOrEqual = token('LessOrEqual', '<=', "'<='");
export const GreaterOrEqual = token('GreaterOrEqual', '>=', "'>='");
export const Equals = token('Equals', '=', "'='");
export const Less = token('Less', '<', "'<'");
export const Greater = token('Greater', '>', "'>'");
export const Plus = token('Plus', '+', "'+'");
/** Before a word it starts a command option where one is allowed; otherwise it is the operator. */
export const Minus = token('Minus', '-', "'-'");
export const Slash = token('Slash', '/', "'/'");
export const Percent = token('Percent', '%', "'%'");
export const OpenParen = token('OpenParen', '(', "'('");
export const CloseParen = token('CloseParen', ')', "')'");
export const OpenBracket = token('OpenBracket', '[', "'['");
export const CloseBracket = token('CloseBracket', ']', "']'");
export const Comma = token('Comma', ',', "','");
export const Dot = token('Dot', '.', "'.'");
export const Dollar = token('Dollar', word('\\$'), 'a dataset');
export const Unexpected = token('Unexpected', /[\u0000-\uffff]/, 'an unexpected character');
const ExpressionStar = token('ExpressionStar', '*', "'*'", { categories: [Star] });
const ExpressionPipe = token('ExpressionPipe', '|', "'|'", {
  categories: [Pipe],
  pop_mode: true,
  push_mode: 'command',
});
const ExpressionSemicolon = token('ExpressionSemicolon', ';', "';'", { categories: [Semicolon], pop_mode: true });

const Blank = createToken({ name: 'Blank', pattern: /[\s\ufeff]+/, group: Lexer.SKIPPED, line_breaks: true });
const LineComment = createToken({ name: 'LineComment', pattern: /--[^\n]*/, group: 'comments' });
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[^]*?\*\//,
  group: 'comments',
  line_breaks: true,
});
export const OpenComment = token('OpenComment', /\/\*[^]*/, 'an unterminated comment', { line_breaks: true });

// ── after a pipe: one command word ──
/** A command's name; never reserved, since it is only read directly after a pipe. */
export const CommandWord = token('CommandWord', word('', '-'), 'a command', {
  pop_mode: true,
  push_mode: 'expression',
});
const CommandPipe = token('CommandPipe', '|', "'|'", { categories: [Pipe] });
const CommandSemicolon = token('CommandSemicolon', ';', "';'", { categories: [Semicolon], pop_mode: true });
const CommandUnexpected = token('CommandUnexpected', /[\u0000-\uffff]/, 'not a command', {
  categories: [Unexpected],
  pop_mode: true,
  push_mode: 'expression',
});

// ── before the first pipe: search words ──
export const SourceWord = token('SourceWord', word('\\.', '-'), 'a source', { push_mode: 'expression' });
export const Let = token('Let', /\.let/i, "'.let'", { push_mode: 'let', longer_alt: SourceWord });
export const SetWord = createToken({ name: 'Set', pattern: /\.set/i, label: "'.set'", push_mode: 'expression', longer_alt: SourceWord });
export const SearchPhrase = token('SearchPhrase', /#"(?:[^"\\]|\\[^])*"/, 'an exact phrase', { line_breaks: true });
export const SearchString = token('SearchString', /"(?:[^"\\]|\\[^])*"/, 'a string in double quotes', { line_breaks: true });
export const OpenSearchString = token('OpenSearchString', /#?"(?:[^"\\]|\\[^])*/, 'an unterminated string literal', {
  line_breaks: true,
});
export const SearchWord = token(
  'SearchWord',
  /(?:\\[\u0000-\uffff]|[!#-'*-9?-Z^-{}~\u007f-\u009f\u00a1-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u2fff\u3001-\ufefe\uff00-\uffff])+/,
  'a word',
  { line_breaks: true },
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
export const SearchIn = createToken({ name: 'search_in', pattern: /in/, longer_alt: SearchWord, label: 'IN' });
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
  expression: [
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
    Concat,
    AndAnd,
    Matches,
    NotMatches,
    DoubleEquals,
    NotEquals,
    LessOrEqual,
    GreaterOrEqual,
    Equals,
    Less,
    Greater,
    Plus,
    Minus,
    ExpressionStar,
    Slash,
    Percent,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    Comma,
    Dot,
    Colon,
    ExpressionPipe,
    ExpressionSemicolon,
    Unexpected,
  ],
};

/** Category tokens, which have no pattern of their own. */
export const categories: TokenType[] = [Name, Pipe, Semicolon, Star, StringLiteral, InfixWord];

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
