import type { Attack, Outcome, Way } from './attack.d.ts';

/** One attack in one of its ways. */
export interface Attempt {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly way: Way;
  readonly attack: Attack;
}

export function allAttempts(filter?: (attempt: Attempt) => boolean): Promise<Attempt[]>;

/** Runs attempts in child processes; `slack` multiplies the time that an answer may be late. */
export function runAttempts(
  attempts: readonly Attempt[],
  options?: { readonly processes?: number; readonly slack?: number; readonly report?: (outcome: Outcome) => void },
): Promise<Outcome[]>;
