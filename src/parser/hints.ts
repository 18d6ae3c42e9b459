import type { IToken } from 'chevrotain';
import type { DiagnosticExtras, Fix } from '../diagnostics/diagnostic.ts';
import * as t from '../lexer/tokens.ts';
import { isToken, isWord, spanOf } from './grammar.ts';

/** The location of a syntax error: the token found, the one before it, and the comments of the source. */
export interface Place {
  readonly found: IToken;
  readonly previous: IToken | undefined;
  readonly expected: string;
  readonly source: string;
  readonly comments: readonly IToken[];
}

const fixOf = (start: number, end: number, text: string, title = `write ${text.trim()}`): Fix => ({ title, span: { start, end }, text });

/** How many characters before a mistake are looked at. */
const maxBefore = 200;

const typeHelp = 'a type is written bigint, array(varchar), map(varchar, bigint) or row(a bigint, b varchar)';

/** Reserved words that logs have as names of columns. */
const isColumnLike = (token: IToken): boolean =>
  isToken(token, t.End) || isToken(token, t.In) || isToken(token, t.When) || isToken(token, t.Like) || isToken(token, t.Is);

/** What may have been meant, with a fix where it is certain. */
export function hintFor(place: Place): DiagnosticExtras {
  const { found, previous, expected, source } = place;
  const { start, end } = spanOf(found);
  const next = source.slice(end, end + 1);
  if (expected === 'ON' && isWord(found, 'by')) return { help: "'on' comes before 'by'" };
  if (expected === 'ON' && isToken(found, t.Name))
    return { help: "an output of make-series is written 'name = column'; is an '=' missing?" };
  const element = expected.startsWith('a dataset')
    ? /('(?:[^']|'')*'|"[^"]*"|\d+)\s+in\s+$/i.exec(source.slice(Math.max(0, start - maxBefore), start))?.[1]
    : undefined;
  const array = /^[\w.]+/.exec(source.slice(start, start + maxBefore))?.[0];
  if (element && array) {
    const from = source.lastIndexOf(element, start);
    const text = `contains(${array}, ${element.replace(/^"(.*)"$/, "'$1'")})`;
    return { help: `write ${text} for an array, or $${array} for a table`, fixes: [fixOf(from, start + array.length, text)] };
  }
  if (expected.startsWith('a dataset') && isToken(found, t.Name))
    return { help: `a table or dataset is written $${found.image}`, fixes: [fixOf(start, end, `$${found.image}`)] };
  if (expected === 'BY' && previous && isToken(previous, t.By)) {
    const at = spanOf(previous).start;
    return { help: 'the number of rows comes first: top 10 by …', fixes: [fixOf(at, at, '10 ', 'write 10 by')] };
  }
  if (/^(de|a)scending$/i.test(found.image)) {
    const text = found.image.slice(0, -6).toLowerCase();
    return { help: `it is written '${text}' here`, fixes: [fixOf(start, end, text)] };
  }
  if (expected === 'BY' && previous && /^(partition|order)$/i.test(previous.image))
    return { help: `write '${previous.image} by ${found.image}'`, fixes: [fixOf(start, start, 'by ', 'write by')] };
  if (expected === 'a type' || expected.includes("'>'")) return { help: typeHelp };
  if (isColumnLike(found) && (expected === 'an expression' || (previous && (isToken(previous, t.OpenParen) || isToken(previous, t.Comma)))))
    return { help: `a column of that name is written "${found.image}"`, fixes: [fixOf(start, end, `"${found.image}"`)] };
  if (isToken(found, t.StringLiteral) && previous && isToken(previous, t.Name))
    return { help: `if '${previous.image}' is a function, its arguments go in parentheses` };
  if (previous && isToken(previous, t.StringLiteral) && spanOf(previous).end === start && previous.image.at(-2) === '\\')
    return { help: "a quote inside a string is written twice: 'it''s'", fixes: escapedQuotes(source, spanOf(previous).start) };
  if (found.image === '|' && previous?.image === '|' && spanOf(previous).end === start && source.indexOf('|') === start - 1) {
    const at = spanOf(previous).start;
    return { help: "it is written 'or' in a search", fixes: [fixOf(at, end, 'or')] };
  }
  if (found.image === '`') {
    const close = source.indexOf('`', end);
    const text = close < 0 ? '"…"' : `"${source.slice(end, close)}"`;
    return { help: `a name is written ${text}`, fixes: close < 0 ? [] : [fixOf(start, close + 1, text)] };
  }
  const address = /^\d{1,3}(?:\.\d{1,3}){3}/.exec(source.slice(previous ? spanOf(previous).start : start).slice(0, 16))?.[0];
  if (address && previous && isToken(previous, t.Numeral)) {
    const at = spanOf(previous).start;
    return { help: `an address is a string: '${address}'`, fixes: [fixOf(at, at + address.length, `'${address}'`)] };
  }
  if (found.image === '&' && next === '&') return { help: "it is written 'and' here", fixes: [fixOf(start, end + 1, 'and')] };
  if (found.image === '!') return { help: "it is written 'not' here", fixes: [fixOf(start, end, 'not ')] };
  if (found.image === '[' && previous?.image === ':')
    return {
      help: 'a range is written key in [400 599]',
      fixes: [fixOf(spanOf(previous).start, spanOf(previous).end, ' in ', 'write in')],
    };
  if (found.image === '[' && previous && isToken(previous, t.In)) {
    const close = source.indexOf(']', end);
    if (close > 0) {
      const text = `(${source.slice(end, close)})`;
      return { help: `a list is written in ${text}`, fixes: [fixOf(start, close + 1, text)] };
    }
  }
  if (expected === 'an expression' && /\bin\s*\(\s*\($/i.test(source.slice(Math.max(0, start - maxBefore), start).trimEnd()))
    return pipelineInBrackets(place);
  if (found.image === '[') return { help: 'an array is written array[1, 2]', fixes: [fixOf(start, start, 'array', 'write array[…]')] };
  if (isToken(found, t.As) && expected.includes('an operator')) return { help: 'a name comes before its value: name = expression' };
  if (isToken(found, t.Colon))
    return next === '='
      ? { help: "it is written '=' here", fixes: [fixOf(start, end + 1, '=')] }
      : { help: "'key:value' is only understood in the search before the first pipe; after it, write key = 'value'" };
  if (isToken(found, t.Numeral) && previous && isToken(previous, t.Numeral)) return { help: 'is a comma missing between the numbers?' };
  return optionAsComment(place);
}

/** `in ((pipeline))` has one pair of brackets here. */
function pipelineInBrackets({ source, found }: Place): DiagnosticExtras {
  const { start } = spanOf(found);
  const inner = source.lastIndexOf('(', start);
  const outer = source.lastIndexOf('(', inner - 1);
  let depth = 0;
  let close = inner;
  do {
    if (source[close] === '(') depth++;
    if (source[close] === ')') depth--;
  } while (depth > 0 && ++close < source.length);
  const after = /^\s*\)/.exec(source.slice(close + 1))?.[0];
  const help = 'a pipeline after in has one pair of brackets: in (* | …)';
  if (after === undefined) return { help };
  const text = source.slice(inner, close + 1);
  return { help, fixes: [fixOf(outer, close + 1 + after.length, text, 'leave out the outer brackets')] };
}

/** The fix for all quotes after a backslash in the line of a string. */
function escapedQuotes(source: string, from: number): readonly Fix[] {
  const newline = source.indexOf('\n', from);
  const end = newline < 0 ? source.length : newline;
  return [fixOf(from, end, source.slice(from, end).replaceAll("\\'", "''"), 'write quotes twice')];
}

/** `--wildcard` is a comment: command options have one dash. */
function optionAsComment({ found, previous, comments }: Place): DiagnosticExtras {
  if (found.image !== '' || !previous) return {};
  const comment = comments.find(({ image, startOffset }) => startOffset >= spanOf(previous).end && /^--[A-Za-z]/.test(image));
  if (!comment) return {};
  const option = /^--([A-Za-z-]+)/.exec(comment.image)![1]!;
  const { start } = spanOf(comment);
  return {
    help: `'--' begins a comment; a command option has one dash: -${option}`,
    fixes: [fixOf(start, start + 2, '-', `write -${option}`)],
  };
}
