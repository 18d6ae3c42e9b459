import { diagnose } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { EvaluationContext } from '../functions/declaration.ts';
import type { Expression } from '../operators/expressions/expression.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { type Quantity, readingOf, readQuantity } from '../types/written-quantity.ts';
import { sizeOf } from '../vectors/dictionary.ts';
import { cellReader, type Dictionary, type DictionaryVector, type Vector } from '../vectors/vector.ts';
import type { ExecutionContext, Warnings } from './context.ts';

interface Seen {
  readonly value: number;
  readonly text: string;
}

/** The smallest and the largest of the quantities so far, and whether their order is another one than that of their strings. */
class Extremes {
  differs = false;
  #least: Seen | undefined;
  #most: Seen | undefined;

  see(value: number, text: string): void {
    const differs = (other: Seen): boolean => other.value !== value && other.value < value !== other.text < text;
    if (this.#least && this.#most) this.differs ||= differs(this.#least) || differs(this.#most);
    if (!this.#least || value < this.#least.value) this.#least = { value, text };
    if (!this.#most || value > this.#most.value) this.#most = { value, text };
  }
}

/** Looks at the strings of an expression that is ordered, and warns if they are numbers or other quantities whose order is another one. */
export class QuantityStrings {
  readonly #span: Span;
  readonly #warnings: Warnings;
  readonly #tick: EvaluationContext['tick'];
  #last: string | undefined;
  /** By both ways to read a date; undefined where a string cannot be read so. */
  readonly #orders: [Extremes | undefined, Extremes | undefined] = [new Extremes(), new Extremes()];
  /** A quantity that is not a plain number, if there is one. */
  #example: Quantity | undefined;
  #dictionary: Dictionary | undefined;
  #seen = new Uint8Array(0);
  #plain = false;
  #grouped = false;
  #wide = false;
  #done = false;

  constructor(span: Span, { warnings, evaluation }: ExecutionContext) {
    this.#span = span;
    this.#warnings = warnings;
    this.#tick = evaluation.tick;
  }

  /** What looks at the cells of an expression; undefined where they are not strings that differ by row. */
  static of(value: Expression | undefined, context: ExecutionContext): QuantityStrings | undefined {
    return value && value.kind !== 'literal' && value.type.kind === 'varchar' ? new QuantityStrings(value.span, context) : undefined;
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
    const quantity = readQuantity(text);
    if (!quantity) {
      this.#done = !standsForNothing(text);
      return;
    }
    const isNumber = quantity.notation === 'numbers';
    if (isNumber && Number.isNaN(quantity.values[0])) return;
    this.#plain ||= isNumber;
    this.#grouped ||= isNumber && text.includes(',');
    this.#wide ||= text.length > 15;
    if (!isNumber) this.#example ??= quantity;
    if (this.#example && !isNumber && this.#example.notation !== quantity.notation) this.#done = true;
    // A number among dates is not one of them, and 0 is the same in all other notations.
    if (this.#plain && this.#example?.notation === 'dates') this.#done = true;
    for (const side of [0, 1] as const) {
      const value = quantity.values[isNumber ? 0 : side];
      if (value === undefined) this.#orders[side] = undefined;
      else this.#orders[side]?.see(value, text);
    }
  }

  /** Warns at the end, if there is a reason. */
  report(): void {
    if (this.#done || !this.#orders.some((order) => order?.differs)) return;
    this.#done = true;
    const example = this.#example;
    if (!example) {
      const number = this.#grouped
        ? "try_cast(replace(…, ',', '') as double)"
        : this.#wide
          ? 'try(json_number(…))'
          : 'try_cast(… as double)';
      this.#warnings.add(diagnose('numbers-as-strings', this.#span, {}, { help: `write ${number}` }));
      return;
    }
    const readings = new Set(example.readings.filter((_, side) => this.#orders[side] !== undefined));
    const number = this.#plain ? [...readings].map((reading) => `coalesce(try(${reading}), try_cast(… as double))`) : [...readings];
    this.#warnings.add(
      diagnose('quantities-as-strings', this.#span, { reason: example.notation }, { help: `write ${number.join(' or ')}` }),
    );
  }
}

/** Whether a string is written where a number is missing. */
const standsForNothing = (text: string): boolean => /^\s*(?:-+|n\/?a|null|none|nil|nan|\?|\\n)?\s*$/i.test(text);

const orders: Readonly<Record<string, (difference: number) => boolean>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};

/** The quantity of a constant string; a date and time of ISO 8601 is one beside dates that are written otherwise. */
function constantQuantity(text: string): Quantity | undefined {
  const nanos = /^\s*\d{4}-\d\d?-\d\d?(?:$|[ T])/.test(text) ? parseTimestamp(text, 'UTC') : undefined;
  if (nanos === undefined) return readQuantity(text);
  const millis = Number(nanos / 1_000_000n);
  return { notation: 'dates', values: [millis, millis], readings: ['', ''] };
}

/**
 * What looks at the strings that a call compares with a constant string of a quantity, and warns of the first one whose quantities compare otherwise; undefined for
 * other calls. `argument` is where the strings stand.
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
  const limit = constantQuantity(bound);
  if (!limit || Number.isNaN(limit.values[0])) return undefined;
  const sign = constant === 1 ? 1 : -1;
  let done = false;
  let last: string | undefined;
  const differs = (text: string, quantity: Quantity): boolean =>
    [0, 1].some((side) => {
      const value = quantity.values[side];
      const other = limit.values[side];
      return (
        value !== undefined &&
        other !== undefined &&
        order(sign * (value - other)) !== order(sign * (text < bound ? -1 : text > bound ? 1 : 0))
      );
    });
  const look = (vector: Vector): void => {
    if (done) return;
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) {
      if ((row & 1023) === 1023) evaluation.tick(1024);
      const text = read(row) as string | null; // the argument is VARCHAR
      if (text === null || text === last) continue;
      last = text;
      const quantity = readQuantity(text);
      if (quantity?.notation !== limit.notation || !differs(text, quantity)) continue;
      done = true;
      const warning = { call: '', span, count: 1, reason: limit.notation };
      const help = `write ${readingOf(text)}`;
      warnings.settle(() =>
        evaluation.report(
          limit.notation === 'numbers' ? { ...warning, name: 'numbers-as-strings' } : { ...warning, name: 'quantities-as-strings', help },
        ),
      );
      return;
    }
  };
  return { argument: 1 - constant, look };
}

/** The elements of an array that are looked at. */
const maxElements = 256;
const arrayOrders: ReadonlySet<string> = new Set(['array_max', 'array_min', 'array_sort', 'array_sort_desc']);

/** What looks at the strings of arrays that a call orders, and warns of the first array whose quantities have another order; undefined for other calls. */
export function orderedElements(
  { fn, args, span }: Expression & { readonly kind: 'call' },
  { evaluation, warnings }: ExecutionContext,
): { readonly argument: number; readonly look: (vector: Vector) => void } | undefined {
  const [array] = args;
  if (!arrayOrders.has(fn.name) || args.length !== 1 || array?.type.kind !== 'array' || array.type.element.kind !== 'varchar')
    return undefined;
  let done = false;
  const look = (vector: Vector): void => {
    if (done) return;
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) {
      const elements = (read(row) ?? []) as readonly (string | null)[]; // the argument is ARRAY(VARCHAR)
      evaluation.tick();
      const notation = notationOf(elements.slice(0, maxElements));
      if (!notation) continue;
      done = true;
      const { text, reason } = notation;
      const name = reason === 'numbers' ? 'numbers-as-strings' : 'quantities-as-strings';
      const reading = reason === 'numbers' ? 'try_cast(x as double)' : readingOf(text)!.replaceAll('…', 'x');
      warnings.settle(() =>
        evaluation.report({ name, call: '', span, count: 1, reason, help: `write transform(…, x -> ${reading}) for the array` }),
      );
      return;
    }
  };
  return { argument: 0, look };
}

/** What strings are, if all are of one notation and their order is another one than that of their characters. */
function notationOf(strings: readonly (string | null)[]): { readonly text: string; readonly reason: Quantity['notation'] } | undefined {
  const extremes = new Extremes();
  let first: { readonly text: string; readonly reason: Quantity['notation'] } | undefined;
  for (const text of strings) {
    if (text === null) continue;
    const quantity = readQuantity(text);
    const value = quantity?.values[0] ?? quantity?.values[1];
    if (!quantity || value === undefined || (first && first.reason !== quantity.notation)) return undefined;
    first ??= { text, reason: quantity.notation };
    extremes.see(value, text);
  }
  return extremes.differs ? first : undefined;
}
