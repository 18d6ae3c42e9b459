import * as t from '../../lexer/tokens.ts';
import type { AssignmentNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const hostCall: CommandSyntax<'host-call'> = {
  kind: 'host-call',
  usage: '<name>-call <function>(<argument>, …, <name>=<argument>, …)',
  summary:
    'Asks a function of the host, such as entity-call get_trace(…), and goes on with the rows that it answers. The function gets its arguments, the rows so far and the query window.',
  define: ($, { name, assignments }, word) =>
    $.RULE('hostCall', () => {
      const first = $.CONSUME(word);
      const called = $.SUBRULE(name);
      $.CONSUME(t.OpenParen);
      let args: readonly AssignmentNode[] | undefined;
      $.OPTION({ GATE: () => $.LA(1).tokenType !== t.CloseParen, DEF: () => (args = $.SUBRULE(assignments)) });
      $.CONSUME(t.CloseParen);
      return $.ACTION(() => ({ kind: 'host-call', word: first.image, name: called, args: args ?? [], span: $.spanFrom(first) }));
    }),
  print: ({ name, args }, print) => `${print.name(name)}(${print.assignments(args)})`,
};

/** Whether a word after a pipe calls a function of the host. */
export const isHostCall = (word: string): boolean => /.-call$/i.test(word);
