import type { SpanTree } from './span-tree.ts';

/** What edges need to know of a span, beside its place. */
export interface Endpoint {
  readonly service: string | null;
  readonly failed: boolean;
  /** A partner that sends no spans itself, by the attributes of the span. */
  readonly peer: { readonly name: string; readonly database: boolean } | undefined;
}

/** One call between two services. */
export interface Edge {
  readonly client: string;
  readonly server: string;
  readonly type: 'service' | 'messaging' | 'database' | 'virtual';
  readonly failed: boolean;
  /** The spans of both sides, where there are two. */
  readonly clientSpan: number | undefined;
  readonly serverSpan: number | undefined;
}

/**
 * The calls of a trace: a span and its parent in another service, or a client with its server and a producer with its consumer in one. A client whose partner sends no spans calls
 * what its attributes name; a server without a client is called by `user`.
 */
export function edgesOf(tree: SpanTree, endpoints: readonly Endpoint[]): Edge[] {
  const { spans, parents } = tree;
  const paired = new Set<number>();
  const edges: Edge[] = [];
  spans.forEach((span, at) => {
    if (tree.problems[at] === 'duplicate') return;
    const own = endpoints[at]!;
    const parent = parents[at]!;
    if (parent < 0) {
      if (span.kind === 'server' && tree.problems[at] === undefined)
        edges.push({ client: 'user', server: name(own), type: 'virtual', failed: own.failed, clientSpan: undefined, serverSpan: at });
      return;
    }
    const caller = endpoints[parent]!;
    const kinds = `${spans[parent]!.kind ?? ''}>${span.kind ?? ''}`;
    if (caller.service === own.service && kinds !== 'client>server' && kinds !== 'producer>consumer') return;
    paired.add(parent);
    const type = kinds === 'producer>consumer' ? 'messaging' : 'service';
    edges.push({
      client: name(caller),
      server: name(own),
      type,
      failed: own.failed || (type === 'service' && spans[parent]!.kind === 'client' && caller.failed),
      clientSpan: parent,
      serverSpan: at,
    });
  });
  spans.forEach((span, at) => {
    const { peer, failed } = endpoints[at]!;
    if (paired.has(at) || !peer || (span.kind !== 'client' && span.kind !== 'producer') || tree.problems[at] === 'duplicate') return;
    const type = span.kind === 'producer' ? 'messaging' : peer.database ? 'database' : 'virtual';
    edges.push({ client: name(endpoints[at]!), server: peer.name, type, failed, clientSpan: at, serverSpan: undefined });
  });
  return edges;
}

const name = ({ service }: Endpoint): string => service ?? 'unknown_service';
