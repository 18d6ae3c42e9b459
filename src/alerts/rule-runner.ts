import type { Table } from '../vectors/table.ts';
import { cellReader } from '../vectors/vector.ts';
import { type AlertEvent, absentEvent, firingEvent, resolvedEvent } from './event.ts';
import type { Finding } from './find-stretch.ts';
import type { Rule } from './rule.ts';
import { RuleWatch } from './rule-watch.ts';
import { type AlertState, inactive, nextState, type Stretch } from './state.ts';

/** What a later run goes on from, as plain data. Times are milliseconds since 1970. */
export interface RuleState {
  readonly alert: AlertState;
  /** Steps that began before were looked at. */
  readonly until?: number;
  /** Since when there are no rows, while that is an alert. */
  readonly absentSince?: number;
  /** The series of the alert. */
  readonly series?: string;
  /** When the detector last flagged it. */
  readonly flagged?: number;
  /** The last event of each kind that fires. */
  readonly firing?: readonly AlertEvent[];
}

/** The share of what is kept after which a level that the detector takes for normal is normal. */
const getsUsed = 6;
/** After a longer gap, only its last steps are looked at. */
const maxSteps = 2000;

/** A rule while rows of its files come in: looks at each step when it is over, and says what changes. */
export class RuleRunner {
  readonly rule: Rule;
  readonly watch: RuleWatch;
  readonly #emit: (event: AlertEvent) => void;
  readonly #clock: () => number;
  #alert: AlertState;
  #until: number | undefined;
  #absentSince: number | undefined;
  #newest: number | undefined;
  #arrived: number;
  #firing: readonly AlertEvent[];
  #series: string | undefined;
  #flagged: number | undefined;

  constructor(
    rule: Rule,
    timeZone: string,
    state: RuleState | undefined,
    emit: (event: AlertEvent) => void,
    clock: () => number = Date.now,
  ) {
    this.rule = rule;
    this.watch = new RuleWatch(rule, timeZone, clock);
    this.#emit = (event) => {
      this.#firing = [...this.#firing.filter(({ kind }) => kind !== event.kind), ...(event.state === 'firing' ? [event] : [])];
      emit(event);
    };
    this.#firing = state?.firing ?? [];
    this.#series = state?.series;
    this.#flagged = state?.flagged;
    this.#clock = clock;
    this.#alert = state?.alert ?? inactive;
    this.#until = state?.until;
    this.#absentSince = state?.absentSince;
    this.#arrived = clock();
  }

  get state(): RuleState {
    return {
      alert: this.#alert,
      ...(this.#until === undefined ? {} : { until: this.#until }),
      ...(this.#absentSince === undefined ? {} : { absentSince: this.#absentSince }),
      ...(this.#series === undefined ? {} : { series: this.#series }),
      ...(this.#flagged === undefined ? {} : { flagged: this.#flagged }),
      ...(this.#firing.length === 0 ? {} : { firing: this.#firing }),
    };
  }

  /** The events of what fires. */
  get firing(): readonly AlertEvent[] {
    return this.#firing;
  }

  /** The time of the newest row, milliseconds since 1970. */
  get newest(): number | undefined {
    return this.#newest;
  }

  /** Takes rows, without a look at them. */
  append(rows: Table): void {
    if (rows.rowCount === 0) return;
    this.#arrived = this.#clock();
    const times = timesOf(rows, this.#clock());
    if (times) this.#seen(times);
    this.watch.append(rows);
  }

  /** Looks at all steps that are over and were not looked at. */
  async look(): Promise<void> {
    const { step } = this.rule.parts;
    if (this.#newest === undefined) return;
    const end = Math.floor(this.#newest / step) * step;
    const first = this.#until === undefined ? end : Math.floor(this.#until / step) * step + step;
    for (let now = Math.max(first, end - maxSteps * step); now <= end; now += step) {
      await this.#lookAt(now);
      this.#until = now;
    }
  }

  /** Whether no rows have come for too long, by the clock. */
  tick(): void {
    const { absent } = this.rule;
    const now = this.#clock();
    if (absent === undefined || this.#absentSince !== undefined || now - this.#arrived < absent) return;
    this.#absentSince = this.#arrived;
    this.#emit(absentEvent(this.rule, this.#arrived, now));
  }

  close(): Promise<void> {
    return this.watch.close();
  }

  #seen({ min, max }: { readonly min: number; readonly max: number }): void {
    const { absent } = this.rule;
    const gap = this.#newest !== undefined && min - this.#newest;
    if (absent !== undefined && gap !== false && gap > absent) this.watch.gaps.push({ from: this.#newest!, to: min });
    // What was looked at before is not said again.
    if (absent !== undefined && gap !== false && gap > absent && this.#absentSince === undefined && min > (this.#until ?? 0)) {
      this.#absentSince = this.#newest!;
      this.#emit(absentEvent(this.rule, this.#newest!, this.#newest! + absent));
    }
    if (this.#absentSince !== undefined && max > this.#absentSince) {
      this.#emit(resolvedEvent(this.rule, 'absent', this.#absentSince, min, min));
      this.#absentSince = undefined;
    }
    this.#newest = Math.max(this.#newest ?? max, max);
  }

  async #lookAt(now: number): Promise<void> {
    const finding = await this.watch.look(now);
    const before = this.#alert;
    if (finding) this.#flagged = now;
    const [state, change] = nextState(before, finding?.stretch ?? this.#stillOff(now), now, this.rule);
    this.#alert = state;
    if (change === 'firing') this.#series = finding!.series;
    if (change === 'firing') await this.#fire(finding!, state.since ?? now, now);
    if (change === 'resolved') this.#emit(resolvedEvent(this.rule, 'anomaly', before.since ?? now, state.resolvedUntil ?? now, now));
  }

  /** The alert where its series is not back at what was normal, although the detector has got used to it; not for ever, as levels do change. */
  #stillOff(now: number): Stretch | undefined {
    const { status, since, normal } = this.#alert;
    if (status !== 'firing' || !normal || now - (this.#flagged ?? now) > this.rule.keep / getsUsed) return undefined;
    const value = this.watch.levelOf(this.#series ?? '', now);
    if (value === undefined || Math.abs(value - normal.level) <= normal.width) return undefined;
    return { begin: since ?? now, last: now, value, expected: normal.level, bound: normal.level };
  }

  async #fire(finding: Finding, since: number, now: number): Promise<void> {
    this.#emit(firingEvent(this.rule, finding, since, now, await this.watch.causes(finding)));
  }
}

/** The first and the last time of rows, milliseconds since 1970; times after the clock do not count. Undefined where rows have no time. */
export function timesOf(rows: Table, clock: number): { readonly min: number; readonly max: number } | undefined {
  const read = millisecondsOf(rows);
  if (!read) return undefined;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows.rowCount; row++) {
    const time = read(row);
    if (time === undefined || time > clock) continue;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return max === Number.NEGATIVE_INFINITY ? undefined : { min, max };
}

/** A function that reads the time of a row, milliseconds since 1970; undefined where rows have none. */
export function millisecondsOf(rows: Table): ((row: number) => number | undefined) | undefined {
  const column = rows.column('__time__');
  if (!column || (column.type.kind !== 'bigint' && column.type.kind !== 'timestamp' && column.type.kind !== 'integer')) return undefined;
  const read = cellReader(column);
  const perSecond = column.type.kind === 'timestamp' ? 1e-6 : 1000;
  return (row) => {
    const value = read(row) as bigint | number | null; // the cells of a column of such a type
    return value === null ? undefined : Number(value) * perSecond;
  };
}
