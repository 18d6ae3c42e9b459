import { invalidArgument } from '../../diagnostics/row-error.ts';
import { eachMember, skipBlanks, skipValue } from './scan.ts';

/** A step of a path: a member name, which also indexes arrays where it is a number. */
export type PathStep = string;

const stepPattern =
  /\.([\p{L}\p{N}_$:-][\p{L}\p{M}\p{N}_$:-]*)|\[(\d+)\]|\["((?:[^"\\]|\\["\\])*)"\]|\[([\p{L}_$][\p{L}\p{M}\p{N}_$:.-]*)\]/uy;

/** Reads a path such as `$.a.b[0]["c.d"]`; fails the row where it is malformed. */
export function parsePath(path: string): readonly PathStep[] {
  if (!path.startsWith('$')) invalidArgument(`invalid JSON path '${path}': a path starts with $`);
  const steps: PathStep[] = [];
  stepPattern.lastIndex = 1;
  while (stepPattern.lastIndex < path.length) {
    const match = stepPattern.exec(path);
    if (!match) invalidArgument(`invalid JSON path: '${path}'`);
    steps.push(match![1] ?? match![2] ?? match![4] ?? match![3]!.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** The text of the value a path leads to, found by scanning; undefined where the path ends nowhere or the text is malformed before it. */
export function extract(text: string, steps: readonly PathStep[]): string | undefined {
  let start = skipBlanks(text, 0);
  let end = steps.length === 0 ? skipValue(text, start) : 0;
  for (const step of steps) {
    const open = text.charCodeAt(start);
    if (open !== 123 && open !== 91) return undefined;
    const wanted: string | number = open === 91 ? (/^\d+$/.test(step) ? Number(step) : -1) : step;
    let found = false;
    eachMember(text, start, (key, from, to) => {
      if (key !== wanted) return false;
      found = true;
      start = from;
      end = to;
      return true;
    });
    if (!found) return undefined;
  }
  return end < 0 ? undefined : text.slice(start, end);
}
