import { type DataType, type RowField, rowType, type ScalarKind } from './data-type.ts';

const kinds: Record<string, ScalarKind> = {
  boolean: 'boolean',
  bool: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  integer: 'integer',
  int: 'integer',
  bigint: 'bigint',
  long: 'bigint',
  real: 'real',
  float: 'real',
  double: 'double',
  timestamp: 'timestamp',
  datetime: 'timestamp',
  date: 'date',
  time: 'time',
  varchar: 'varchar',
  string: 'varchar',
  text: 'varchar',
  char: 'varchar',
  decimal: 'double',
  numeric: 'double',
  varbinary: 'varbinary',
  json: 'json',
  unknown: 'unknown',
};

/** SQL's exact numbers, which are read as DOUBLE. */
const decimals = new Set(['decimal', 'numeric']);

/** The names of types, including aliases. */
export const typeNames: readonly string[] = [...Object.keys(kinds), 'array', 'map', 'row'];

/** Parses a type such as `array(row(a bigint, b varchar))`; returns the offending word if it cannot. */
export function parseType(source: string): { readonly type: DataType } | { readonly unknown: string } {
  const tokens = source.match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_]*|\d+|[(),<>]/gu) ?? [];
  let at = 0;
  let bad: string | undefined;
  const fail = (word: string | undefined): DataType => {
    bad ??= word ?? source;
    return { kind: 'unknown' };
  };
  const open = (): boolean => (tokens[at] === '(' || tokens[at] === '<' ? ++at > 0 : false);
  const close = (): void => {
    if (tokens[at] === ')' || tokens[at] === '>') at++;
    else fail(tokens[at]);
  };
  const comma = (): void => {
    if (tokens[at] === ',') at++;
    else fail(tokens[at]);
  };
  /** Whether DOUBLE PRECISION is here, and not a member called double. */
  const isDoublePrecision = (from: number): boolean =>
    /^double$/i.test(tokens[from] ?? '') && /^precision$/i.test(tokens[from + 1] ?? '') && /^[),>]?$/.test(tokens[from + 2] ?? '');
  const read = (depth: number): DataType => {
    if (isDoublePrecision(at)) {
      at += 2;
      return { kind: 'double' };
    }
    const word = tokens[at++];
    const lower = word?.toLowerCase() ?? '';
    if (depth > 64) return fail(word);
    if (lower === 'array' && open()) {
      const element = read(depth + 1);
      close();
      return { kind: 'array', element };
    }
    if (lower === 'map' && open()) {
      const key = read(depth + 1);
      comma();
      const value = read(depth + 1);
      close();
      return { kind: 'map', key, value };
    }
    if (lower === 'row' && open()) {
      const fields: RowField[] = [];
      do {
        const named = tokens[at + 1] !== undefined && !/^[(),<>]$/.test(tokens[at + 1]!) && !isDoublePrecision(at);
        const name = named ? unquote(tokens[at++]!) : `field${fields.length}`;
        fields.push({ name, type: read(depth + 1) });
      } while (bad === undefined && tokens[at] === ',' && ++at > 0);
      close();
      return rowType(fields);
    }
    if (lower === 'interval') {
      const [from, to, unit] = [tokens[at], tokens[at + 1], tokens[at + 2]].map((token) => token?.toLowerCase());
      at += 3;
      if (from === 'day' && to === 'to' && unit === 'second') return { kind: 'interval day to second' };
      if (from === 'year' && to === 'to' && unit === 'month') return { kind: 'interval year to month' };
      return fail(word);
    }
    const kind = Object.hasOwn(kinds, lower) ? kinds[lower] : undefined;
    if (kind === undefined) return fail(word);
    if ((kind === 'varchar' || decimals.has(lower)) && open()) {
      // The length of strings and the digits of decimals are applied by a cast, and not part of the type.
      if (!/^\d+$/.test(tokens[at++] ?? '')) fail(tokens[at - 1]);
      if (decimals.has(lower) && tokens[at] === ',' && ++at && !/^\d+$/.test(tokens[at++] ?? '')) fail(tokens[at - 1]);
      close();
    }
    return { kind };
  };
  const type = read(0);
  if (at < tokens.length) fail(tokens[at]);
  return bad === undefined ? { type } : { unknown: bad };
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
