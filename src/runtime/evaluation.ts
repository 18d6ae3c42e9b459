import type { EvaluationContext } from '../functions/declaration.ts';
import type { GeoProvider } from '../functions/geo-provider.ts';
import type { TimeZone } from '../types/time-zone.ts';
import type { Limits } from './limits.ts';
import { createMemoryTracker, Reservation } from './memory.ts';
import { Pace } from './pace.ts';
import { cancelled } from './scheduler.ts';

/** A uniform random number generator (Mulberry32, T. Ettinger, public domain). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How long attempts of the compiler may take together, milliseconds; after that what is constant is computed when the query runs. */
const maxAttemptsMs = 100;

/** An attempt that takes no longer does not count, milliseconds. */
const shortAttemptMs = 0.5;

/** Steps between two checks of the clock. */
export const stepsPerLook = 1024;

/** What functions may use of one run, and what only the runtime does. */
export interface Evaluation extends EvaluationContext {
  readonly pace: Pace;
  /** The reservation of the large cells of a batch. */
  readonly cells: Reservation;
}

/** The evaluation context of one run; its clock starts now, unless it was started before. */
export function createEvaluation(
  timeZone: TimeZone,
  now: number,
  seed: number,
  limits: Limits,
  geo?: GeoProvider,
  interrupted?: () => boolean,
  started: number = performance.now(),
): Evaluation {
  const pace = new Pace(limits, started);
  let ticks = 0;
  let attemptsMs = maxAttemptsMs;
  const memory = createMemoryTracker(limits);
  const cells = new Reservation(memory);
  return {
    timeZone,
    now: BigInt(Math.trunc(now)) * 1_000_000n,
    random: seeded(seed),
    tick(steps = 1) {
      ticks += steps;
      if (ticks < stepsPerLook) return;
      ticks = 0;
      if (interrupted?.()) throw cancelled('its host');
      pace.look();
    },
    attempt(work) {
      if (attemptsMs <= 0) return undefined;
      const begun = performance.now();
      const result = pace.attempt(work);
      const took = performance.now() - begun;
      if (took > shortAttemptMs) attemptsMs -= took;
      return result;
    },
    memory,
    pace,
    cells,
    reserveCell: (bytes) => cells.grow(bytes),
    freeCells: () => cells.free(),
    cellSize: limits.cellSize,
    regexpLength: limits.regexpLength,
    geo,
    report: () => {}, // a query that is only compiled has no result to warn of: see withWarnings
  };
}
