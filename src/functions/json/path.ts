import { invalidArgument } from '../../diagnostics/row-error.ts';
import { eachMember, skipBlanks, skipValue } from '../../types/json-scan.ts';

/** Every element of an array, or every value of an object. */
export const everyMember = Symbol('*');

/** A step of a path: a member name, which also indexes arrays where it is a whole number (negative from the end), or all members. */
export type PathStep = string | typeof everyMember;

const name = String.raw`[\p{L}\p{N}_$:-][\p{L}\p{M}\p{N}_$:-]*`;
const bracketed = String.raw`\[(-?\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\[([\p{L}_$][\p{L}\p{M}\p{N}_$:.-]*)\]`;
const stepPattern = new RegExp(String.raw`\.(${name}|\*)|\."((?:[^"\\]|\\.)*)"|\.?(?:${bracketed})`, 'uy');

/** Reads a path such as `$.a.b[0]["c.d"]['e'][-1][*]`. @throws RowError where it is malformed. */
export function parsePath(path: string): readonly PathStep[] {
  if (!path.startsWith('$')) malformed(path, 0);
  const steps: PathStep[] = [];
  for (let at = 1; at < path.length; at = stepPattern.lastIndex) {
    stepPattern.lastIndex = at;
    const match = stepPattern.exec(path) ?? malformed(path, at);
    const [bare, quoted, place, double, single, word] = match.slice(1);
    const plain = bare ?? place ?? word;
    if (plain === '*') steps.push(everyMember);
    else steps.push(plain ?? (quoted ?? double ?? single)!.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** Says what is wrong with a path, and how the rest of it is written as a quoted name. */
function malformed(path: string, at: number): never {
  const shown = path.length > 60 ? `${path.slice(0, 60)}…` : path;
  if (at === 0) {
    const rest = path.replace(/^\.+/, '');
    const advice = rest === '' ? '$ for the whole value' : parses(`$.${rest}`) ? `$.${rest}` : quote(rest);
    return invalidArgument(`the JSON path '${shown}' does not start with $: write ${advice}`);
  }
  if (path.startsWith('..', at))
    return invalidArgument(`the JSON path '${shown}' looks for a key at any depth ('..'), which is not supported`);
  // From the last point where a step began: the name that a blank, slash or the like cut short.
  const start = Math.max(path.lastIndexOf('.', at), path.lastIndexOf('[', at), 1);
  const key = path.slice(start).replace(/^(?:\.|\[["']?)|["']?\]?$/g, '');
  const advice = /^\W*$/.test(key) ? 'a step is written .key, ["key"], [0] or [*]' : `write ${quote(key, path.slice(0, start))}`;
  return invalidArgument(`the JSON path '${shown}' is malformed at '${path.slice(at, at + 20)}': ${advice}`);
}

function parses(path: string): boolean {
  try {
    return parsePath(path).length > 0;
  } catch {
    return false; // the advice that this was for is not given
  }
}

const quote = (key: string, before = '$'): string => `${before}[${JSON.stringify(key)}]`;

interface Found {
  readonly start: number;
  readonly end: number;
}

/** The text of the value a path leads to, found by scanning; a JSON array of all of them where it has a `[*]`. Undefined where the path ends nowhere or the text is malformed before it. */
export function extract(text: string, steps: readonly PathStep[]): string | undefined {
  const start = skipBlanks(text, 0);
  const many = steps.indexOf(everyMember);
  const whole = many === 0 || steps.length === 0 ? { start, end: skipValue(text, start) } : { start, end: 0 };
  const found = follow(text, whole, many < 0 ? steps : steps.slice(0, many));
  if (!found || found.end < 0) return undefined;
  if (many < 0) return text.slice(found.start, found.end);
  if (!isOpen(text, found.start)) return undefined;
  let places: readonly Found[] = [found];
  for (const step of steps.slice(many))
    places = places.flatMap((place) => (step === everyMember ? membersOf(text, place) : (follow(text, place, [step]) ?? [])));
  return `[${places.map((place) => text.slice(place.start, place.end)).join(',')}]`;
}

const isOpen = (text: string, at: number): boolean => text[at] === '{' || text[at] === '[';

function follow(text: string, from: Found, steps: readonly PathStep[]): Found | undefined {
  let place: Found | undefined = from;
  for (const step of steps) {
    if (!place || !isOpen(text, place.start)) return undefined;
    place = text[place.start] === '[' ? elementOf(text, place, String(step)) : memberOf(text, place, String(step));
  }
  return place;
}

function elementOf(text: string, { start }: Found, step: string): Found | undefined {
  if (!/^-?\d+$/.test(step)) return undefined;
  const wanted = Number(step);
  if (wanted < 0) return membersOf(text, { start, end: 0 }).at(wanted);
  let found: Found | undefined;
  eachMember(text, start, (index, from, to) => {
    if (index !== wanted) return false;
    found = { start: from, end: to };
    return true;
  });
  return found;
}

/** The last of equal keys counts; where the key does not occur again in the text, the first is the last. */
function memberOf(text: string, { start }: Found, step: string): Found | undefined {
  let found: Found | undefined;
  eachMember(text, start, (key, from, to) => {
    if (key !== step) return false;
    found = { start: from, end: to };
    return !text.includes(step === '' ? '""' : step, to) && !text.includes('\\', to);
  });
  return found;
}

/** The values of an array or object; of equal keys the last. */
function membersOf(text: string, { start }: Found): readonly Found[] {
  if (!isOpen(text, start)) return [];
  const found = new Map<string | number, Found>();
  eachMember(text, start, (key, from, to) => {
    found.set(key, { start: from, end: to });
    return false;
  });
  return [...found.values()];
}
