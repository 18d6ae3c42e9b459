import type { Span } from '../../diagnostics/span.ts';
import { parseScript } from '../../parser/parser.ts';
import type { CommandNode } from '../../parser/syntax.ts';

const unlimited = { textLength: 10_000_000, tokens: 10_000_000, depth: 1000, chain: 100_000 };

/** Parses the commands that a desugared command expands to; every node gets the span of the original command. */
export function desugar(source: string, span: Span): readonly CommandNode[] {
  const { tree } = parseScript(`* ${source}`, unlimited);
  return withSpan(tree.statements[0]!.pipeline.commands, span);
}

function withSpan<T>(node: T, span: Span): T {
  if (Array.isArray(node)) return node.map((part) => withSpan(part as unknown, span)) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, part]) => [key, key === 'span' || key.endsWith('Span') ? span : withSpan(part as unknown, span)]),
  ) as T;
}
