import type { TokenType } from 'chevrotain';
import { createToken } from '../../lexer/create-token.ts';
import * as t from '../../lexer/tokens.ts';
import { type ExpressionRules, type Grammar, isToken, nameOf, type Rule, spanOf } from '../grammar.ts';
import type {
  AssignmentNode,
  CommandKind,
  CommandOf,
  ExpressionNode,
  FieldNode,
  NameNode,
  OptionNode,
  PipelineNode,
  RenameNode,
  SortKeyNode,
} from '../syntax.ts';

/** Rules that several commands use. */
export interface SharedRules extends ExpressionRules {
  /** `[name =] expression` */
  readonly assignment: Rule<AssignmentNode>;
  /** `[name =] expression, …` */
  readonly assignments: Rule<AssignmentNode[]>;
  /** `name, …` */
  readonly names: Rule<NameNode[]>;
  /** `name`, `name.member` */
  readonly field: Rule<FieldNode>;
  /** `out = column` */
  readonly rename: Rule<RenameNode>;
  /** `-name`, `-name=value` */
  readonly options: Rule<OptionNode[]>;
  /** `by [name =] expression, …`, or nothing */
  readonly by: Rule<AssignmentNode[]>;
  /** `$dataset` or `( pipeline )`; available once the pipelines are defined. */
  readonly subquery: () => Rule<PipelineNode>;
}

/** The syntax of a pipe command: its word, usage and summary, its rule, and its printer. */
export interface CommandSyntax<K extends CommandKind = CommandKind> {
  readonly kind: K;
  readonly usage: string;
  readonly summary: string;
  /** Defines the rule; the rule starts with the command's own token. */
  readonly define: ($: Grammar, rules: SharedRules, word: TokenType) => Rule<CommandOf<K>>;
  /** A method, which TypeScript lets the printer call with any command; it calls it with those of the kind. */
  print(command: CommandOf<K>, print: Printer): string;
}

/** The printers of the parts of a command. */
export interface Printer {
  readonly expression: (node: ExpressionNode) => string;
  readonly name: (node: NameNode) => string;
  readonly assignments: (nodes: readonly AssignmentNode[]) => string;
  readonly options: (nodes: readonly OptionNode[]) => string;
  readonly sortKeys: (nodes: readonly SortKeyNode[]) => string;
  /** ` by …`, or nothing */
  readonly by: (nodes: readonly AssignmentNode[]) => string;
  readonly subquery: (node: PipelineNode) => string;
}

/** The token of a command word: the parser re-labels a {@link t.CommandWord} with it, so that no word is ever reserved. */
export function commandToken(word: string): TokenType {
  return createToken({ name: `cmd_${word}`, pattern: /unused/, label: word, categories: [t.CommandWord] });
}

/** Defines the rules that commands share. */
export function defineShared($: Grammar, rules: ExpressionRules, subquery: () => Rule<PipelineNode>): SharedRules {
  const { name } = rules;
  const assignment = defineAssignment($, rules);
  const rename = defineRename($, rules);
  const options = defineOptions($, rules);
  const assignments: Rule<AssignmentNode[]> = $.RULE(
    'assignments',
    () => {
      const list: AssignmentNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push($.SUBRULE(assignment)) });
      return list;
    },
    { recoveryValueFunc: () => [] },
  );

  const names: Rule<NameNode[]> = $.RULE(
    'names',
    () => {
      const list: NameNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push($.SUBRULE(name)) });
      return list;
    },
    { recoveryValueFunc: () => [] },
  );

  const field: Rule<FieldNode> = $.RULE(
    'field',
    () => {
      const first = $.LA(1);
      const column = $.SUBRULE(name);
      let node = $.ACTION((): FieldNode => ({ kind: 'name', ...column }));
      $.MANY(() => {
        const object = node;
        $.CONSUME(t.Dot);
        const member = $.SUBRULE(rules.memberName);
        node = $.ACTION((): FieldNode => ({ kind: 'member', object, member, span: $.spanFrom(first) }));
      });
      return node;
    },
    { recoveryValueFunc: () => ({ kind: 'name', name: '', quoted: false, span: spanOf($.LA(1)) }) },
  );

  const by: Rule<AssignmentNode[]> = $.RULE(
    'by',
    () => {
      const list = $.OPTION(() => {
        $.CONSUME(t.By);
        return $.SUBRULE(assignments);
      });
      return $.ACTION(() => list ?? []);
    },
    { recoveryValueFunc: () => [] },
  );

  return { ...rules, assignment, assignments, names, field, rename, options, by, subquery };
}

/** `name = expression`, or an expression alone. */
function defineAssignment($: Grammar, { name, expression }: ExpressionRules): Rule<AssignmentNode> {
  return $.RULE(
    'assignment',
    () => {
      const first = $.LA(1);
      const target = $.OPTION({
        GATE: () => isToken($.LA(2), t.Equals),
        DEF: () => {
          const named = $.SUBRULE(name);
          $.CONSUME(t.Equals);
          return named;
        },
      });
      const value = $.SUBRULE(expression);
      return $.ACTION((): AssignmentNode => ({ name: target, value, span: $.spanFrom(first) }));
    },
    {
      recoveryValueFunc: () => {
        const span = spanOf($.LA(1));
        return { name: undefined, value: { kind: 'error', span }, span };
      },
    },
  );
}

/** `new = old` */
function defineRename($: Grammar, { name }: ExpressionRules): Rule<RenameNode> {
  return $.RULE(
    'rename',
    () => {
      const first = $.LA(1);
      const to = $.SUBRULE(name);
      $.CONSUME(t.Equals);
      const from = $.SUBRULE1(name);
      return $.ACTION(() => ({ to, from, span: $.spanFrom(first) }));
    },
    {
      recoveryValueFunc: () => {
        const empty: NameNode = { name: '', quoted: false, span: spanOf($.LA(1)) };
        return { to: empty, from: empty, span: empty.span };
      },
    },
  );
}

/** `-option -option=value` */
function defineOptions($: Grammar, { primary }: ExpressionRules): Rule<OptionNode[]> {
  return $.RULE(
    'options',
    () => {
      const list: OptionNode[] = [];
      $.MANY({
        GATE: () => isToken($.LA(2), t.Name) && $.LA(2).startOffset === $.LA(1).startOffset + 1,
        DEF: () => {
          const first = $.CONSUME(t.Minus);
          const parts = [$.CONSUME(t.Name)];
          $.MANY1({
            GATE: () => spanOf($.LA(1)).start === spanOf($.LA(0)).end && isToken($.LA(2), t.Name),
            DEF: () => {
              $.CONSUME1(t.Minus);
              parts.push($.CONSUME1(t.Name));
            },
          });
          const value = $.OPTION(() => {
            $.CONSUME(t.Equals);
            return $.SUBRULE(primary); // an expression would read the dash of the next option as a minus
          });
          list.push(
            $.ACTION(
              (): OptionNode => ({
                name: parts.map((part) => nameOf(part).name).join('-'),
                value,
                span: $.spanFrom(first),
              }),
            ),
          );
        },
      });
      return list;
    },
    { recoveryValueFunc: () => [] },
  );
}
