import { stringValue } from '../../types/json-scan.ts';
import { arrayOf, bigint, boolean, rowOf, T, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, type Example, type FunctionDeclaration, type Overload, type ScalarFunction } from '../declaration.ts';
import { extract } from '../json/path.ts';
import { criticalPath } from './algorithms/critical-path.ts';
import { type Endpoint, edgesOf } from './algorithms/edges.ts';
import { errorRoles } from './algorithms/errors.ts';
import { inOrder, selfTimes } from './algorithms/span-tree.ts';
import { isFailed, type SpanMember, type Spans, spanReader } from './span-list.ts';

/** A function of the spans of a trace; a first argument with its identifier changes nothing. */
function traceFunction(
  name: string,
  summary: string,
  examples: readonly Example[],
  returns: TypeDescriptor,
  needed: readonly SpanMember[],
  compute: (spans: Spans, call: CallSite) => unknown,
): ScalarFunction {
  const overload = (before: readonly TypeDescriptor[]): Overload => ({
    params: [...before, T],
    returns,
    readsTypes: true,
    prepare(call) {
      const read = spanReader(call, before.length, needed);
      return (...args: readonly unknown[]) => compute(read(args[before.length] as readonly unknown[]), call); // an array, as the reader has checked
    },
  });
  return defineScalar({
    name,
    category: 'traces',
    summary,
    parameters: {
      'trace_id?': { description: 'the identifier of the trace', default: 'the result does not depend on it' },
      spans:
        'an array of rows, as `spanList` of make-trace: spanId, parentSpanId, startTime, endTime or duration, statusCode, service, kind and attributes are read by name',
    },
    examples,
    overloads: [overload([]), overload([varchar])],
  });
}

const idOf = (spans: Spans, at: number): unknown => spans.tree.spans[at]!.id;
const place = (at: number): bigint => BigInt(at + 1);
const nanos = (offset: number): bigint => BigInt(Math.round(offset));

/** A trace for examples: a request of 100, in which a call from 10 to 60 fails, and one from 60 to 90 has a child that ran beside it. */
const sample = `cast(array[
    row('a', '', 0, 100, 0, 'web', 'server'), row('b', 'a', 10, 60, 2, 'db', 'server'), row('c', 'a', 60, 90, 0, 'cache', 'server')
  ] as array(row(spanId varchar, parentSpanId varchar, startTime bigint, endTime bigint, statusCode bigint, service varchar, kind varchar)))`;

const exclusiveDuration = traceFunction(
  'trace_exclusive_duration',
  'The time of each span in which none of its children ran, in the unit of its times, with its identifier and its place in the array. Children that outlast a span count up to its end.',
  [{ call: `trace_exclusive_duration('t', ${sample}).exclusive_duration`, result: '[20, 50, 30]' }],
  rowOf({ span_id: arrayOf(varchar), span_index: arrayOf(bigint), exclusive_duration: arrayOf(bigint) }),
  ['parent'],
  (spans) => {
    const all = spans.tree.spans.map((_, at) => at);
    const own = selfTimes(spans.tree);
    return [all.map((at) => idOf(spans, at)), all.map(place), all.map((at) => nanos(own[at]!))];
  },
);

const path = traceFunction(
  'trace_critical_path',
  'The times in which each span itself kept its trace waiting, in the order of time: shortening others does not make the trace shorter. They sum to the duration of the root. Consumers of messages are not waited for, and children count as far as they lie within their parent.',
  [{ call: `transform(trace_critical_path(${sample}), s -> s.duration)`, result: '[10, 50, 30, 10]' }],
  arrayOf(rowOf({ span_id: varchar, span_index: bigint, start: bigint, duration: bigint })),
  ['parent'],
  (spans, call) =>
    criticalPath(spans.tree, call.tick).map(({ at, start, end }) => [
      idOf(spans, at),
      place(at),
      spans.base + nanos(start),
      nanos(end - start),
    ]),
);

