import { BIGINT, BOOLEAN, type DataType, DOUBLE, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import type { FormatColumns } from '../format.ts';
import type { RowCollector } from '../row-collector.ts';

const labelsType: DataType = { kind: 'map', key: VARCHAR, value: VARCHAR };
const doubles: DataType = { kind: 'array', element: DOUBLE };
const bigints: DataType = { kind: 'array', element: BIGINT };
const json: DataType = { kind: 'json' };

/** The columns of every table of metrics. */
export const metricColumns = {
  __time__: { type: BIGINT, description: 'of the sample, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  __name__: { type: VARCHAR, description: 'the name of the series, as written' },
  __labels__: { type: labelsType, description: 'the labels, sorted by name' },
  __time_nano__: { type: BIGINT, description: 'of the sample, in nanoseconds since 1970' },
  __value__: { type: DOUBLE, description: 'the value; NULL in rows of histograms' },
  __type__: { type: VARCHAR, description: '`counter`, `gauge`, `histogram`, `summary` and the like, where it is known' },
} as const satisfies FormatColumns;

/** The columns of histograms, which a table has where there are rows of them. */
export const histogramColumns = {
  __count__: { type: DOUBLE, description: 'of a histogram: how many observations' },
  __sum__: { type: DOUBLE, description: 'of a histogram: their sum' },
  bounds: { type: doubles, description: 'of a histogram: the upper bounds of its buckets, without the infinite one' },
  counts: { type: doubles, description: 'of a histogram: observations per bucket, not cumulated, one more than bounds' },
} as const satisfies FormatColumns;

/** The columns that some formats have, with the types of the cells. */
const further: Readonly<Record<string, DataType>> = {
  __unit__: VARCHAR,
  __help__: VARCHAR,
  __temporality__: VARCHAR,
  __monotonic__: BOOLEAN,
  __start_nano__: BIGINT,
  __stale__: BOOLEAN,
  __min__: DOUBLE,
  __max__: DOUBLE,
  scale: BIGINT,
  zeroCount: DOUBLE,
  zeroThreshold: DOUBLE,
  posOffset: BIGINT,
  posCounts: doubles,
  negOffset: BIGINT,
  negCounts: doubles,
  lowers: doubles,
  uppers: doubles,
  rules: bigints,
  quantiles: doubles,
  quantileValues: doubles,
  scopeName: VARCHAR,
  exemplars: json,
  attributes: json,
  resource: json,
};

/** Sets cells of metrics in their types, whatever the values look like. */
export class MetricRows {
  readonly #rows: RowCollector;
  readonly #declared = new Set<string>();

  constructor(rows: RowCollector) {
    this.#rows = rows;
    for (const [name, { type }] of Object.entries(metricColumns)) this.#declare(name, type);
  }

  #declare(name: string, type: DataType): void {
    if (this.#declared.has(name)) return;
    this.#declared.add(name);
    this.#rows.declare(name, type);
  }

  #need(name: string): void {
    const known = name in histogramColumns ? histogramColumns[name as keyof typeof histogramColumns].type : further[name]; // checked before
    if (known) this.#declare(name, known);
  }

  /** Starts the row of a series at a time. */
  begin(line: number, name: string | undefined, labels: Iterable<readonly [string, string]>, nanos: bigint | undefined): void {
    const rows = this.#rows;
    rows.begin(line);
    if (name !== undefined) rows.setText('__name__', name);
    rows.setText('__labels__', labelText(labels), Kind.json);
    if (nanos === undefined) return;
    rows.setInstant(nanos);
    rows.set('__time_nano__', nanos, Kind.big);
  }

  text(name: string, text: string | undefined): void {
    if (text === undefined || text === '') return;
    this.#need(name);
    this.#rows.setText(name, text);
  }

  number(name: string, value: number | undefined): void {
    if (value === undefined) return;
    this.#need(name);
    this.#rows.set(name, value, Kind.double);
  }

  big(name: string, value: bigint | undefined): void {
    if (value === undefined) return;
    this.#need(name);
    this.#rows.set(name, value, Kind.big);
  }

  flag(name: string, value: boolean | undefined): void {
    if (value === undefined) return;
    this.#need(name);
    this.#rows.set(name, value, Kind.boolean);
  }

  /** Sets a list of numbers; those that JSON does not have are strings. */
  list(name: string, values: readonly (number | bigint)[] | undefined): void {
    if (!values) return;
    this.#need(name);
    this.#rows.setText(
      name,
      `[${values.map((value) => (Number.isFinite(Number(value)) ? String(value) : `"${value}"`)).join(',')}]`,
      Kind.array,
    );
  }

  /** Sets an object or array as JSON. */
  json(name: string, value: unknown): void {
    if (value === undefined) return;
    this.#need(name);
    this.#rows.setText(name, JSON.stringify(value), Array.isArray(value) ? Kind.array : Kind.json);
  }
}

/** The JSON of labels, sorted by name; a label with an empty value is left out. */
function labelText(labels: Iterable<readonly [string, string]>): string {
  const sorted = [...labels].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** Nanoseconds of a decimal number of seconds or milliseconds, by its digits; undefined where 64 bits do not hold them. */
export function nanosOfDecimal(text: string, digits: 9 | 6): bigint | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match || match[2]! + match[3]! === '') return undefined;
  const shift = digits + Number(match[4] ?? 0) - match[3]!.length;
  const all = match[2]! + match[3]!;
  if (all.length + shift > 40) return undefined;
  const whole = shift >= 0 ? BigInt(all) * 10n ** BigInt(shift) : BigInt(all.slice(0, shift) || '0');
  const nanos = match[1] === '-' ? -whole : whole;
  return BigInt.asIntN(64, nanos) === nanos ? nanos : undefined;
}
