import { stringValue } from './json-scan.ts';

/** A JSON value with the digits of its numbers kept. */
export type JsonTree =
  | null
  | boolean
  | string
  | { readonly digits: string }
  | readonly JsonTree[]
  | { readonly members: readonly (readonly [string, JsonTree])[] };

const tokenPattern =
  /[\s]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
/** How deep values may be nested to be read. */
export const maxDepth = 500;

/** Reads a whole JSON text; undefined where it is malformed or nested more than 500 deep. */
export function parseJson(text: string): JsonTree | undefined {
  tokenPattern.lastIndex = 0;
  const reader = new TreeReader(text);
  const tree = reader.value(0);
  return tree === undefined || !reader.atEnd() ? undefined : tree;
}

class TreeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#text.slice(this.#at).trim() === '';
  }

  #next(): RegExpExecArray | null {
    tokenPattern.lastIndex = this.#at;
    const match = tokenPattern.exec(this.#text);
    if (match) this.#at = tokenPattern.lastIndex;
    return match;
  }

  #peek(): string | undefined {
    const before = this.#at;
    const match = this.#next();
    this.#at = before;
    return match?.[1];
  }

  value(depth: number): JsonTree | undefined {
    const token = this.#next();
    if (!token || depth > maxDepth) return undefined;
    if (token[2] !== undefined) return stringValue(token[2]);
    if (token[3] !== undefined) return { digits: token[3] };
    if (token[4] !== undefined) return token[4] === 'null' ? null : token[4] === 'true';
    return token[1] === '[' ? this.#array(depth) : token[1] === '{' ? this.#object(depth) : undefined;
  }

  #array(depth: number): JsonTree | undefined {
    const elements: JsonTree[] = [];
    if (this.#peek() === ']') return this.#next() && elements;
    for (;;) {
      const element = this.value(depth + 1);
      if (element === undefined) return undefined;
      elements.push(element);
      const separator = this.#next()?.[1];
      if (separator === ']') return elements;
      if (separator !== ',') return undefined;
    }
  }

  #object(depth: number): JsonTree | undefined {
    // The last of equal keys counts.
    const members = new Map<string, JsonTree>();
    if (this.#peek() === '}') return this.#next() && { members: [] };
    for (;;) {
      const key = this.#next();
      if (key?.[2] === undefined || this.#next()?.[1] !== ':') return undefined;
      const name = stringValue(key[2]);
      const value = this.value(depth + 1);
      if (name === undefined || value === undefined) return undefined;
      members.set(name, value);
      const separator = this.#next()?.[1];
      if (separator === '}') return { members: [...members] };
      if (separator !== ',') return undefined;
    }
  }
}

/** Whether a value is an object. */
export function isObject(tree: JsonTree): tree is { readonly members: readonly (readonly [string, JsonTree])[] } {
  return typeof tree === 'object' && tree !== null && 'members' in tree;
}

/** Whether a value is a number. */
export function isNumber(tree: JsonTree): tree is { readonly digits: string } {
  return typeof tree === 'object' && tree !== null && 'digits' in tree;
}

/** The canonical text of a value: no blanks, members by name, numbers with all the digits that they need. */
export function formatJson(tree: JsonTree): string {
  if (tree === null || typeof tree === 'boolean') return String(tree);
  if (typeof tree === 'string') return JSON.stringify(tree);
  if (isNumber(tree)) return /[.eE]/.test(tree.digits) ? formatNumber(tree.digits) : tree.digits;
  if (isObject(tree)) {
    const members = tree.members.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${formatJson(value)}`).join(',')}}`;
  }
  return `[${tree.map(formatJson).join(',')}]`;
}

/** Whether a number has more digits than a double holds for certain. */
export const hasManyDigits = (digits: string): boolean => digits.replace(/[eE].*$/, '').replace(/^-?[0.]*|\./g, '').length > 15;

/** As JavaScript prints a double where that loses nothing, else as written. */
function formatNumber(digits: string): string {
  const value = Number(digits);
  if (hasManyDigits(digits) || !Number.isFinite(value) || (value === 0 && /^[^eE]*[1-9]/.test(digits))) return digits;
  const text = String(value);
  return text.includes('.') || text.includes('e') ? text : `${text}.0`;
}
