import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { AggregateCallSite } from '../declaration.ts';

/** Checks an argument before any row is read, where it is the same for all rows. @throws RowError as the check does. */
export function checkConstant({ constants }: AggregateCallSite, index: number, check: (value: unknown) => unknown): void {
  const value = constants[index];
  if (value !== undefined && value !== null) check(value);
}

/** The fractions of a percentile, one or an array of them. @throws RowError where one is not from 0 to 1. */
export function fractionsOf(value: unknown): readonly number[] {
  const fractions = (Array.isArray(value) ? value : [value]) as readonly (number | null)[];
  for (const p of fractions) {
    if (p !== null && p >= 0 && p <= 1) continue;
    const percent = p !== null && p > 1 && p <= 100 ? `: write ${p / 100} for ${p} %` : '';
    invalidArgument(`a percentile is a fraction from 0 to 1${percent}`);
  }
  return fractions as readonly number[];
}

/** An argument that says what a group is asked for, which no row may change. @throws RowError where it does. */
export function sameInGroup<T>(known: T | undefined, given: T, what: string): T {
  if (known !== undefined && String(known) !== String(given))
    invalidArgument(`${what} must be the same in all rows of a group, not ${String(known)} and ${String(given)}`);
  return given;
}

/** Checks the fraction of a percentile of the first argument; other languages write them in the other order. */
export function checkFraction(call: AggregateCallSite, index: number, name: string): void {
  checkConstant(call, index, fractionsOf);
  if (call.constants[0] !== undefined && call.constants[index] === undefined)
    invalidArgument(`the value stands before the fraction: write ${name}(value, ${String(call.constants[0])})`);
}
