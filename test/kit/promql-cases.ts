import { Evaluator } from '../../src/promql/evaluate.ts';
import { Labels, noLabels } from '../../src/promql/labels.ts';
import { durationOf, numberOf } from '../../src/promql/literals.ts';
import { parsePromql } from '../../src/promql/parse.ts';
import type { Budget, Series, SeriesStore } from '../../src/promql/store.ts';
import { PromqlError } from '../../src/promql/syntax.ts';

// The form of Prometheus' own tests: `load` gives series, `eval` a query with what it is to give.

/** A query of a file, with how it went: no problem where it gave what was expected. */
export interface CaseResult {
  readonly line: number;
  readonly query: string;
  readonly problem: string | undefined;
}

const budget: Budget = { tick: () => {}, memory: { reserve: () => {}, free: () => {} } };
const place = { start: 0, end: 0 };

const milliseconds = (text: string): number => durationOf(text) ?? Number(text) * 1000;

/** The values of a line: `1+2x3` is 1 3 5 7, `5x2` is 5 5 5, `_` is none. Undefined is no sample, and `stale` the end of the series. */
export function valuesOf(text: string): (number | 'stale' | undefined)[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap((word): (number | 'stale' | undefined)[] => {
      if (word.includes('{{')) throw new Error('native histograms');
      const gap = /^_(?:x(\d+))?$/.exec(word);
      if (gap) return new Array<undefined>(Number(gap[1] ?? 1)).fill(undefined);
      const stale = /^stale(?:x(\d+))?$/.exec(word);
      if (stale) return new Array<'stale'>(Number(stale[1] ?? 0) + 1).fill('stale');
      const run = /^([+-]?(?:inf|nan|[\d.]+(?:e[+-]?\d+)?))(?:([+-](?:inf|nan|[\d.]+(?:e[+-]?\d+)?)))?(?:x(\d+))?$/i.exec(word);
      if (!run) throw new Error(`'${word}' is not a value`);
      const start = numberOf(run[1]!, place);
      const step = run[2] === undefined ? 0 : numberOf(run[2], place);
      return Array.from({ length: Number(run[3] ?? 0) + 1 }, (_, i) => start + (i === 0 ? 0 : step * i));
    });
}

/** The labels of `name{a="b"}`, and the rest of the line. */
function seriesOf(line: string): { readonly labels: Labels; readonly rest: string } {
  const name = /^[A-Za-z_:][\w:]*/.exec(line)?.[0] ?? '';
  const pairs: [string, string][] = name === '' ? [] : [['__name__', name]];
  let at = name.length;
  if (line[at] === '{' && line[at + 1] !== '{') {
    at++;
    const item = /\s*(?:("(?:[^"\\]|\\.)*"|[\w.:]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))?)?\s*([,}])/y;
    for (;;) {
      item.lastIndex = at;
      const found = item.exec(line);
      if (!found) throw new Error(`cannot read labels of ${line}`);
      at = item.lastIndex;
      const [, key, value, end] = found;
      const unquoted = (text: string): string =>
        /^["']/.test(text) ? (JSON.parse(`"${text.slice(1, -1).replace(/^'|'$/g, '')}"`) as string) : text;
      if (key !== undefined) pairs.push(value === undefined ? ['__name__', unquoted(key)] : [unquoted(key), unquoted(value)]);
      if (end === '}') break;
    }
  }
  return { labels: Labels.of(pairs), rest: line.slice(at) };
}

interface Loaded {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
  readonly stale: boolean[];
}

function storeOf(loaded: ReadonlyMap<string, Loaded>): SeriesStore {
  const series = [...loaded.values()].map(({ labels, times, values, stale }): Series => {
    const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
    const pick = <T>(list: readonly T[]): T[] => order.map((i) => list[i]!);
    return { labels, times: pick(times), values: pick(values), stale: stale.includes(true) ? pick(stale) : undefined };
  });
  return { series, span: undefined };
}

const close = (a: number, b: number): boolean =>
  Object.is(a, b) ||
  a === b ||
  (Number.isNaN(a) && Number.isNaN(b)) ||
  Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) ||
  Math.abs(a - b) < 1e-12;

