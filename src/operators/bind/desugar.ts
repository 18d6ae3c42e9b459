import type { Span } from '../../diagnostics/span.ts';
import { parseScript } from '../../parser/parser.ts';
import type { CommandNode } from '../../parser/syntax.ts';

const unlimited = { textLength: 10_000_000, depth: 1000, chain: 100_000 };

/** Commands written in the language itself, for commands that are sugar; every part stands where the sugar stood. */
export function desugar(text: string, span: Span): readonly CommandNode[] {
  const { tree } = parseScript(`* ${text}`, unlimited);
  return withSpan(tree.statements[0]!.pipeline.commands, span);
}

function withSpan<T>(node: T, span: Span): T {
  if (Array.isArray(node)) return node.map((part) => withSpan(part as unknown, span)) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, part]) => [key, key === 'span' || key.endsWith('Span') ? span : withSpan(part as unknown, span)]),
  ) as T;
}
