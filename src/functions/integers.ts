import { outOfRange } from '../diagnostics/row-error.ts';

/**
 * The bigint if 64 bits hold it; fails the row otherwise. Results of functions are checked anyway: this is for what they compute on the way.
 */
export function inBigintRange(value: bigint): bigint {
  return BigInt.asIntN(64, value) === value ? value : outOfRange(`${value} does not fit BIGINT`);
}
