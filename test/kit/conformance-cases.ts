import { readFileSync } from 'node:fs';
import { createEngine, type Engine, Table } from '../../src/index.ts';

/** One required result; see test/conformance/README.md. */
export interface VectorCase {
  readonly id: string;
  readonly category: string;
  readonly function: string;
  readonly expr: string;
  readonly type?: string;
  readonly value?: unknown;
  readonly error?: string;
  readonly sameAs?: string;
  readonly approx?: number;
  readonly timeZone?: string;
  readonly now?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly anyOf?: readonly unknown[];
  readonly tier: 'core' | 'extended';
}

/** All cases of the collection. */
export function readCases(): readonly VectorCase[] {
  const file = new URL('../conformance/functions.open.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly VectorCase[] }).vectors;
}

const engines = new Map<string, Engine>();

function engineFor(timeZone: string, now: string | undefined): Engine {
  const key = `${timeZone} ${now}`;
  let engine = engines.get(key);
  if (!engine) {
    engine = createEngine({ timeZone, ...(now ? { now: () => Date.parse(now) } : {}), onRowError: 'fail' });
    engines.set(key, engine);
  }
  return engine;
}

interface Evaluated {
  readonly type: string;
  readonly value: unknown;
}

function evaluate(vector: VectorCase, expr: string): Evaluated {
  const engine = engineFor(vector.timeZone ?? 'UTC', vector.now);
  if (!vector.columns) {
    return engine.evaluate(expr, {}, { bigint: 'bigint', timestamp: 'text' });
  }
  const schema = vector.columns.map(({ name, type }) => ({ name, type }));
  const rows = (vector.rows ?? []).map((row) => Object.fromEntries(schema.map(({ name, type }, i) => [name, hostValue(row[i], type)])));
  engine.tables.set('rows', Table.from(rows, { schema }));
  const result = engine.querySync(`* | stats x = ${expr}`, { from: 'rows' });
  const [row] = result.toArray({ bigint: 'bigint', timestamp: 'text', json: 'text' });
  return { type: '', value: row!.x };
}

function hostValue(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'bigint' && typeof value === 'string') return BigInt(value);
  if ((type === 'double' || type === 'real') && typeof value === 'string') return Number(value);
  if (type === 'varbinary') return Uint8Array.from((value as string).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const element = /^array\((.*)\)$/.exec(type);
  if (element && Array.isArray(value)) return value.map((v) => hostValue(v, element[1]!));
  const pairs = (value as { readonly map?: readonly (readonly [unknown, unknown])[] }).map;
  const parts = /^map\((\w+),\s*(.*)\)$/.exec(type);
  if (pairs && parts) return new Map(pairs.map(([k, v]) => [hostValue(k, parts[1]!), hostValue(v, parts[2]!)]));
  return value;
}

/** Why a case is not met; undefined where it is. */
export function checkCase(vector: VectorCase): string | undefined {
  let actual: Evaluated;
  try {
    actual = evaluate(vector, vector.expr);
  } catch (error) {
    if (vector.error) return undefined;
    return `failed: ${(error as Error).message}`;
  }
  if (vector.error) return `expected a failure (${vector.error}), found ${show(actual.value)}`;
  if (vector.sameAs) {
    const other = evaluate(vector, vector.sameAs);
    return show(actual.value) === show(other.value) ? undefined : `expected ${show(other.value)}, found ${show(actual.value)}`;
  }
  const tolerance = vector.approx ?? 1e-9;
  const candidates = vector.anyOf ?? [vector.value];
  return candidates.some((expected) => matches(expected, actual.value, vector.type, tolerance))
    ? undefined
    : `expected ${show(candidates[0])}, found ${show(actual.value)} (${actual.type})`;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'bigint'
      ? `${v}n`
      : v instanceof Map
        ? [...v]
        : typeof v === 'number' && !Number.isFinite(v)
          ? String(v)
          : v instanceof Uint8Array
            ? hex(v)
            : v,
  );
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

function matches(expected: unknown, actual: unknown, type: string | undefined, tolerance: number): boolean {
  if (expected === null || expected === undefined) return actual === null;
  if (actual === null || actual === undefined) return false;
  if (typeof actual === 'bigint') return BigInt(Math.trunc(Number(expected)) === expected ? expected : String(expected)) === actual;
  if (typeof actual === 'number') return sameNumber(Number(expected), actual, tolerance);
  if (actual instanceof Uint8Array) return expected === hex(actual);
  if (typeof actual === 'boolean') return expected === actual;
  if (typeof actual === 'string') return expected === actual || sameTime(expected, actual) || sameJson(expected, actual, type);
  if (Array.isArray(actual))
    return (
      Array.isArray(expected) && expected.length === actual.length && actual.every((a, i) => matches(expected[i], a, undefined, tolerance))
    );
  const { map, row } = expected as { readonly map?: readonly (readonly [unknown, unknown])[]; readonly row?: readonly unknown[] };
  if (map && actual instanceof Map) return samePairs(map, [...(actual as Map<unknown, unknown>)], tolerance);
  if (map) return sameMap(map, actual as Record<string, unknown>, tolerance);
  if (row) {
    const members = Object.values(actual as object);
    return members.length === row.length && members.every((a, i) => matches(row[i], a, undefined, tolerance));
  }
  return false;
}

/** A map whose keys have parts. */
function samePairs(
  pairs: readonly (readonly [unknown, unknown])[],
  actual: readonly (readonly [unknown, unknown])[],
  tolerance: number,
): boolean {
  const same = (a: unknown, b: unknown): boolean => matches(a, b, undefined, tolerance);
  return pairs.length === actual.length && pairs.every(([key, value]) => actual.some(([k, v]) => same(key, k) && same(value, v)));
}

function sameMap(pairs: readonly (readonly [unknown, unknown])[], actual: Record<string, unknown>, tolerance: number): boolean {
  if (Object.keys(actual).length !== pairs.length) return false;
  return pairs.every(([key, value]) => {
    const names = keyNames(key);
    const name = Object.keys(actual).find((candidate) => names.includes(candidate));
    return name !== undefined && matches(value, actual[name], undefined, tolerance);
  });
}

/** How a key may read once it is the name of a member. */
function keyNames(key: unknown): readonly string[] {
  const flat = Array.isArray(key) ? key.map((k) => (k === null ? '' : String(k))).join(',') : String(key);
  return [flat, String(key).replace('T', ' '), `${String(key).replace('T', ' ')}.000`, String(Number(key))];
}

function sameNumber(expected: number, actual: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  if (expected === actual) return true;
  return Math.abs(expected - actual) <= tolerance * Math.max(Math.abs(expected), Math.abs(actual), 1e-300);
}

function sameTime(expected: unknown, actual: string): boolean {
  if (typeof expected !== 'string') return false;
  const plain = (text: string): string =>
    text
      .replace('T', ' ')
      .replace(/-(\d)(?!\d)/g, '-0$1')
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  return plain(expected) === plain(actual);
}

function sameJson(expected: unknown, actual: string, type: string | undefined): boolean {
  if (type !== 'json' && type !== undefined) return false;
  try {
    return JSON.stringify(sorted(JSON.parse(String(expected)))) === JSON.stringify(sorted(JSON.parse(actual)));
  } catch {
    return false;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

/** Loads what functions load lazily. */
export async function loadLibraries(): Promise<void> {
  await createEngine().loadLibraries();
}
