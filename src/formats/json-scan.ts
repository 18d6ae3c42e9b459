import { Kind } from './cell-kind.ts';
import { compactJson, endOfString, JsonWalker, malformed, unfinished } from './json-walker.ts';
import { NumberToken } from './number-token.ts';

/** Reads one JSON value; what was read is left in fields. */
export class JsonScanner {
  kind: Kind = Kind.null;
  /** A number, bigint or boolean, the text of a string, the compact JSON text of an object or array, or null. */
  value: unknown = null;
  problem = '';
  readonly #walker = new JsonWalker();
  readonly #number = new NumberToken();

  #fail(problem: string): number {
    this.problem = problem;
    return malformed;
  }

  /** The offset after the value at an offset, {@link unfinished}, or {@link malformed} with the `problem`. */
  read(text: string, at: number, end: number): number {
    const code = text.charCodeAt(at);
    if (at >= end) return unfinished;
    if (code === 34) {
      const close = this.string(text, at, end);
      this.kind = Kind.text;
      return close;
    }
    if (code === 123 || code === 91) {
      const after = this.skip(text, at, end);
      if (after < 0) return after;
      this.kind = code === 123 ? Kind.json : Kind.array;
      const nested = text.slice(at, after);
      this.value = this.#walker.blanks ? compactJson(nested) : nested;
      return after;
    }
    if ((code >= 48 && code <= 57) || code === 45) {
      if (this.#number.read(text, at, end)) {
        this.kind = this.#number.kind;
        this.value = this.#number.value;
        return this.#number.end;
      }
    }
    return this.#word(text, at, end);
  }

  /** Passes over the value at an offset. */
  skip(text: string, at: number, end: number): number {
    const walker = this.#walker;
    walker.reset();
    const after = walker.walk(text, at, end);
    if (after === malformed) this.problem = walker.problem;
    return after;
  }

  /** Reads the string whose quote is at an offset into `value`. */
  string(text: string, at: number, end: number): number {
    const close = endOfString(text, at + 1, end);
    if (close < 0) return this.#fail(close === unfinished ? 'the JSON is cut off' : 'malformed JSON');
    const content = text.slice(at + 1, close);
    this.value = content.includes('\\') ? (JSON.parse(text.slice(at, close + 1)) as string) : content;
    return close + 1;
  }

  #word(text: string, at: number, end: number): number {
    for (const word of words) {
      if (!text.startsWith(word.text, at) || at + word.text.length > end) continue;
      this.kind = word.kind;
      this.value = word.value;
      return at + word.text.length;
    }
    const rest = text.slice(at, Math.min(end, at + 10));
    return this.#fail(rest !== '' && words.some((word) => word.text.startsWith(rest)) ? 'the JSON is cut off' : 'malformed JSON');
  }

  /** The elements of a JSON array in order; the text must be well-formed. */
  elements(text: string, onElement: () => void): void {
    let at = afterBlanks(text, 1, text.length);
    while (text.charCodeAt(at) !== 93) {
      at = this.read(text, at, text.length);
      if (at < 0) return;
      onElement();
      at = afterBlanks(text, at, text.length);
      if (text.charCodeAt(at) === 44) at = afterBlanks(text, at + 1, text.length);
    }
  }

  /** The members of a JSON object in order; the text must be well-formed. */
  members(text: string, onMember: (name: string) => void): void {
    let at = afterBlanks(text, 1, text.length);
    while (text.charCodeAt(at) !== 125) {
      at = this.string(text, at, text.length);
      if (at < 0) return;
      const name = this.value as string; // what `string` leaves
      at = this.read(text, afterBlanks(text, afterBlanks(text, at, text.length) + 1, text.length), text.length);
      if (at < 0) return;
      onMember(name);
      at = afterBlanks(text, at, text.length);
      if (text.charCodeAt(at) === 44) at = afterBlanks(text, at + 1, text.length);
    }
  }
}

/** The words of JSON, and those that some writers print for NaN and the infinities. */
const words: readonly { readonly text: string; readonly kind: Kind; readonly value: unknown }[] = [
  { text: 'true', kind: Kind.boolean, value: true },
  { text: 'false', kind: Kind.boolean, value: false },
  { text: 'null', kind: Kind.null, value: null },
  { text: 'NaN', kind: Kind.double, value: Number.NaN },
  { text: 'Infinity', kind: Kind.double, value: Number.POSITIVE_INFINITY },
  { text: '-Infinity', kind: Kind.double, value: Number.NEGATIVE_INFINITY },
];

/** The offset of the first character that is not blank. */
export function afterBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) break;
    at++;
  }
  return at;
}
