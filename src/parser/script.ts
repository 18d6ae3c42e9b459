import { EOF } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import type { SharedRules } from './commands/command.ts';
import { endsStage, type Grammar, isToken, type Rule, spanOf } from './grammar.ts';
import { unquote } from './primary.ts';
import { defineSearch } from './search.ts';
import type { AssignmentNode, CommandNode, NameNode, PipelineNode, ScriptNode, SettingNode, SourceNode, StatementNode } from './syntax.ts';

/** The rules for whole scripts, and for pipelines inside commands. */
export interface ScriptRules {
  readonly script: Rule<ScriptNode>;
  readonly subquery: Rule<PipelineNode>;
}

/** Statements, pipelines and their sources. */
export function defineScript($: Grammar, { name, assignments }: SharedRules, commandRules: readonly Rule<CommandNode>[]): ScriptRules {
  const search = defineSearch($);
  /** The number of open pipelines in parentheses. */
  let depth = 0;

  const args: Rule<AssignmentNode[]> = $.RULE(
    'sourceArguments',
    () => {
      const list = $.OPTION(() => {
        $.CONSUME(t.With);
        $.CONSUME(t.OpenParen);
        const given = $.SUBRULE(assignments);
        $.CONSUME(t.CloseParen);
        return given;
      });
      return $.ACTION(() => list ?? []);
    },
    { recoveryValueFunc: () => [] },
  );

  /** The error node for a source that could not be read. */
  const nothing = (): SourceNode => ({ kind: 'search', search: { kind: 'error', span: spanOf($.LA(1)) }, span: spanOf($.LA(1)) });

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
              const given = $.SUBRULE(args);
              return $.ACTION(() => ({ kind: 'source', name: token.image.slice(1), args: given, span: $.spanFrom(first) }));
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

  /** The error node for a command that could not be read. */
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
              $.ACTION(() => skipStage($, depth > 0));
              return $.ACTION(() => ({ kind: 'unknown', word: token.image, span: spanOf(token) }));
            },
          },
        ],
        IGNORE_AMBIGUITIES: true, // every command token is a command word
        MAX_LOOKAHEAD: 1,
      });
      $.ACTION(() => {
        // Tokens that no rule accepts are reported once; parsing goes on at the next stage.
        const next = $.LA(1);
        if (endsStage(next) && (depth > 0 || !isToken(next, t.CloseParen))) return;
        $.reportUnexpected(next);
        skipStage($, depth > 0);
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

  const subquery: Rule<PipelineNode> = $.RULE(
    'subquery',
    () => {
      const first = $.LA(1);
      return $.OR<PipelineNode>({
        ERR_MSG: "'$dataset' or a pipeline in parentheses",
        DEF: [
          {
            ALT: () => {
              const token = $.CONSUME(t.Dollar);
              return $.ACTION((): PipelineNode => {
                const span = spanOf(token);
                return { source: { kind: 'dataset', name: token.image.slice(1), span }, commands: [], span };
              });
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.OpenParen);
              $.ACTION(() => depth++);
              const origin = $.SUBRULE(innerSource);
              const list: CommandNode[] = [];
              $.MANY(() => {
                $.CONSUME(t.Pipe);
                list.push($.SUBRULE(stage));
              });
              $.ACTION(() => depth--);
              $.CONSUME(t.CloseParen);
              return $.ACTION(() => ({ source: origin ?? nothing(), commands: list, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: () => ({ source: nothing(), commands: [], span: spanOf($.LA(1)) }) },
  );

  /** A source inside a command, where a search is not allowed. */
  const innerSource: Rule<SourceNode> = $.RULE(
    'innerSource',
    () => {
      const first = $.LA(1);
      return $.OR<SourceNode>({
        ERR_MSG: "'*', '$table' or '.source'",
        DEF: [
          {
            ALT: () => {
              const token = $.CONSUME(t.Star);
              return $.ACTION(() => ({ kind: 'search', search: { kind: 'all', span: spanOf(token) }, span: spanOf(token) }));
            },
          },
          {
            ALT: () => {
              const token = $.CONSUME(t.Dollar);
              return $.ACTION(() => ({ kind: 'dataset', name: token.image.slice(1), span: spanOf(token) }));
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.Dot);
              const word = $.SUBRULE(name);
              const given = $.SUBRULE(args);
              return $.ACTION(() => ({ kind: 'source', name: word.name, args: given, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: nothing },
  );

  const setting: Rule<SettingNode> = $.RULE('setting', () => {
    const first = $.CONSUME(t.SetWord);
    const key = $.SUBRULE(name);
    $.CONSUME(t.Equals);
    const value = $.CONSUME(t.StringLiteral);
    return $.ACTION(() => ({ key, value: unquote(value), span: $.spanFrom(first) }));
  });

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

  const script: Rule<ScriptNode> = $.RULE('script', () => {
    const first = $.LA(1);
    const statements: StatementNode[] = [];
    const settings: SettingNode[] = [];
    $.ACTION(() => {
      depth = 0;
    });
    $.OPTION(() => {
      $.OR([{ ALT: () => settings.push($.SUBRULE(setting)) }, { ALT: () => statements.push($.SUBRULE(statement)) }]);
    });
    $.MANY(() => {
      $.CONSUME(t.Semicolon);
      $.OPTION1(() => {
        $.OR1([{ ALT: () => settings.push($.SUBRULE1(setting)) }, { ALT: () => statements.push($.SUBRULE1(statement)) }]);
      });
    });
    // A statement that could not be recovered is dropped.
    return $.ACTION(() => ({ settings: settings.filter(Boolean), statements: statements.filter(Boolean), span: $.spanFrom(first) }));
  });

  return { script, subquery };
}

/** Skips tokens up to the pipe or the parenthesis that ends the stage. */
function skipStage($: Grammar, inParentheses: boolean): void {
  let depth = 0;
  for (;;) {
    const next = $.LA(1);
    if (next.tokenType === EOF || isToken(next, t.Semicolon)) return;
    if (depth <= 0 && isToken(next, t.Pipe)) return;
    if (isToken(next, t.OpenParen)) depth++;
    if (isToken(next, t.CloseParen) && depth-- === 0 && inParentheses) return;
    $.SKIP_TOKEN();
  }
}
