import { EOF } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import type { SharedRules } from './commands/command.ts';
import { type Grammar, isToken, type Rule, spanOf } from './grammar.ts';
import { defineSearch } from './search.ts';
import type { AssignmentNode, CommandNode, NameNode, PipelineNode, ScriptNode, SourceNode, StatementNode } from './syntax.ts';

/** Statements, pipelines and their sources. */
export function defineScript($: Grammar, { name, assignments }: SharedRules, commandRules: readonly Rule<CommandNode>[]): Rule<ScriptNode> {
  const search = defineSearch($);

  /** Stands for a source that could not be read. */
  const nothing = (): SourceNode => ({ kind: 'search', search: { kind: 'missing', span: spanOf($.LA(1)) }, span: spanOf($.LA(1)) });

  const source: Rule<SourceNode> = $.RULE(
    'source',
    () => {
      const first = $.LA(1);
      return $.OR<SourceNode>({
        ERR_MSG: "a source such as '*', a search, or '$table'",
        IGNORE_AMBIGUITIES: true, // `$name` alone is a dataset; among words it is a word
        MAX_LOOKAHEAD: 1,
        DEF: [
          {
            ALT: () => {
              const token = $.CONSUME(t.Dollar);
              return $.ACTION(() => ({ kind: 'dataset', name: token.image.slice(1), span: spanOf(token) }));
            },
          },
          {
            ALT: () => {
              const token = $.CONSUME(t.SourceWord);
              const args = $.OPTION(() => {
                $.CONSUME(t.With);
                $.CONSUME(t.OpenParen);
                const list = $.SUBRULE(assignments);
                $.CONSUME(t.CloseParen);
                return list;
              });
              return $.ACTION(() => ({
                kind: 'source',
                name: token.image.slice(1),
                args: args ?? ([] as AssignmentNode[]),
                span: $.spanFrom(first),
              }));
            },
          },
          {
            ALT: () => {
              const node = $.SUBRULE(search);
              return $.ACTION(() => ({ kind: 'search', search: node, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: nothing },
  );

  /** Stands for a command that could not be read. */
  const unreadable = (): CommandNode => ({ kind: 'unknown', word: '', span: spanOf($.LA(1)) });

  const stage: Rule<CommandNode> = $.RULE(
    'stage',
    () => {
      const node = $.OR<CommandNode>({
        ERR_MSG: "a command after '|'",
        DEF: [
          ...commandRules.map((rule) => ({ ALT: () => $.SUBRULE(rule) })),
          {
            GATE: () => $.LA(1).tokenType === t.CommandWord,
            ALT: () => {
              const token = $.CONSUME(t.CommandWord);
              $.ACTION(() => skipStage($));
              return $.ACTION(() => ({ kind: 'unknown', word: token.image, span: spanOf(token) }));
            },
          },
        ],
        IGNORE_AMBIGUITIES: true, // every command token is a command word
        MAX_LOOKAHEAD: 1,
      });
      $.ACTION(() => {
        // What no rule could take is reported once, and the next stage is read all the same.
        const next = $.LA(1);
        if (next.tokenType === EOF || isToken(next, t.Pipe) || isToken(next, t.Semicolon)) return;
        $.reportJunk(next);
        skipStage($);
      });
      return $.ACTION(() => node ?? unreadable());
    },
    { recoveryValueFunc: unreadable },
  );

  const pipeline: Rule<PipelineNode> = $.RULE(
    'pipeline',
    () => {
      const first = $.LA(1);
      const origin = $.SUBRULE(source);
      const list: CommandNode[] = [];
      $.MANY(() => {
        $.CONSUME(t.Pipe);
        list.push($.SUBRULE(stage));
      });
      return $.ACTION(() => ({ source: origin ?? nothing(), commands: list, span: $.spanFrom(first) }));
    },
    { recoveryValueFunc: () => ({ source: nothing(), commands: [], span: spanOf($.LA(1)) }) },
  );

  const statement: Rule<StatementNode> = $.RULE('statement', () => {
    const first = $.LA(1);
    let define: NameNode | undefined;
    $.OPTION(() => {
      $.CONSUME(t.Let);
      define = $.SUBRULE(name);
      $.CONSUME(t.Equals);
    });
    const body = $.SUBRULE(pipeline);
    return $.ACTION(() => ({ define, pipeline: body, span: $.spanFrom(first) }));
  });

  return $.RULE('script', () => {
    const first = $.LA(1);
    const statements: StatementNode[] = [];
    $.OPTION(() => statements.push($.SUBRULE(statement)));
    $.MANY(() => {
      $.CONSUME(t.Semicolon);
      $.OPTION1(() => statements.push($.SUBRULE1(statement)));
    });
    // A statement that could not be recovered is left out.
    return $.ACTION(() => ({ statements: statements.filter(Boolean), span: $.spanFrom(first) }));
  });
}

/** Skips what follows an unknown command, up to the pipe that ends its stage. */
function skipStage($: Grammar): void {
  let depth = 0;
  for (;;) {
    const next = $.LA(1);
    if (next.tokenType === EOF || isToken(next, t.Semicolon)) return;
    if (depth <= 0 && isToken(next, t.Pipe)) return;
    if (isToken(next, t.OpenParen)) depth++;
    if (isToken(next, t.CloseParen)) depth--;
    $.SKIP_TOKEN();
  }
}