/** Runs a file of cases. */
export function runCases(text: string): CaseResult[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*#.*$/, ''));
  const results: CaseResult[] = [];
  let loaded = new Map<string, Loaded>();
  let broken: string | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trim();
    const body: string[] = [];
    const readBody = (): void => {
      while (i + 1 < lines.length && /^\s/.test(lines[i + 1]!) && lines[i + 1]!.trim() !== '') body.push(lines[++i]!.trim());
    };
    if (line === '' || line.startsWith('#')) continue;
    if (line === 'clear') {
      loaded = new Map();
      broken = undefined;
      continue;
    }
    const load = /^load(?:_with_nhcb)?\s+(\S+)/.exec(line);
    if (load) {
      readBody();
      const step = milliseconds(load[1]!);
      for (const item of body) {
        try {
          const { labels, rest } = seriesOf(item);
          const own = loaded.get(labels.key) ?? { labels, times: [], values: [], stale: [] };
          loaded.set(labels.key, own);
          valuesOf(rest).forEach((value, at) => {
            if (value === undefined) return;
            own.times.push(at * step);
            own.values.push(value === 'stale' ? Number.NaN : value);
            own.stale.push(value === 'stale');
          });
        } catch (error) {
          broken = `not loaded: ${(error as Error).message}`;
        }
      }
      continue;
    }
    const instant = /^eval(_ordered|_fail|_warn|_info)?\s+instant(?:\s+at\s+(\S+))?\s+(.*)$/.exec(line);
    const range = /^eval(_ordered|_fail|_warn|_info)?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.*)$/.exec(line);
    if (!instant && !range) {
      results.push({ line: i + 1, query: line, problem: 'unknown line' });
      continue;
    }
    const at = i + 1;
    readBody();
    const [mode, query] = instant ? [instant[1], instant[3]!] : [range![1], range![5]!];
    const expected = body.filter((item) => !item.startsWith('expect '));
    const fails = mode === '_fail' || body.some((item) => item.startsWith('expect fail'));
    const ordered = mode === '_ordered' || body.some((item) => item.startsWith('expect ordered'));
    let problem: string | undefined;
    try {
      if (range)
        problem = rangeProblem(
          query,
          storeOf(loaded),
          { start: milliseconds(range[2]!), end: milliseconds(range[3]!), step: milliseconds(range[4]!) },
          expected,
        );
      else {
        const now = milliseconds(instant![2] ?? '0');
        problem = instantProblem(query, storeOf(loaded), now, expected, ordered);
      }
      if (fails) problem = 'it did not fail';
    } catch (error) {
      const { message } = error as Error;
      problem = fails && error instanceof PromqlError && !message.includes('not supported') ? undefined : message;
    }
    results.push({ line: at, query, problem: problem === undefined ? undefined : (broken ?? problem) });
  }
  return results;
}

function instantProblem(query: string, store: SeriesStore, now: number, expected: readonly string[], ordered: boolean): string | undefined {
  const value = new Evaluator(store, { start: now, end: now, step: 1 }, budget).value(parsePromql(query), now);
  if (typeof value === 'string')
    return expected[0] === `expect string "${value}"` || expected.length === 0 ? undefined : `a string: ${value}`;
  if (typeof value === 'number') {
    const wanted = numberOf(expected[0] ?? 'nan', place);
    return close(value, wanted) ? undefined : `${value}, not ${wanted}`;
  }
  const found = value.map(({ labels, value: own }) => ({ labels, value: own }));
  if (found.length !== expected.length)
    return `${found.length} series, not ${expected.length}: ${found.map(({ labels, value: own }) => `${labels.key}=${own}`).join('; ')}`;
  for (const [i, line] of expected.entries()) {
    const { labels, rest } = seriesOf(line);
    const [wanted] = valuesOf(rest);
    const own = ordered ? found[i]! : found.find((sample) => sample.labels.key === labels.key);
    if (own?.labels.key !== labels.key) return `no ${line} among ${found.map((sample) => sample.labels.key).join('; ')}`;
    if (!close(own.value, wanted as number)) return `${line}: ${own.value}`;
  }
  return undefined;
}

function rangeProblem(
  query: string,
  store: SeriesStore,
  range: { readonly start: number; readonly end: number; readonly step: number },
  expected: readonly string[],
): string | undefined {
  const evaluator = new Evaluator(store, range, budget);
  const node = parsePromql(query);
  const found = new Map<string, (number | undefined)[]>();
  for (let now = range.start, step = 0; now <= range.end; now += range.step, step++) {
    const value = evaluator.value(node, now);
    for (const sample of typeof value === 'number' ? [{ labels: noLabels, value }] : typeof value === 'string' ? [] : value) {
      const own = found.get(sample.labels.key) ?? [];
      own[step] = sample.value;
      found.set(sample.labels.key, own);
    }
  }
  if (found.size !== expected.length) return `${found.size} series, not ${expected.length}: ${JSON.stringify([...found])}`;
  for (const line of expected) {
    const { labels, rest } = /^[-+\d.]|^(?:nan|inf)/i.test(line) ? { labels: noLabels, rest: line } : seriesOf(line);
    const wanted = valuesOf(rest);
    const own = found.get(labels.key);
    if (!own) return `no ${line} among ${[...found.keys()].join('; ')}`;
    for (let step = 0; step < Math.max(wanted.length, own.length); step++) {
      const [a, b] = [own[step], wanted[step]];
      if (a === undefined ? b !== undefined : b === undefined || !close(a, b as number)) return `${line}: ${JSON.stringify(own)}`;
    }
  }
  return undefined;
}
