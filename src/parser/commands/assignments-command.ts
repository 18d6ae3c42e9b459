import type { Span } from '../../diagnostics/span.ts';
import type { AssignmentNode, CommandKind, CommandOf } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

type AssignmentsCommand = Extract<CommandKind, 'make-trace' | 'render'>;

/** A command of the form `word name = value, …`. */
export function assignmentsCommand<K extends AssignmentsCommand>(
  kind: K,
  rule: string,
  usage: string,
  summary: string,
  node: (items: readonly AssignmentNode[], span: Span) => CommandOf<K>,
): CommandSyntax<K> {
  return {
    kind,
    usage,
    summary,
    define: ($, { assignments }, word) =>
      $.RULE(rule, () => {
        const first = $.CONSUME(word);
        const items = $.SUBRULE(assignments);
        return $.ACTION(() => node(items, $.spanFrom(first)));
      }),
    print: ({ items }, print) => print.assignments(items),
  };
}
