import { type Checkpoint, isCheckpoint, readWritten, writeAtomically } from '../follow/checkpoint.ts';
import { follow } from '../follow/follow.ts';
import { inputError } from '../formats/input.ts';
import type { AlertEvent } from './event.ts';
import type { Rule, RuleFile } from './rule.ts';
import { RuleRunner, type RuleState } from './rule-runner.ts';
import type { Sink } from './sinks.ts';

/** What a later run goes on from. */
interface SavedState {
  readonly version: 1;
  /** By the name of the rule. */
  readonly rules: Readonly<Record<string, { readonly state: RuleState; readonly checkpoint?: Checkpoint }>>;
}

/** How rules are watched. */
export interface WatchRulesOptions {
  readonly sinks: readonly Sink[];
  /** Says what is wrong, to people. */
  readonly tell: (problem: string) => void;
  /** Ends when all rows that are there were looked at. */
  readonly once: boolean;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** How often what fires is said again, to receivers that forget; milliseconds. */
const repeatMs = 60_000;
/** How often silence is looked for, milliseconds. */
const tickMs = 1000;
/** While lines wait, steps are looked at so often, milliseconds. */
const busyMs = 5000;
/** How long events may take to be delivered at the end, milliseconds. */
const flushMs = 10_000;
/** So many places of the log are remembered, of which a later run begins at one. */
const maxPlaces = 16;

/** Watches the files of rules until the signal, or once. Steps that an earlier run has looked at are read again, since they say what is normal, and are not looked at. */
export async function watchRules(file: RuleFile, { sinks, tell, once, signal, pollMs = 250 }: WatchRulesOptions): Promise<void> {
  const saved = await loadState(file.state);
  const emit = (event: AlertEvent): void => {
    for (const sink of sinks) sink.send(event);
  };
  const watched = file.rules.map((rule) => new WatchedRule(rule, file.zone, saved?.rules[rule.name], emit, once));
  let saving: Promise<void> = Promise.resolve();
  const save = (): Promise<void> => {
    const { state } = file;
    if (state === undefined) return Promise.resolve();
    const data: SavedState = { version: 1, rules: Object.fromEntries(watched.map((one) => [one.rule.name, one.saved()])) };
    saving = saving.then(() => writeAtomically(state, data)).catch((error: Error) => tell(`${state}: ${error.message}`));
    return saving;
  };
  const own = new AbortController();
  const stop = (): void => own.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const ticking = setInterval(() => {
    for (const { runner } of watched) runner.tick();
  }, tickMs);
  const repeating = setInterval(() => {
    for (const { runner } of watched) for (const event of runner.firing) for (const sink of sinks) sink.repeat?.(event);
  }, repeatMs);
  try {
    await Promise.all(watched.map((one) => one.run({ tell, once, pollMs, signal: own.signal, save })));
  } finally {
    own.abort();
    clearInterval(ticking);
    clearInterval(repeating);
    signal?.removeEventListener('abort', stop);
    await Promise.all(watched.map(({ runner }) => runner.close()));
    await save();
    await Promise.all(sinks.map((sink) => sink.flush(flushMs)));
  }
}

interface RunOptions {
  readonly tell: (problem: string) => void;
  readonly once: boolean;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  readonly save: () => Promise<void>;
}

/** A rule, its files, and the places of the log from which a later run can begin. */
class WatchedRule {
  readonly rule: Rule;
  readonly runner: RuleRunner;
  readonly #from: Checkpoint | undefined;
  /** Places with the time of the newest row before them, the oldest first. */
  #places: { readonly newest: number; readonly checkpoint: Checkpoint }[] = [];
  #told = false;

  constructor(rule: Rule, zone: string, saved: SavedState['rules'][string] | undefined, emit: (event: AlertEvent) => void, once: boolean) {
    this.rule = rule;
    this.#from = saved?.checkpoint;
    // A first run that looks once has nothing else to look at.
    const first = once ? { alert: { status: 'inactive' as const }, until: 0 } : undefined;
    this.runner = new RuleRunner(rule, zone, saved?.state ?? first, emit);
  }

  saved(): SavedState['rules'][string] {
    const [place] = this.#places;
    return { state: this.runner.state, ...(place ? { checkpoint: place.checkpoint } : this.#from ? { checkpoint: this.#from } : {}) };
  }

  async run({ tell, once, pollMs, signal, save }: RunOptions): Promise<void> {
    const { files, read } = this.rule;
    let looked = performance.now();
    let behind = true;
    const look = async (): Promise<void> => {
      looked = performance.now();
      await this.runner.look();
      await save();
      this.#warn(tell);
    };
    if (this.#from) this.#places.push({ newest: Number.NEGATIVE_INFINITY, checkpoint: this.#from });
    for await (const batch of follow(files, { ...read, from: this.#from ?? 'start', signal, once, pollMs })) {
      for (const { message } of batch.problems) tell(`${this.rule.name}: ${message}`);
      const skipped = batch.table.warning();
      if (skipped) tell(`${this.rule.name}: ${skipped.message}`);
      this.runner.append(batch.table);
      this.#remember(batch.checkpoint);
      // Files are not read in the order of their times before all are read.
      behind &&= batch.behind;
      if (!batch.behind || (!behind && performance.now() - looked > busyMs)) await look();
    }
    if (!signal.aborted || once) await look();
  }

  /** Keeps the places from which what is kept of the log can be read again. */
  #remember(checkpoint: Checkpoint): void {
    const { newest } = this.runner;
    if (newest === undefined) return;
    const last = this.#places.at(-1);
    if (last && newest - last.newest < this.rule.keep / maxPlaces) return;
    this.#places.push({ newest, checkpoint });
    const needed = newest - this.rule.keep;
    const first = this.#places.findLastIndex((place) => place.newest < needed);
    if (first > 0) this.#places = this.#places.slice(first);
  }

  #warn(tell: (problem: string) => void): void {
    const { warnings, logs } = this.runner.watch;
    for (const warning of warnings) tell(`${this.rule.name}: ${warning}`);
    warnings.clear();
    if (this.#told || logs.rowCount === 0 || this.runner.newest !== undefined) return;
    this.#told = true;
    tell(`${this.rule.name}: its rows have no '__time__', by which steps are over; 'format' or 'pattern' may give it`);
  }
}

/** @throws QueryError for a file that is something else. */
async function loadState(path: string | undefined): Promise<SavedState | undefined> {
  if (path === undefined) return undefined;
  const data = (await readWritten(path)) as Partial<SavedState> | undefined; // looked at below
  if (data === undefined) return undefined;
  const valid =
    data.version === 1 &&
    typeof data.rules === 'object' &&
    Object.values(data.rules).every(
      ({ state, checkpoint }) => state?.alert !== undefined && (checkpoint === undefined || isCheckpoint(checkpoint)),
    );
  if (!valid) throw inputError(path, 'it is not the state of rules', 'remove it to begin anew, or name another file');
  return data as SavedState; // as was looked at
}
