import { BIGINT, type Field } from '../types/data-type.ts';
import type { TimeZone } from '../types/time-zone.ts';
import { cellReader, type Vector } from '../vectors/vector.ts';
import { Kind } from './cell-kind.ts';
import { Column } from './column.ts';
import { finishColumn } from './finish-column.ts';
import { messageNames, severityNames } from './log-keys.ts';
import { instantReader, splitSeconds, timeNames } from './times.ts';

/** What filling times depends on. */
export interface TimeContext {
  readonly rowCount: number;
  /** The zone of times that name none. */
  readonly zone: TimeZone;
  /** The number of files that the rows are of. */
  readonly files: number;
  /** Hears which column times are taken from. */
  readonly note: (text: string) => void;
}

/** The names of the columns that are read where some are asked for: those, and what the columns of a log are taken from. */
export function namesToRead(columns: readonly string[]): ReadonlySet<string> {
  const times = columns.some((name) => name === '__time__' || name === '__time_ns_part__');
  return new Set([
    ...columns,
    ...(columns.includes('severityNumber') ? severityNames : []),
    ...(columns.includes('message') ? messageNames : []),
    ...(times ? ['__time__', '__time_ns_part__', ...timeNames, ...timeNames.map(otherCase)] : []),
  ]);
}

/** Fills `__time__` and `__time_ns_part__`, where no row has them (or no row of some file), from the columns that have most times. */
export function fillTime(schema: Field[], vectors: Vector[], { rowCount, zone, files, note }: TimeContext): void {
  const given = schema.findIndex(({ name }) => name === '__time__');
  // A `__time__` of strings is read as the others are.
  const written = given >= 0 && schema[given]!.type.kind === 'varchar';
  const known = given >= 0 && !written && !isEmpty(vectors[given]!, rowCount);
  if (known && (files < 2 || schema[given]!.type.kind !== 'bigint')) return;
  const seconds = new Column('__time__');
  const nanos = new Column('__time_ns_part__');
  const taken = new Map<string, number>();
  const candidates = timeCandidates(schema, vectors, rowCount, zone);
  if (candidates.length === 0) return;
  const knownSeconds = known ? cellReader(vectors[given]!) : () => null;
  const knownNanos = known ? readerOf(schema, vectors, '__time_ns_part__') : () => null;
  for (let row = 0; row < rowCount; row++) {
    const before = knownSeconds(row);
    if (before !== null) {
      seconds.add(row, before, Kind.big);
      nanos.add(row, knownNanos(row), Kind.big);
      continue;
    }
    const candidate = candidates.find(({ instants }) => instants[row] !== undefined);
    if (!candidate) continue;
    const parts = splitSeconds(candidate.instants[row]!);
    seconds.add(row, Number(parts.seconds), Kind.integer);
    nanos.add(row, Number(parts.nanos), Kind.integer);
    taken.set(candidate.name, (taken.get(candidate.name) ?? 0) + 1);
  }
  if (taken.size === 0) return;
  const context = { rowCount, zone, times: false, warn: () => undefined, note: () => undefined };
  for (const column of [seconds, nanos]) {
    const { vector } = finishColumn(column, undefined, BIGINT, context);
    const at = schema.findIndex(({ name }) => name === column.name);
    schema[at < 0 ? schema.length : at] = { name: column.name, type: vector.type };
    vectors[at < 0 ? vectors.length : at] = vector;
  }
  if (taken.delete('__time__') && taken.size === 0) return;
  const names = [...taken].map(([name, rows]) => (rows === rowCount ? `'${name}'` : `'${name}' (${rows} of ${rowCount} rows)`));
  note(`__time__ is taken from ${names.join(' and ')}`);
}

/** The cells of a column of days together with the times of day in the column beside it; undefined where there are no two such columns. */
function withClock(
  name: string,
  schema: readonly Field[],
  vectors: readonly Vector[],
  rowCount: number,
): ((row: number) => unknown) | undefined {
  const beside = name === 'date' ? 'time' : name === 'Date' ? 'Time' : undefined;
  const at = schema.findIndex((field) => field.name === beside && field.type.kind === 'varchar');
  if (at < 0) return undefined;
  const day = readerOf(schema, vectors, name);
  const clock = cellReader(vectors[at]!);
  let days = 0;
  for (let row = 0; row < rowCount && days === 0; row++) if (isDay(day(row)) && clock(row) !== null) days++;
  // Without a time of day that can be read, a row has no time: midnight would be wrong.
  return days === 0 ? undefined : (row) => (isDay(day(row)) ? `${String(day(row))} ${String(clock(row) ?? '-')}` : day(row));
}

/** The columns that hold times under a usual name, those with most times first. */
function timeCandidates(schema: readonly Field[], vectors: readonly Vector[], rowCount: number, zone: TimeZone): TimeCandidate[] {
  const candidates: TimeCandidate[] = [];
  for (const name of new Set(['__time__', ...timeNames, ...timeNames.map(otherCase)])) {
    const at = schema.findIndex((field) => field.name === name);
    // Only MongoDB means the time of an entry by `t`, and writes an object.
    if (at < 0 || (/^t$/i.test(name) && schema[at]!.type.kind !== 'json')) continue;
    const toInstant = instantReader(schema[at]!.type, zone);
    if (!toInstant) continue;
    const read = withClock(name, schema, vectors, rowCount) ?? cellReader(vectors[at]!);
    let found = 0;
    let present = 0;
    const instants = Array.from({ length: rowCount }, (_, row) => {
      const value = read(row);
      const instant = value === null ? undefined : toInstant(value);
      if (value !== null) present++;
      if (instant !== undefined) found++;
      return instant;
    });
    if (found > 0 && found * 2 >= present) candidates.push({ name, instants, found });
    if (found === rowCount) return [candidates.at(-1)!];
  }
  return candidates.sort((a, b) => b.found - a.found);
}

/** A day without a time of day. */
const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d?-\d\d?$/.test(value);

/** A column that times may be taken from. */
interface TimeCandidate {
  readonly name: string;
  readonly instants: readonly (bigint | undefined)[];
  readonly found: number;
}

function readerOf(schema: readonly Field[], vectors: readonly Vector[], name: string): (row: number) => unknown {
  const at = schema.findIndex((field) => field.name === name);
  return at < 0 ? () => null : cellReader(vectors[at]!);
}

/** The name with its first letter in the other case, as some programs write it. */
const otherCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function isEmpty(vector: Vector, rowCount: number): boolean {
  const read = cellReader(vector);
  for (let row = 0; row < rowCount; row++) if (read(row) !== null) return false;
  return true;
}