const tree = traceFunction(
  'trace_tree',
  'All spans, each after its parent, and siblings by start: the place of the parent, NULL for roots, the depth from 0, the duration, and the time in which no child ran. A span whose parent is missing is a root with the problem `orphan`, the earliest of a cycle one with `cycle`; later spans of one identifier are each a `duplicate`.',
  [{ call: `transform(trace_tree(${sample}), s -> s.depth)`, result: '[0, 1, 1]' }],
  arrayOf(
    rowOf({
      span_id: varchar,
      span_index: bigint,
      parent_index: bigint,
      depth: bigint,
      duration: bigint,
      self_duration: bigint,
      problem: varchar,
    }),
  ),
  ['parent'],
  ({ tree: forest, ...spans }) => {
    const own = selfTimes(forest);
    return inOrder(forest).map(({ at, depth }) => {
      const { start, end } = forest.spans[at]!;
      const parent = forest.parents[at]!;
      return [
        idOf({ ...spans, tree: forest }, at),
        place(at),
        parent < 0 ? null : place(parent),
        BigInt(depth),
        nanos(end - start),
        nanos(own[at]!),
        forest.problems[at] ?? null,
      ];
    });
  },
);

const errors = traceFunction(
  'trace_errors',
  'The spans that have to do with errors: `origin` is a failed span with no failed child, `carried` one with a failed child, `handled` a span that succeeded although a child failed. A status that is not set is not an error.',
  [{ call: `transform(trace_errors(${sample}), s -> s.role)`, result: "['handled', 'origin']" }],
  arrayOf(rowOf({ span_id: varchar, span_index: bigint, role: varchar })),
  ['parent', 'status'],
  (spans) => {
    const failed = spans.tree.spans.map((_, at) => isFailed(spans.member('status', at)));
    return errorRoles(spans.tree, failed).flatMap((role, at) => (role ? [[idOf(spans, at), place(at), role]] : []));
  },
);

const edges = traceFunction(
  'trace_edges',
  'The calls between the services of a trace, one row each, from which `unnest` and `stats` make rates, errors and durations: the services of both sides, whether it failed, and how long both sides took. A client whose partner sends no spans calls what `peer.service`, `db.name`, `messaging.destination.name` or `server.address` of its attributes names; a server without a client is called by `user`.',
  [
    {
      call: `transform(trace_edges(${sample}), e -> concat(e.client, ' > ', e.server))`,
      result: "['user > web', 'web > db', 'web > cache']",
    },
  ],
  arrayOf(
    rowOf({
      client: varchar,
      server: varchar,
      connection_type: varchar,
      failed: boolean,
      client_duration: bigint,
      server_duration: bigint,
      span_index: bigint,
    }),
  ),
  ['parent', 'service'],
  (spans) => {
    const durationOf = (at: number | undefined): bigint | null => {
      if (at === undefined) return null;
      const { start, end } = spans.tree.spans[at]!;
      return nanos(end - start);
    };
    const isCaller = (at: number | undefined): boolean =>
      at !== undefined && /^(?:client|producer)$/.test(spans.tree.spans[at]!.kind ?? '');
    const endpoints = spans.tree.spans.map((_, at) => endpointOf(spans, at));
    return edgesOf(spans.tree, endpoints).map(({ client, server, type, failed, clientSpan, serverSpan }) => [
      client,
      server,
      type,
      failed,
      isCaller(clientSpan) ? durationOf(clientSpan) : null,
      durationOf(serverSpan),
      place(serverSpan ?? clientSpan!),
    ]);
  },
);

/** Attributes that name what a span calls, the first that is there. */
const peerAttributes = [
  'peer.service',
  'db.name',
  'db.namespace',
  'messaging.destination.name',
  'server.address',
  'net.peer.name',
  'db.system',
];

function endpointOf(spans: Spans, at: number): Endpoint {
  const service = spans.member('service', at);
  return {
    service: service === null ? null : String(service),
    failed: isFailed(spans.member('status', at)),
    peer: peerOf(spans.member('attributes', at)),
  };
}

/** What the attributes of a span, as JSON, say of its partner. */
function peerOf(attributes: unknown): Endpoint['peer'] {
  if (typeof attributes !== 'string' || !attributes.trimStart().startsWith('{')) return undefined;
  const read = (key: string): string | undefined => {
    const found = extract(attributes, [key]);
    return found?.startsWith('"') ? stringValue(found) : undefined;
  };
  const name = peerAttributes.map(read).find((value) => value !== undefined && value !== '');
  return name === undefined ? undefined : { name, database: read('db.system') !== undefined || read('db.name') !== undefined };
}

export const traceFunctions: readonly FunctionDeclaration[] = [exclusiveDuration, path, tree, errors, edges];
