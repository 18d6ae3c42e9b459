import type { Tick } from './lazy-dfa.ts';
import { findsText } from './text-search.ts';

/** Stands in a wildcard pattern for any run of characters, and for any one; other numbers are code points. */
export const anyRun = -1;
export const anyOne = -2;

/** Tests whether a whole string matches, and reports its work. */
export type WildcardTest = (text: string, tick: Tick) => boolean;

/** Steps between two reports to the budget. */
const stepsPerReport = 4096;

/** Reads a pattern in which `*` is any run and, if asked for, `?` any one character. */
export function readWildcards(pattern: string, withAnyOne: boolean): number[] {
  return Array.from(pattern, (c) => (c === '*' ? anyRun : withAnyOne && c === '?' ? anyOne : c.codePointAt(0)!));
}

/** Compiles a wildcard pattern. Without `anyOne` a test is linear in the string, otherwise in string × pattern at worst, and metered. */
export function compileWildcards(pattern: readonly number[]): WildcardTest {
  return pattern.includes(anyOne) ? pointTest(pattern) : pieceTest(pattern);
}

/** Without `anyOne` a pattern is a list of strings to find in order. */
function pieceTest(pattern: readonly number[]): WildcardTest {
  const pieces = [''];
  for (const point of pattern) {
    if (point === anyRun) pieces.push('');
    else pieces[pieces.length - 1] += String.fromCodePoint(point);
  }
  const [head = ''] = pieces;
  if (pieces.length === 1) return (text) => text === head;
  const tail = pieces.at(-1)!;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  const finders = middle.map(findsText);
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const [i, find] of finders.entries()) {
      const found = find(text, at);
      if (found < 0) return false;
      at = found + middle[i]!.length;
    }
    return at <= text.length - tail.length;
  };
}

/** With `anyOne` the string is taken by code points; a mismatch goes back to the last `anyRun` only. */
function pointTest(pattern: readonly number[]): WildcardTest {
  return (text, tick) => {
    let p = 0;
    let at = 0;
    let run = -1;
    let resume = 0;
    const widthAt = (place: number): number => (text.codePointAt(place)! > 0xffff ? 2 : 1);
    for (let steps = 1; at < text.length; steps++) {
      if (steps % stepsPerReport === 0) tick(stepsPerReport >> 2);
      const wanted = pattern[p];
      if (wanted === anyOne || (wanted !== undefined && wanted === text.codePointAt(at))) {
        p++;
        at += widthAt(at);
      } else if (wanted === anyRun) {
        run = p++;
        resume = at;
      } else if (run >= 0) {
        p = run + 1;
        resume += widthAt(resume);
        at = resume;
      } else return false;
    }
    while (pattern[p] === anyRun) p++;
    return p === pattern.length;
  };
}
