import type { CsvDialect } from './csv-dialect.ts';

/** The state of a record after a line. */
export type RecordState = 'done' | 'open' | 'bad';

/**
 * Takes the records of delimited text apart, line by line (RFC 4180). A quoted field may go over several lines; blanks may stand
 * between a delimiter and a quote.
 */
export class RecordReader {
  /** The fields of the record that was read last. */
  readonly fields: string[] = [];
  /** Whether each field stood in quotes. */
  readonly quoted: boolean[] = [];
  problem = '';
  readonly #dialect: CsvDialect;
  /** The text of a quoted field that is still open. */
  #open: string | undefined;

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Gives up the record that is open. */
  reset(): void {
    this.#open = undefined;
    this.fields.length = 0;
    this.quoted.length = 0;
  }

  /** Reads the line `from..end` of a text; `ending` is its line end, which belongs to a quoted field that goes on. */
  push(text: string, from: number, end: number, ending: string): RecordState {
    const { delimiter, quote, trim } = this.#dialect;
    const { fields, quoted } = this;
    let at = from;
    if (this.#open === undefined) {
      fields.length = 0;
      quoted.length = 0;
    } else {
      at = this.#quotedField(text, from, end, ending);
      if (at === open) return 'open';
      if (at === bad) return 'bad';
      if (at === done) return 'done';
    }
    const quoteCode = quote === '' ? -1 : quote.charCodeAt(0);
    for (;;) {
      let start = at;
      if (quoteCode >= 0) {
        while (start < end && text.charCodeAt(start) === 32) start++;
        if (start < end && text.charCodeAt(start) === quoteCode && (start === at || trim || this.#isWholeQuoted(text, start, end))) {
          this.#open = '';
          at = this.#quotedField(text, start + 1, end, ending);
          if (at === open) return 'open';
          if (at === bad) return 'bad';
          if (at === done) return 'done';
          continue;
        }
      }
      let next = text.indexOf(delimiter, at);
      if (next < 0 || next >= end) next = -1;
      const field = text.slice(at, next < 0 ? end : next);
      fields.push(trim ? field.trim() : field);
      quoted.push(false);
      if (next < 0) return 'done';
      at = next + delimiter.length;
    }
  }

  /** Whether a quoted field that begins after blanks ends before the next delimiter. */
  #isWholeQuoted(text: string, start: number, end: number): boolean {
    const { quote, delimiter } = this.#dialect;
    const close = text.indexOf(quote, start + 1);
    if (close < 0 || close >= end) return false;
    let after = close + 1;
    while (after < end && text.charCodeAt(after) === 32) after++;
    return after >= end || text.startsWith(delimiter, after);
  }

  /** Reads on in a quoted field; answers the offset after the delimiter behind it, or the state of the record. */
  #quotedField(text: string, from: number, end: number, ending: string): number {
    const { delimiter, quote } = this.#dialect;
    let at = from;
    for (;;) {
      const close = text.indexOf(quote, at);
      if (close < 0 || close >= end) {
        this.#open += text.slice(at, end) + ending;
        return open;
      }
      this.#open += text.slice(at, close);
      if (close + 1 >= end || !text.startsWith(quote, close + 1)) {
        at = close + 1;
        break;
      }
      this.#open += quote;
      at = close + 2;
    }
    this.fields.push(this.#open!);
    this.quoted.push(true);
    this.#open = undefined;
    while (at < end && text.charCodeAt(at) === 32 && delimiter !== ' ') at++;
    if (at >= end) return done;
    if (!text.startsWith(delimiter, at)) {
      this.problem = 'text follows a closing quote';
      this.reset();
      return bad;
    }
    return at + delimiter.length;
  }
}

const done = -1;
const open = -2;
const bad = -3;
