import type { CommandKind } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

type SettingCommand = Extract<CommandKind, 'make-trace' | 'render'>;

/** A command that is a list of `name = value`. */
function settingCommand(kind: SettingCommand, rule: string, usage: string, summary: string): CommandSyntax<SettingCommand> {
  return {
    kind,
    usage,
    summary,
    define: ($, { assignments }, word) =>
      $.RULE(rule, () => {
        const first = $.CONSUME(word);
        const items = $.SUBRULE(assignments);
        return $.ACTION(() => ({ kind, items, span: $.spanFrom(first) }));
      }),
    print: ({ items }, print) => print.assignments(items),
  };
}

export const makeTrace = settingCommand(
  'make-trace',
  'makeTrace',
  'make-trace traceId=<column>, spanId=<column>, parentSpanId=<column>, statusCode=<column>, startTime=<column>, endTime=<column>',
  'One row for each trace, whose column traceRow holds traceId and spanList: its spans in the order of their start.',
) as CommandSyntax<'make-trace'>;

export const render = settingCommand(
  'render',
  'render',
  'render visualize=<linechart|columnchart|…>, xfield=<column>, yfields=<column>, …, seriesfields=<column>, …',
  'Says how a chart draws the result, in result.render; changes no data.',
) as CommandSyntax<'render'>;
