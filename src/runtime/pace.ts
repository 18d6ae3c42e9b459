import { diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../diagnostics/query-error.ts';
import { checkLimit, type Limits } from './limits.ts';

/** How long an attempt may take before it is given up, milliseconds. */
const maxAttemptMs = 25;

/** What a long time between two looks at the clock counts at most (milliseconds): the machine may have done something else in it. */
const maxGapMs = 8;

/** What Node has to say of the processor, and browsers have not. */
interface Host {
  readonly process?: { cpuUsage?(): { readonly user: number; readonly system: number } };
}

const { process: host } = globalThis as Host; // Node's and the browser's types of it differ

/** Milliseconds that the processor worked for this process, all of its threads together. */
function processorMs(): number | undefined {
  const used = host?.cpuUsage?.();
  return used && (used.user + used.system) / 1000;
}

/** Stops an attempt; nobody but `attempt` sees it. */
class GaveUp extends Error {}

/** Looks at the clock for a query: at its limits of time, and at whether an attempt takes so long that it is better made with less. */
export class Pace {
  readonly #limits: Limits;
  readonly #started: number;
  /** When the query last looked, if it takes turns with others. */
  #looked: number | undefined;
  /** Milliseconds since the last turn. */
  #used = 0;
  /** What the processor had done for the process when the turn began. */
  #processorBefore: number | undefined;
  /** Milliseconds of work up to the last turn's end. */
  #worked = 0;
  /** Since when the query works; undefined while others have their turn. */
  #workingSince: number | undefined = performance.now();
  #giveUpAt = Number.POSITIVE_INFINITY;
  #gaveUp = false;
  #attempts = 0;
  readonly #givenUp = new Set<number>();

  /** `started`: when the time of the query began, as `performance.now()` gives it. */
  constructor(limits: Limits, started: number) {
    this.#limits = limits;
    this.#started = started;
  }

  /** When the time of the query began. */
  get started(): number {
    return this.#started;
  }

  /** Begins a unit of work after which others have their turn; without turns, `turnTime` is not looked at. */
  beginTurn(): void {
    this.#looked = performance.now();
    this.#used = 0;
    this.#processorBefore = processorMs();
    this.#workingSince ??= this.#looked;
  }

  /** Goes on with the query's own time, in a unit of work that has no limit. */
  resume(): void {
    this.#workingSince ??= performance.now();
  }

  /** Ends a unit of work: what follows is not the query's own time. */
  endTurn(): void {
    this.#worked = this.worked;
    this.#workingSince = undefined;
  }

  /** The query's own time so far, milliseconds. */
  get worked(): number {
    return this.#workedUntil(performance.now());
  }

  #workedUntil(now: number): number {
    return this.#worked + (this.#workingSince === undefined ? 0 : now - this.#workingSince);
  }

  /** Counts time that others worked for the query. */
  addWork(milliseconds: number): void {
    this.#worked += milliseconds;
  }

  /** @throws ExecutionAbort if the query, or its turn, takes too long. */
  look(): void {
    const now = performance.now();
    checkLimit('wallTime', now - this.#started, this.#limits);
    checkLimit('workTime', this.#workedUntil(now), this.#limits);
    if (now > this.#giveUpAt) {
      this.#gaveUp = true;
      throw new GaveUp();
    }
    if (this.#looked === undefined) return;
    this.#used += Math.min(now - this.#looked, maxGapMs);
    this.#looked = now;
    if (this.#used > this.#limits.turnTime && !this.#waitedForProcessor())
      throw new ExecutionAbort(diagnose('limit-turn-time', { start: 0, end: 0 }, { limit: this.#limits.turnTime }));
  }

  /** Whether the processor did less for the process in this turn than the turn may take: then the machine was busy with something else. */
  #waitedForProcessor(): boolean {
    const now = processorMs();
    return now !== undefined && this.#processorBefore !== undefined && now - this.#processorBefore <= this.#limits.turnTime;
  }

  /** Does what may be given up, and done again with less: undefined if it took too long. What cannot be undone calls `settle` before. */
  attempt<T>(work: () => T): T | undefined {
    this.#gaveUp = false;
    this.#attempts++;
    this.#giveUpAt = performance.now() + maxAttemptMs;
    try {
      return work();
    } catch (error) {
      if (!this.#gaveUp) throw error;
      // What is done next without an attempt, such as a single row, is none of it.
      this.#givenUp.add(this.#attempts++);
      return undefined;
    } finally {
      this.#giveUpAt = Number.POSITIVE_INFINITY;
    }
  }

  /** The number of the last attempt. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Whether an attempt was given up, so that what it warned of was forgotten. */
  gaveUpOn(attempt: number): boolean {
    return this.#givenUp.has(attempt);
  }

  /** Ends the attempt, if there is one: what follows changes a state, and is done once. */
  settle(): void {
    if (this.#giveUpAt === Number.POSITIVE_INFINITY) return;
    // Whoever caught the end of an attempt must not go on.
    if (this.#gaveUp) throw new GaveUp();
    this.#giveUpAt = Number.POSITIVE_INFINITY;
  }
}
