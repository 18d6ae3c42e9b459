import { inOrder, type SpanTree } from './span-tree.ts';

/** A time during which a span itself kept its trace waiting. */
export interface Section {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** A child that a span waited for, cut to it. */
interface Waited {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** A span on the way: the children by end, of which those from `left` on are behind. */
interface Visit {
  readonly span: Waited;
  readonly children: readonly Waited[];
  left: number;
  /** Up to here the time is still to be told. */
  until: number;
}

/**
 * The sections of the critical path of each root, in the order of time (after Jaeger's definition): from the end of a span back through the child that finished last, and so on. A child that
 * ends exactly when the next one starts is on the path. Consumers below producers are not waited for; children outside of their parent are left out with what is below them, others are cut to it.
 * The sections of a root do not overlap and sum to its duration.
 */
export function criticalPath(tree: SpanTree, tick: (steps: number) => void): Section[] {
  tick(tree.spans.length);
  const waited = waitedChildren(tree);
  return tree.roots.flatMap((root) => {
    const { start, end } = tree.spans[root]!;
    return pathOf({ at: root, start, end }, waited).reverse();
  });
}

/** The children that each span waits for, by their ends. */
function waitedChildren(tree: SpanTree): (readonly Waited[])[] {
  const { spans, children } = tree;
  const out: (readonly Waited[])[] = spans.map(() => []);
  const kept = new Map<number, Waited>(tree.roots.map((at) => [at, { at, start: spans[at]!.start, end: spans[at]!.end }]));
  for (const { at } of inOrder(tree)) {
    const parent = kept.get(at);
    if (!parent) continue;
    const own = children[at]!.flatMap((child): Waited[] => {
      if (spans[at]!.kind === 'producer' && spans[child]!.kind === 'consumer') return [];
      const start = Math.max(spans[child]!.start, parent.start);
      const end = Math.min(spans[child]!.end, parent.end);
      return end < start ? [] : [{ at: child, start, end }];
    });
    for (const child of own) kept.set(child.at, child);
    out[at] = own.sort((a, b) => a.end - b.end || a.start - b.start || a.at - b.at);
  }
  return out;
}

/** The sections of one root, the last first. */
function pathOf(root: Waited, waited: readonly (readonly Waited[])[]): Section[] {
  const sections: Section[] = [];
  const tell = (at: number, start: number, end: number): void => {
    if (end > start) sections.push({ at, start, end });
  };
  const visit = (span: Waited, until: number): Visit => ({ span, children: waited[span.at]!, left: waited[span.at]!.length, until });
  const stack: Visit[] = [visit(root, root.end)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { span, children } = top;
    while (top.left > 0 && children[top.left - 1]!.end > top.until) top.left--;
    const child = children[--top.left];
    if (!child) {
      tell(span.at, span.start, top.until);
      stack.pop();
      continue;
    }
    tell(span.at, child.end, top.until);
    top.until = child.start;
    stack.push(visit(child, child.end));
  }
  return sections;
}
