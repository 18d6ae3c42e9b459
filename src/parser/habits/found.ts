import { type Diagnostic, diagnose, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Language } from './language.ts';
import type { Piece } from './words.ts';

/** A part of a query that is written in another language, and what to write instead. */
export interface Found {
  readonly span: Span;
  readonly text: string;
  /** Whether it is certain: a word that is not known here, or a beginning that only another language has. */
  readonly certain: boolean;
  readonly diagnostic: (fixes: readonly Fix[]) => Diagnostic;
}

const maxShown = 300;

/** A text as a help shows it. */
const shown = (text: string): string => (text.length > maxShown ? `${text.slice(0, maxShown)}…` : text.trim());

/** The span of a piece without the blanks around it. */
export const trimmed = ({ source, start }: Piece): Span => {
  const from = start + (source.length - source.trimStart().length);
  return { start: from, end: Math.max(from, start + source.trimEnd().length) };
};

/** The beginning of a statement; one that is accepted as a search is only a hint. */
export function headFound(language: Language, span: Span, text: string, broken: boolean, certain = true): Found {
  const help = `write: ${shown(text)}`;
  const name = broken ? 'foreign-syntax' : 'foreign-language';
  return { span, text, certain, diagnostic: (fixes) => diagnose(name, span, { language }, { help, fixes }) };
}

/** A stage; `word` is its command if there is none of that name here. */
export function stageFound(language: Language, word: string | undefined, span: Span, text: string): Found {
  const advice = text === '' ? 'leave it out: it does nothing here' : `write: ${shown(text)}`;
  const help = word === undefined ? advice : `it is ${language}; ${advice}`;
  return {
    span,
    text,
    certain: word !== undefined,
    diagnostic: (fixes) =>
      word === undefined
        ? diagnose('foreign-syntax', span, { language }, { help, fixes })
        : diagnose('unknown-command', span, { word }, { help, fixes }),
  };
}

/** A call; `name` is its function if there is none of that name here. */
export function callFound(language: Language, name: string | undefined, span: Span, text: string): Found {
  const help = `write ${shown(text)}`;
  return {
    span,
    text,
    certain: name !== undefined,
    diagnostic: (fixes) =>
      name !== undefined
        ? diagnose('unknown-function', span, { name }, { help, fixes })
        : text.startsWith('approx_percentile')
          ? diagnose('constant-fails', span, { reason: 'a percentile is a fraction from 0 to 1' }, { help, fixes })
          : diagnose('foreign-syntax', span, { language }, { help, fixes }),
  };
}

/** Comments of other languages in a stage. */
export function commentsOf({ source, start }: Piece): Found[] {
  return [...source.matchAll(/"[^"]*"|'[^']*'|--[^\n]*|(\/\/|(?<=\s)#)[^\n]*/g)].flatMap(({ 0: comment, 1: mark, index }): Found[] => {
    if (mark === undefined) return [];
    const span = { start: start + index, end: start + index + comment.length };
    const parameters = { written: mark, meaning: 'does not begin a comment' };
    const help = "a comment begins with '--'";
    const text = `--${comment.slice(mark.length)}`;
    return [{ span, text, certain: true, diagnostic: (fixes) => diagnose('foreign-operator', span, parameters, { help, fixes }) }];
  });
}

/** A line before the search that is a comment in other languages, and a word to search for here. */
export function commentBefore({ source, start }: Piece): Found | undefined {
  const [, blanks, mark, comment] = /^(\s*)(#|\/\/)([^\n]*)\n\s*\S/.exec(source) ?? [];
  if (blanks === undefined || comment === undefined) return undefined;
  const from = start + blanks.length;
  const span = { start: from, end: from + mark!.length + comment.length };
  const help = "a comment begins with '--'";
  const text = `--${comment}`;
  return {
    span,
    text,
    certain: true,
    diagnostic: (fixes) => diagnose('foreign-language', span, { language: 'a comment' }, { help, fixes }),
  };
}
