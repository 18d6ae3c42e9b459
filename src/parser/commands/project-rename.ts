import * as t from '../../lexer/tokens.ts';
import type { RenameNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const projectRename: CommandSyntax<'project-rename'> = {
  kind: 'project-rename',
  usage: 'project-rename <name> = <column>, …',
  summary: 'Renames columns and keeps all others.',
  define: ($, { rename }, word) =>
    $.RULE('projectRename', () => {
      const first = $.CONSUME(word);
      const renames: RenameNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => renames.push($.SUBRULE(rename)) });
      return $.ACTION(() => ({ kind: 'project-rename', renames, span: $.spanFrom(first) }));
    }),
  print: ({ renames }, print) => renames.map(({ to, from }) => `${print.name(to)} = ${print.name(from)}`).join(', '),
};
