import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { criticalPath } from '../../src/functions/traces/algorithms/critical-path.ts';
import { edgesOf } from '../../src/functions/traces/algorithms/edges.ts';
import { inOrder, type SpanInterval, selfTimes, spanTree } from '../../src/functions/traces/algorithms/span-tree.ts';
import { createEngine } from '../../src/index.ts';
import { sample } from '../kit/read.ts';

const tick = (): void => {};

/** Spans whose identifiers repeat, whose parents are missing or in circles, and whose clocks differ. */
const anySpans: fc.Arbitrary<SpanInterval[]> = fc.array(
  fc
    .record({
      id: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
      parentId: fc.option(fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'gone')),
      kind: fc.option(fc.constantFrom('client', 'server', 'producer', 'consumer')),
      start: fc.integer({ min: 0, max: 50 }),
      length: fc.integer({ min: 0, max: 50 }),
    })
    .map(({ length, ...span }) => ({ ...span, end: span.start + length })),
  { maxLength: 14 },
);

describe('traces, however broken', () => {
  it('are forests that have every span once, with parents before their children', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const tree = spanTree(spans, tick);
        const order = inOrder(tree).map(({ at }) => at);
        expect(order.toSorted((a, b) => a - b)).toEqual(spans.map((_, at) => at));
        for (const [at, parent] of tree.parents.entries()) if (parent >= 0) expect(order.indexOf(parent)).toBeLessThan(order.indexOf(at));
      }),
    );
  });

  it('have self times from 0 to the duration, which no child shares', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const tree = spanTree(spans, tick);
        selfTimes(tree).forEach((own, at) => {
          const { start, end } = spans[at]!;
          const inside = (time: number): boolean => time >= start && time < end;
          const free = Array.from({ length: 101 }, (_, time) => time).filter(
            (time) => inside(time) && !tree.children[at]!.some((child) => time >= spans[child]!.start && time < spans[child]!.end),
          );
          expect(own).toBe(free.length);
        });
      }),
    );
  });

  it('have critical paths that do not overlap and sum to the durations of their roots', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const tree = spanTree(spans, tick);
        const sections = criticalPath(tree, tick);
        const total = sections.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(total).toBe(tree.roots.reduce((sum, root) => sum + spans[root]!.end - spans[root]!.start, 0));
        for (const { at, start, end } of sections) {
          expect(end).toBeGreaterThan(start);
          expect(start).toBeGreaterThanOrEqual(spans[at]!.start);
          expect(end).toBeLessThanOrEqual(spans[at]!.end);
        }
        const rootOf = (at: number): number => (tree.parents[at]! < 0 ? at : rootOf(tree.parents[at]!));
        sections.slice(1).forEach((section, i) => {
          const before = sections[i]!;
          if (rootOf(before.at) === rootOf(section.at)) expect(section.start).toBe(before.end);
        });
      }),
    );
  });

  it('have as many edges as spans at most', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const endpoints = spans.map(({ id }) => ({ service: id, failed: false, peer: undefined }));
        expect(edgesOf(spanTree(spans, tick), endpoints).length).toBeLessThanOrEqual(spans.length);
      }),
    );
  });

  it('of 100,000 spans, one below the other, take no stack', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => ({
      id: String(i),
      parentId: i === 0 ? '' : String(i - 1),
      kind: null,
      start: i,
      end: 200_000 - i,
    }));
    const tree = spanTree(chain, tick);
    expect(inOrder(tree).at(-1)).toEqual({ at: 99_999, depth: 99_999 });
    expect(criticalPath(tree, tick).length).toBe(199_999);
    expect(selfTimes(tree)[0]).toBe(2);
  });
});

describe('one set of traces, as OTLP and as Jaeger wrote it', () => {
  const query = `* | extend startTime = startTime / 1000, duration = duration / 1000 | sort traceId, spanId
    | stats spans = array_agg(cast(row(spanId, parentSpanId, statusCode, startTime, duration, service, kind, attributes)
        as row(spanId varchar, parentSpanId varchar, statusCode bigint, startTime bigint, duration bigint, service varchar, kind varchar, attributes json))) by traceId
    | project traceId, tree = trace_tree(spans), path = trace_critical_path(spans), edges = trace_edges(spans), errors = trace_errors(spans)`;

  /** What a query gives over a file, with times cut to microseconds, as Jaeger has them. */
  const answerOf = async (path: string): Promise<Record<string, unknown>[]> =>
    (await createEngine({ tables: { spans: await readLogs(sample(path)) } }).query(query)).toArray();

  it('gives the same trees, paths, edges and errors', async () => {
    const otlp = await answerOf('otlp/traces.jsonl');
    expect(otlp).toEqual(await answerOf('jaeger/multi.json'));
    expect(otlp.flatMap(({ tree }) => tree)).toHaveLength(4);
    expect(otlp.flatMap(({ path }) => path).length).toBeGreaterThan(3);
  });
});
