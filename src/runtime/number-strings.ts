import { diagnose } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Expression } from '../operators/expressions/expression.ts';
import { parseDouble } from '../types/number-format.ts';
import { cellReader, type Vector } from '../vectors/vector.ts';
import type { Warnings } from './context.ts';

/** How many strings are looked at. */
const maxLooked = 200;

/** Looks at the first strings of an expression that is ordered, and warns if they are numbers whose order is another one. */
export class NumberStrings {
  readonly #span: Span;
  readonly #warnings: Warnings;
  #looked = 0;
  #last: string | undefined;
  #differs = false;
  #grouped = false;
  #wide = false;
  #done = false;

  constructor(span: Span, warnings: Warnings) {
    this.#span = span;
    this.#warnings = warnings;
  }

  /** What looks at the cells of an expression; undefined where they are not strings that differ by row. */
  static of(value: Expression | undefined, warnings: Warnings): NumberStrings | undefined {
    return value && value.kind !== 'literal' && value.type.kind === 'varchar' ? new NumberStrings(value.span, warnings) : undefined;
  }

  look(vector: Vector): void {
    if (this.#done) return;
    const read = cellReader(vector);
    for (let row = 0; row < vector.length && this.#looked < maxLooked; row++) {
      const value = read(row);
      if (value === null) continue;
      const text = value as string; // the column is VARCHAR
      const number = numberOf(text);
      if (number === undefined) {
        this.#done = true;
        return;
      }
      this.#looked++;
      this.#grouped ||= text.includes(',');
      this.#wide ||= text.length > 15;
      if (this.#last !== undefined && this.#last !== text) {
        const before = numberOf(this.#last)!;
        this.#differs ||= before !== number && before < number !== this.#last < text;
      }
      this.#last = text;
    }
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
