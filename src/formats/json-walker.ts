/** The state of a walk through a JSON value. */
const Stage = { value: 0, firstKey: 1, key: 2, colon: 3, after: 4, firstElement: 5 } as const;

/** The greatest depth of nested arrays and objects; functions on JSON have the same bound. */
export const maxJsonDepth = 500;

/** What {@link JsonWalker.walk} answers when the text ends before the value does. */
export const unfinished = -1;
/** What {@link JsonWalker.walk} answers when the text is not JSON; `problem` says why. */
export const malformed = -2;

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);

/**
 * The offset of the closing quote of a string whose content begins at an offset; {@link unfinished} or {@link malformed} where
 * it is missing or the string has a control character or an unknown escape.
 */
export function endOfString(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at;
    if (code < 32) return malformed;
    if (code !== 92) continue;
    const escaped = text.charCodeAt(++at);
    if (escaped === 117) {
      for (let i = 1; i <= 4; i++) if (!isHex(text.charCodeAt(at + i))) return at + i >= end ? unfinished : malformed;
      at += 4;
    } else if (
      !(
        escaped === 34 ||
        escaped === 92 ||
        escaped === 47 ||
        escaped === 98 ||
        escaped === 102 ||
        escaped === 110 ||
        escaped === 114 ||
        escaped === 116
      )
    )
      return at >= end ? unfinished : malformed;
  }
  return unfinished;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Finds the end of a JSON value and checks it on the way (RFC 8259), without recursion and without making the value. A value may go over
 * several texts: strings and numbers end where a text does, as they do at the end of a line.
 */
export class JsonWalker {
  /** Why the text is malformed. */
  problem = '';
  /** Whether blanks stood between the parts of the value. */
  blanks = false;
  readonly #objects = new Uint8Array(maxJsonDepth + 1);
  #depth = 0;
  #state: number = Stage.value;

  /** Forgets what was walked. */
  reset(): void {
    this.#depth = 0;
    this.#state = Stage.value;
    this.blanks = false;
  }

  #fail(problem: string): number {
    this.problem = problem;
    return malformed;
  }

  /** Goes on at an offset; answers the offset after the value, {@link unfinished} or {@link malformed}. */
  walk(text: string, from: number, end: number): number {
    let at = from;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 10 || code === 13 || code === 9) {
        this.blanks = true;
        at++;
        continue;
      }
      switch (this.#state) {
        case Stage.firstElement:
        case Stage.value: {
          if (code === 93 && this.#state === Stage.firstElement) {
            if (this.#close()) return at + 1;
            at++;
            break;
          }
          if (code === 123 || code === 91) {
            if (this.#depth >= maxJsonDepth) return this.#fail(`it is nested more than ${maxJsonDepth} deep`);
            this.#objects[++this.#depth] = code === 123 ? 1 : 0;
            this.#state = code === 123 ? Stage.firstKey : Stage.firstElement;
            at++;
            break;
          }
          at = this.#scalar(text, at, end, code);
          if (at < 0) return at;
          if (this.#depth === 0) return at;
          this.#state = Stage.after;
          break;
        }
        case Stage.firstKey:
        case Stage.key: {
          if (code === 125 && this.#state === Stage.firstKey) {
            if (this.#close()) return at + 1;
            at++;
            break;
          }
          if (code !== 34) return this.#fail('malformed JSON');
          at = this.#string(text, at, end);
          if (at < 0) return at;
          this.#state = Stage.colon;
          break;
        }
        case Stage.colon:
          if (code !== 58) return this.#fail('malformed JSON');
          this.#state = Stage.value;
          at++;
          break;
        default: {
          const object = this.#objects[this.#depth] === 1;
          if (code === 44) {
            this.#state = object ? Stage.key : Stage.value;
            at++;
            break;
          }
          if (code !== (object ? 125 : 93)) return this.#fail('malformed JSON');
          at++;
          if (this.#close()) return at;
        }
      }
    }
    return unfinished;
  }

  /** Leaves an array or object; true where it was the outermost. */
  #close(): boolean {
    this.#state = Stage.after;
    return --this.#depth === 0;
  }

  #string(text: string, at: number, end: number): number {
    const close = endOfString(text, at + 1, end);
    // A string cannot go on in the next line.
    if (close === unfinished) return this.#fail('the JSON is cut off');
    return close < 0 ? this.#fail('malformed JSON') : close + 1;
  }

  #scalar(text: string, at: number, end: number, code: number): number {
    if (code === 34) return this.#string(text, at, end);
    const word = code === 116 ? 'true' : code === 102 ? 'false' : code === 110 ? 'null' : undefined;
    if (word) {
      if (text.startsWith(word, at) && at + word.length <= end) return at + word.length;
      return this.#fail(word.startsWith(text.slice(at, end)) ? 'the JSON is cut off' : 'malformed JSON');
    }
    number.lastIndex = at;
    if (!number.test(text) || number.lastIndex > end) return this.#fail('malformed JSON');
    return number.lastIndex;
  }
}

/** JSON text without the blanks between its parts. */
export function compactJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1');
}
