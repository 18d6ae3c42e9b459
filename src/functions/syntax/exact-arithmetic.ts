import { invalidArgument } from '../../diagnostics/row-error.ts';
import { parseJson } from '../../types/json-tree.ts';
import { parseDouble } from '../../types/number-format.ts';
import { double, json } from '../../types/type-descriptor.ts';
import { type Overload, overload } from '../declaration.ts';

/** The number of a JSON scalar: a bigint where a DOUBLE would lose digits of a whole number; null for JSON null. */
function numberOf(text: string): number | bigint | null {
  const number = Number(text);
  if (!Number.isNaN(number)) return Number.isSafeInteger(number) || /[.eE]/.test(text) ? number : BigInt(text);
  const tree = parseJson(text);
  if (tree === null) return null;
  if (typeof tree === 'boolean') return Number(tree);
  const written = typeof tree === 'string' ? tree.trim() : '';
  if (/^[+-]?\d{16,}$/.test(written)) return numberOf(written.replace(/^\+/, ''));
  return parseDouble(written) ?? invalidArgument(`JSON ${text.slice(0, 60)} is not a number`);
}

const isWhole = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isSafeInteger(value);

/**
 * An operation over JSON numbers whose result is small where its operands are large, such as the time between two counts of nanoseconds: whole numbers are
 * computed with all their digits, and the result is the nearest DOUBLE.
 */
export function overJson(exact: (a: bigint, b: bigint) => bigint, inexact: (a: number, b: number) => number): Overload {
  return overload({
    params: [json, json],
    returns: double,
    prepare:
      ({ warn }) =>
      (left, right) => {
        const [a, b] = [numberOf(left), numberOf(right)];
        if (a === null || b === null) return null;
        const plain = inexact(Number(a), Number(b));
        if (!(typeof a === 'bigint' || typeof b === 'bigint')) return plain;
        if (!isWhole(a) || !isWhole(b)) {
          warn('lost-digits', 1);
          return plain;
        }
        if (BigInt(b) === 0n) return plain; // as DOUBLE has it
        const result = exact(BigInt(a), BigInt(b));
        if (BigInt(Number(result)) !== result) warn('lost-digits', 1);
        return Number(result);
      },
  });
}
