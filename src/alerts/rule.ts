import type { AnyFormatOptions, FormatName } from '../formats/registry.ts';

/** What is watched, and what is done about it; read from YAML by `readRules`. */
export interface RuleFile {
  /** The file that keeps what a later run goes on from. */
  readonly state: string | undefined;
  readonly zone: string;
  readonly send: readonly SinkRule[];
  readonly rules: readonly Rule[];
}

/** Where events go. */
export type SinkRule =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'webhook';
      readonly url: string;
      readonly shape: 'event' | 'alertmanager';
      readonly headers: Readonly<Record<string, string>>;
    };

/** One rule: a query that gives series, what is odd about them, and what an event says. Times are milliseconds. */
export interface Rule {
  readonly name: string;
  readonly files: readonly string[];
  readonly read: AnyFormatOptions & { readonly format?: FormatName };
  readonly query: string;
  /** Where the query is in the file of rules: the line and column of its first character, counted from 1; `isBlock` if its lines are lines of the file. */
  readonly place: { readonly line: number; readonly column: number; readonly isBlock: boolean };
  readonly parts: RuleQuery;
  /** Options of `series_decompose_anomalies`, as JSON. */
  readonly detector: string;
  /** The columns by which causes are looked for. */
  readonly dimensions: readonly string[];
  /** Whether each value of a dimension is watched as well, for faults that the total hides. */
  readonly watchParts: boolean;
  /** The share of the total that a part must move. */
  readonly minShare: number;
  /** How long a stretch is pending before it fires. */
  readonly for: number;
  /** How long an alert goes on firing after the last odd point. */
  readonly keepFiringFor: number;
  /** After how long without a row that itself is an alert; never if undefined. */
  readonly absent: number | undefined;
  /** How much of the log is kept: what is normal is learnt from it. */
  readonly keep: number;
  /** How many lines of the log an event has. */
  readonly samples: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The query of a rule, taken apart. */
export interface RuleQuery {
  /** The query up to its last command, which makes the series. */
  readonly rows: string;
  /** That command, without its tags. */
  readonly makeSeries: string;
  /** The tags of the command, as they are written. */
  readonly by: readonly string[];
  /** How many tags, and value columns, the series have. */
  readonly tagCount: number;
  readonly valueCount: number;
  /** The length of a step, milliseconds. */
  readonly step: number;
}

/** The query with further tags. */
export const withTags = ({ rows, makeSeries, by }: RuleQuery, tags: readonly string[]): string => {
  const all = [...by, ...tags.map(quoted)];
  return `${rows}${makeSeries}${all.length > 0 ? ` by ${all.join(', ')}` : ''}`;
};

/** A name as a query has it, whatever it contains. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
