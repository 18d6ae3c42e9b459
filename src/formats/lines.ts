import { type OpenSource, sourceProblem } from './source.ts';

/** Takes a line: the part `from..end` of a text, without its line end, and its number, counted from 1. True ends the reading. */
export type OnLine = (text: string, from: number, end: number, number: number) => boolean;

/**
 * Calls back for every line; a carriage return before the newline is taken off, and NUL bytes before a line are. Lines with
 * bytes that are not in the encoding are counted as a problem of the source. The answer is the number of lines.
 */
export async function eachSpan(
  source: OpenSource,
  onLine: OnLine,
  onProgress?: (lines: number, characters: number) => void,
): Promise<number> {
  let rest: string[] = [];
  let restReplaced = false;
  let number = 0;
  let characters = 0;
  let replacedLines = 0;
  let done = false;
  const line = (text: string, from: number, end: number): void => {
    let start = from;
    while (start < end && text.charCodeAt(start) === 0) start++;
    done = onLine(text, start, end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end, ++number);
  };
  for await (const { text, replaced } of source.pieces) {
    characters += text.length;
    let from = 0;
    let mark = replaced ? text.indexOf('\ufffd') : -1;
    for (let end = text.indexOf('\n'); end >= 0 && !done; end = text.indexOf('\n', from)) {
      if (restReplaced || (mark >= 0 && mark < end)) {
        replacedLines++;
        restReplaced = false;
        if (mark >= 0) mark = text.indexOf('\ufffd', end);
      }
      if (rest.length > 0) {
        rest.push(text.slice(from, end));
        const joined = rest.join('');
        rest = [];
        line(joined, 0, joined.length);
      } else line(text, from, end);
      from = end + 1;
    }
    if (done) break;
    if (from < text.length) {
      const tail = text.slice(from);
      if (mark >= 0) restReplaced = true;
      if (rest.length > 0 || /[^\0]/.test(tail)) rest.push(tail);
    }
    onProgress?.(number, characters);
  }
  const last = rest.join('');
  if (last !== '' && !done) {
    if (restReplaced) replacedLines++;
    line(last, 0, last.length);
  }
  if (replacedLines > 0) {
    const lines = `${replacedLines} ${replacedLines === 1 ? 'line has' : 'lines have'}`;
    source.problems.push(sourceProblem(source.name, `${lines} bytes that are not UTF-8, shown as \ufffd; an encoding can be given`));
  }
  return number;
}

/** Calls back for every line as a string of its own. */
export function eachLine(
  source: OpenSource,
  onLine: (line: string, number: number) => boolean,
  onProgress?: (lines: number, characters: number) => void,
): Promise<number> {
  return eachSpan(source, (text, from, end, number) => onLine(text.slice(from, end), number), onProgress);
}
