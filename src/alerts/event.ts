import type { Finding } from './find-stretch.ts';
import type { Rule } from './rule.ts';

/** A combination of attribute values that explains what is odd. */
export interface Cause {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** A condition for `where`. */
  readonly filter: string;
  /** Means per step. */
  readonly value: number | undefined;
  readonly expected: number | undefined;
}

/** What is said of an alert, once when it fires and once when it is resolved. */
export interface AlertEvent {
  readonly rule: string;
  readonly state: 'firing' | 'resolved';
  /** `anomaly`: a series is odd; `absent`: there are no rows. */
  readonly kind: 'anomaly' | 'absent';
  /** Names the alert over restarts. */
  readonly id: string;
  /** When it was said, by the times of the log. */
  readonly at: string;
  readonly since: string;
  readonly until?: string;
  readonly summary: string;
  readonly series?: string;
  readonly direction?: 'up' | 'down';
  /** Means per step of the stretch. */
  readonly value?: number;
  readonly expected?: number;
  /** The bound that was passed. */
  readonly bound?: number;
  readonly causes?: readonly Cause[];
  /** Why there are no causes, where that is known. */
  readonly problem?: string;
  /** A query that shows the lines. */
  readonly query?: string;
  readonly samples?: readonly Readonly<Record<string, unknown>>[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is behind an alert. */
export interface Evidence {
  readonly causes: readonly Cause[];
  readonly samples: AlertEvent['samples'];
  /** A query that shows the lines. */
  readonly query: string | undefined;
  /** What went wrong while they were looked for. */
  readonly problem: string | undefined;
}

export const timeText = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

const round = (value: number): number => Number(value.toPrecision(4));

/** The event of an alert that fires. */
export function firingEvent(
  rule: Rule,
  { stretch, series }: Finding,
  since: number,
  now: number,
  { causes, samples, problem, query }: Evidence,
): AlertEvent {
  const { value, expected, bound } = stretch;
  const direction = value >= expected ? 'up' : 'down';
  const [cause] = causes;
  const because = cause ? `, because of ${cause.filter}` : '';
  return {
    rule: rule.name,
    state: 'firing',
    kind: 'anomaly',
    id: `${rule.name}/${since}`,
    at: timeText(now),
    since: timeText(since),
    summary: `${series} is ${round(value)} per step since ${timeText(since)}, expected ${round(expected)} and at ${direction === 'up' ? 'most' : 'least'} ${round(bound)}${because}`,
    series,
    direction,
    value: round(value),
    expected: round(expected),
    bound: round(bound),
    causes,
    ...(problem === undefined ? {} : { problem }),
    ...(query === undefined ? {} : { query }),
    ...(samples === undefined ? {} : { samples }),
    labels: rule.labels,
    annotations: rule.annotations,
  };
}

/** The event of an alert that is over. */
export const resolvedEvent = (rule: Rule, kind: AlertEvent['kind'], since: number, until: number, now: number): AlertEvent => ({
  rule: rule.name,
  state: 'resolved',
  kind,
  id: `${rule.name}${kind === 'absent' ? '/absent' : ''}/${since}`,
  at: timeText(now),
  since: timeText(since),
  until: timeText(until),
  summary:
    kind === 'absent'
      ? `there are rows again, after none since ${timeText(since)}`
      : `nothing is odd any more; it was from ${timeText(since)} to ${timeText(until)}`,
  labels: rule.labels,
  annotations: rule.annotations,
});

/** The event of a log that has no new rows. */
export const absentEvent = (rule: Rule, since: number, now: number): AlertEvent => ({
  rule: rule.name,
  state: 'firing',
  kind: 'absent',
  id: `${rule.name}/absent/${since}`,
  at: timeText(now),
  since: timeText(since),
  summary: `no rows since ${timeText(since)}`,
  labels: rule.labels,
  annotations: rule.annotations,
});
