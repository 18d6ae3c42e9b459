import { diagnose } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { EvaluationContext } from '../functions/declaration.ts';
import type { Expression } from '../operators/expressions/expression.ts';
import { parseDouble } from '../types/number-format.ts';
import { sizeOf } from '../vectors/dictionary.ts';
import { cellReader, type Dictionary, type DictionaryVector, type Vector } from '../vectors/vector.ts';
import type { ExecutionContext, Warnings } from './context.ts';

interface Seen {
  readonly number: number;
  readonly text: string;
}

/** Looks at the strings of an expression that is ordered, and warns if they are numbers whose order is another one. */
export class NumberStrings {
  readonly #span: Span;
  readonly #warnings: Warnings;
  readonly #tick: EvaluationContext['tick'];
  #last: string | undefined;
  /** The smallest and the largest number so far. */
  #least: Seen | undefined;
  #most: Seen | undefined;
  #dictionary: Dictionary | undefined;
  #seen = new Uint8Array(0);
  #differs = false;
  #grouped = false;
  #wide = false;
  #done = false;

  constructor(span: Span, { warnings, evaluation }: ExecutionContext) {
    this.#span = span;
    this.#warnings = warnings;
    this.#tick = evaluation.tick;
  }

  /** What looks at the cells of an expression; undefined where they are not strings that differ by row. */
  static of(value: Expression | undefined, context: ExecutionContext): NumberStrings | undefined {
    return value && value.kind !== 'literal' && value.type.kind === 'varchar' ? new NumberStrings(value.span, context) : undefined;
  }

  look(vector: Vector): void {
    if (this.#done) return;
    const read = cellReader(vector);
    const seen = vector.encoding === 'dictionary' ? this.#seenOf(vector.dictionary) : undefined;
    for (let row = 0; row < vector.length && !this.#done; row++) {
      if ((row & 1023) === 1023) this.#tick(1024);
      if (seen) {
        const code = (vector as DictionaryVector).codes[row]!;
        if (seen[code + 1] === 1) continue;
        seen[code + 1] = 1;
      }
      const value = read(row);
      if (value !== null && value !== this.#last) this.#see(value as string); // the column is VARCHAR
    }
  }

  /** Marks of the entries of a dictionary, from NULL on, that were looked at. */
  #seenOf(dictionary: Dictionary): Uint8Array {
    const size = sizeOf(dictionary) + 1;
    if (this.#dictionary !== dictionary || this.#seen.length < size) this.#seen = new Uint8Array(size);
    this.#dictionary = dictionary;
    return this.#seen;
  }

  #see(text: string): void {
    this.#last = text;
    const number = numberOf(text);
    if (number === undefined) {
      this.#done = !standsForNothing(text);
      return;
    }
    if (Number.isNaN(number)) return;
    this.#grouped ||= text.includes(',');
    this.#wide ||= text.length > 15;
    const differs = (other: Seen): boolean => other.number !== number && other.number < number !== other.text < text;
    if (this.#least && this.#most) this.#differs ||= differs(this.#least) || differs(this.#most);
    if (!this.#least || number < this.#least.number) this.#least = { number, text };
    if (!this.#most || number > this.#most.number) this.#most = { number, text };
  }

  /** Warns at the end, if there is a reason. */
  report(): void {
    if (this.#done || !this.#differs) return;
    this.#done = true;
    const number = this.#grouped ? "try_cast(replace(…, ',', '') as double)" : this.#wide ? 'try(json_number(…))' : 'try_cast(… as double)';
    this.#warnings.add(diagnose('numbers-as-strings', this.#span, {}, { help: `write ${number}` }));
  }
}

/** The number of a string, also with commas between thousands. */
function numberOf(text: string): number | undefined {
  return parseDouble(/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text);
}

/** Whether a string is written where a number is missing. */
const standsForNothing = (text: string): boolean => /^\s*(?:-+|n\/?a|null|none|nil|nan|\?|\\n)?\s*$/i.test(text);

const orders: Readonly<Record<string, (difference: number) => boolean>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};

/**
 * What looks at the strings that a call compares with a constant string of a number, and warns of the first one whose numbers compare otherwise; undefined for other
 * calls. `argument` is where the strings stand.
 */
export function comparedStrings(
  { fn, args, span }: Expression & { readonly kind: 'call' },
  { evaluation, warnings }: ExecutionContext,
): { readonly argument: number; readonly look: (vector: Vector) => void } | undefined {
  const order = Object.hasOwn(orders, fn.name) && args.length === 2 ? orders[fn.name] : undefined;
  const constant = args.findIndex(({ kind }) => kind === 'literal');
  const [literal, column] = [args[constant], args[1 - constant]];
  if (!order || literal?.kind !== 'literal' || typeof literal.value !== 'string' || column?.type.kind !== 'varchar') return undefined;
  const bound = literal.value;
  const limit = numberOf(bound);
  if (limit === undefined || Number.isNaN(limit)) return undefined;
  const sign = constant === 1 ? 1 : -1;
  let done = false;
  let last: string | undefined;
  const look = (vector: Vector): void => {
    if (done) return;
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) {
      if ((row & 1023) === 1023) evaluation.tick(1024);
      const text = read(row) as string | null; // the argument is VARCHAR
      if (text === null || text === last) continue;
      last = text;
      const number = numberOf(text);
      if (number === undefined || order(sign * (number - limit)) === order(sign * (text < bound ? -1 : text > bound ? 1 : 0))) continue;
      done = true;
      warnings.settle(() => evaluation.report({ name: 'numbers-as-strings', call: '', span, count: 1, reason: '' }));
      return;
    }
  };
  return { argument: 1 - constant, look };
}
