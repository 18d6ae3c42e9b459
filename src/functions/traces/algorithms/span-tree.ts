/** A span as the algorithms read it. Times are offsets from the start of the trace, in whatever unit they have. */
export interface SpanInterval {
  readonly id: string | null;
  /** NULL or empty where it is a root. */
  readonly parentId: string | null;
  /** One of `client`, `server`, `producer`, `consumer`, `internal`, where it is known. */
  readonly kind: string | null;
  readonly start: number;
  /** Not before `start`. */
  readonly end: number;
}

/** What is wrong with the place of a span in its trace. */
export type SpanProblem = 'orphan' | 'cycle' | 'duplicate';

/** The spans of a trace as a forest: every span is in it once, whatever is wrong with its identifiers. */
export interface SpanTree {
  readonly spans: readonly SpanInterval[];
  /** The place of the parent of each span, -1 for roots. */
  readonly parents: Int32Array;
  /** The places of the children of each span, by start. */
  readonly children: readonly (readonly number[])[];
  /** By start. */
  readonly roots: readonly number[];
  readonly problems: readonly (SpanProblem | undefined)[];
}

/**
 * Finds parents. A span whose parent is missing is a root (`orphan`), as is the earliest span of a cycle (`cycle`). Of spans with one identifier the first is the parent of
 * those that name it; a server span with the identifier of a client span is that one's child and takes its children, as Zipkin writes calls, any other is a `duplicate` without children.
 */
export function spanTree(spans: readonly SpanInterval[], tick: (steps: number) => void): SpanTree {
  tick(spans.length);
  const { first, sharing, problems } = owners(spans);
  const parents = new Int32Array(spans.length).fill(-1);
  spans.forEach(({ parentId }, at) => {
    const client = sharing.get(at);
    if (client !== undefined) {
      parents[at] = client;
      return;
    }
    if (parentId === null || parentId === '') return;
    const parent = first.get(parentId);
    if (parent === undefined) problems[at] ??= 'orphan';
    else if (parent === at) problems[at] ??= 'cycle';
    else parents[at] = parent;
  });
  cutCycles(spans, parents, problems);
  const children: number[][] = spans.map(() => []);
  const roots: number[] = [];
  parents.forEach((parent, at) => {
    if (parent < 0) roots.push(at);
    else children[parent]!.push(at);
  });
  const byStart = (a: number, b: number): number => spans[a]!.start - spans[b]!.start || a - b;
  for (const list of children) list.sort(byStart);
  return { spans, parents, children, roots: roots.sort(byStart), problems };
}

/** The span that each identifier stands for, and the client spans that server spans share theirs with. */
function owners(spans: readonly SpanInterval[]) {
  const byId = new Map<string, number[]>();
  spans.forEach(({ id }, at) => {
    if (id === null) return;
    const same = byId.get(id);
    if (same) same.push(at);
    else byId.set(id, [at]);
  });
  const first = new Map<string, number>();
  const sharing = new Map<number, number>();
  const problems = new Array<SpanProblem | undefined>(spans.length).fill(undefined);
  for (const [id, places] of byId) {
    const client = places.find((at) => spans[at]!.kind === 'client');
    const server = places.find((at) => spans[at]!.kind === 'server');
    const shared = client !== undefined && server !== undefined;
    if (shared) sharing.set(server, client);
    first.set(id, shared ? server : places[0]!);
    for (const at of places) if (shared ? at !== client && at !== server : at !== places[0]) problems[at] = 'duplicate';
  }
  return { first, sharing, problems };
}

/** Makes the earliest span of each cycle a root. */
function cutCycles(spans: readonly SpanInterval[], parents: Int32Array, problems: (SpanProblem | undefined)[]): void {
  const state = new Uint8Array(spans.length); // 0: not seen, 1: on the way, 2: done
  for (let begin = 0; begin < spans.length; begin++) {
    const way: number[] = [];
    let at = begin;
    while (at >= 0 && state[at] === 0) {
      state[at] = 1;
      way.push(at);
      at = parents[at]!;
    }
    if (at >= 0 && state[at] === 1) {
      const cycle = way.slice(way.indexOf(at));
      const earliest = cycle.reduce((a, b) =>
        spans[b]!.start < spans[a]!.start || (spans[b]!.start === spans[a]!.start && b < a) ? b : a,
      );
      parents[earliest] = -1;
      problems[earliest] = 'cycle';
    }
    for (const seen of way) state[seen] = 2;
  }
}

/** The places of all spans below the roots, parents before their children, with their depths. */
export function inOrder({ roots, children }: SpanTree): { readonly at: number; readonly depth: number }[] {
  const order: { at: number; depth: number }[] = [];
  const stack = roots.toReversed().map((at) => ({ at, depth: 0 }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    order.push(next);
    const { at, depth } = next;
    for (const child of children[at]!.toReversed()) stack.push({ at: child, depth: depth + 1 });
  }
  return order;
}

/** The time of each span in which none of its children ran. */
export function selfTimes({ spans, children }: SpanTree): Float64Array {
  return Float64Array.from(spans, ({ start, end }, at) => {
    let covered = 0;
    let upTo = start;
    for (const child of children[at]!) {
      const from = Math.max(spans[child]!.start, upTo);
      const to = Math.min(spans[child]!.end, end);
      if (to > from) {
        covered += to - from;
        upTo = to;
      }
    }
    return end - start - covered;
  });
}
