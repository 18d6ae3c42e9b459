import type { Span } from '../../diagnostics/span.ts';
import type { CommandKind, CommandOf, OptionNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

type OptionsCommand = Extract<CommandKind, 'log-to-metric' | 'metric-to-metric'>;

/** A command of the form `word -option=value …`. */
export function optionsCommand<K extends OptionsCommand>(
  kind: K,
  rule: string,
  usage: string,
  summary: string,
  node: (options: readonly OptionNode[], span: Span) => CommandOf<K>,
): CommandSyntax<K> {
  return {
    kind,
    usage,
    summary,
    define: ($, { options }, word) =>
      $.RULE(rule, () => {
        const first = $.CONSUME(word);
        const given = $.SUBRULE(options);
        return $.ACTION(() => node(given, $.spanFrom(first)));
      }),
    print: ({ options }, print) => print.options(options).trimEnd(),
  };
}
