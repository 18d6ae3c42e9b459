import { EOF } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { unquote } from './call.ts';
import type { SharedRules } from './commands/command.ts';
import { endsStage, type Grammar, isToken, type Rule, spanOf } from './grammar.ts';
import { defineSearch } from './search.ts';
import type {
  AssignmentNode,
  CommandNode,
  NameNode,
  PipelineNode,
  ScriptNode,
  SearchNode,
  SettingNode,
  SourceNode,
  StatementNode,
} from './syntax.ts';

/** The rules for whole scripts, and for pipelines inside commands. */
export interface ScriptRules {
  readonly script: Rule<ScriptNode>;
  readonly subquery: Rule<PipelineNode>;
  readonly stage: Rule<CommandNode>;
  /** Forgets open parentheses: what is read next is in none. */
  readonly resetNesting: () => void;
}

interface AllRules extends ScriptRules, Pick<SharedRules, 'name' | 'assignments'> {
  readonly search: Rule<SearchNode>;
  readonly sourceArguments: Rule<AssignmentNode[]>;
  readonly source: Rule<SourceNode>;
  readonly innerSource: Rule<SourceNode>;
  readonly pipeline: Rule<PipelineNode>;
  readonly setting: Rule<SettingNode>;
  readonly statement: Rule<StatementNode>;
}

/** The rules by name; they refer to each other, so each asks for the others only when it runs. */
type Rules = () => AllRules;

/** The number of open pipelines in parentheses. */
interface Nesting {
  depth: number;
}

/** Statements, pipelines and their sources. */
export function defineScript($: Grammar, { name, assignments }: SharedRules, commandRules: readonly Rule<CommandNode>[]): ScriptRules {
  const nesting: Nesting = { depth: 0 };
  const rules: Rules = () => all;
  const all: AllRules = {
    name,
    assignments,
    search: defineSearch($),
    sourceArguments: defineSourceArguments($, rules),
    source: defineSource($, rules),
    innerSource: defineInnerSource($, rules),
    stage: defineStage($, commandRules, nesting),
    pipeline: definePipeline($, rules),
    subquery: defineSubquery($, rules, nesting),
    setting: defineSetting($, rules),
    statement: defineStatement($, rules),
    script: defineScriptRule($, rules),
    resetNesting() {
      nesting.depth = 0;
    },
  };
  return all;
}

/** The error node for a source that could not be read. */
function errorSource($: Grammar): SourceNode {
  const span = spanOf($.LA(1));
  return { kind: 'search', search: { kind: 'error', span }, span };
}

/** The error node for a command that could not be read. */
function errorCommand($: Grammar): CommandNode {
  return { kind: 'unknown', word: '', span: spanOf($.LA(1)) };
}

function errorPipeline($: Grammar): PipelineNode {
  return { source: errorSource($), commands: [], span: spanOf($.LA(1)) };
}

/** `[with(name = value, …)]` */
function defineSourceArguments($: Grammar, rules: Rules): Rule<AssignmentNode[]> {
  return $.RULE(
    'sourceArguments',
    () => {
      const list = $.OPTION(() => {
        $.CONSUME(t.With);
        $.CONSUME(t.OpenParen);
        const given = $.SUBRULE(rules().assignments);
        $.CONSUME(t.CloseParen);
        return given;
      });
      return $.ACTION(() => list ?? []);
    },
    { recoveryValueFunc: () => [] },
  );
}

function datasetSource($: Grammar): SourceNode {
  const token = $.CONSUME(t.Dollar);
  return $.ACTION((): SourceNode => ({ kind: 'dataset', name: token.image.slice(1), span: spanOf(token) }));
}

function defineSource($: Grammar, rules: Rules): Rule<SourceNode> {
  return $.RULE(
    'source',
    () => {
      const first = $.LA(1);
      return $.OR<SourceNode>({
        ERR_MSG: "a source such as '*', a search, or '$table'",
        IGNORE_AMBIGUITIES: true, // `$name` alone is a dataset; among words it is a word
        MAX_LOOKAHEAD: 1,
        DEF: [
          { ALT: () => datasetSource($) },
          {
            ALT: () => {
              const token = $.CONSUME(t.SourceWord);
              const given = $.SUBRULE(rules().sourceArguments);
              return $.ACTION(() => $.noteSource({ kind: 'source', name: token.image.slice(1), args: given, span: $.spanFrom(first) }));
            },
          },
          {
            ALT: () => {
              const node = $.SUBRULE(rules().search);
              return $.ACTION(() => ({ kind: 'search', search: node, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: () => errorSource($) },
  );
}

/** A source inside a command, where a search is not allowed. */
function defineInnerSource($: Grammar, rules: Rules): Rule<SourceNode> {
  return $.RULE(
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
          { ALT: () => datasetSource($) },
          {
            ALT: () => {
              $.CONSUME(t.Dot);
              const word = $.SUBRULE(rules().name);
              const given = $.SUBRULE(rules().sourceArguments);
              return $.ACTION(() => $.noteSource({ kind: 'source', name: word.name, args: given, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: () => errorSource($) },
  );
}

function defineStage($: Grammar, commandRules: readonly Rule<CommandNode>[], nesting: Nesting): Rule<CommandNode> {
  return $.RULE(
    'stage',
    () => {
      const known = $.takeAhead('stage');
      if (known) return known;
      const node = $.OR<CommandNode>({
        ERR_MSG: "a command after '|'",
        DEF: [
          ...commandRules.map((rule) => ({ ALT: () => $.SUBRULE(rule) })),
          {
            GATE: () => $.LA(1).tokenType === t.CommandWord,
            ALT: () => {
              const token = $.CONSUME(t.CommandWord);
              $.ACTION(() => skipStage($, nesting.depth > 0));
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
        if (endsStage(next) && (nesting.depth > 0 || !isToken(next, t.CloseParen))) return;
        $.reportUnexpected(next);
        skipStage($, nesting.depth > 0);
      });
      return $.ACTION(() => node ?? errorCommand($));
    },
    { recoveryValueFunc: () => errorCommand($) },
  );
}

function pipes($: Grammar, stage: Rule<CommandNode>): CommandNode[] {
  const list: CommandNode[] = [];
  $.MANY(() => {
    $.CONSUME(t.Pipe);
    list.push($.SUBRULE(stage));
  });
  return list;
}

function definePipeline($: Grammar, rules: Rules): Rule<PipelineNode> {
  return $.RULE(
    'pipeline',
    () => {
      const first = $.LA(1);
      const origin = $.SUBRULE(rules().source);
      const commands = pipes($, rules().stage);
      return $.ACTION(() => ({ source: origin ?? errorSource($), commands, span: $.spanFrom(first) }));
    },
    { recoveryValueFunc: () => errorPipeline($) },
  );
}

/** `$dataset` or `( pipeline )` */
function defineSubquery($: Grammar, rules: Rules, nesting: Nesting): Rule<PipelineNode> {
  return $.RULE(
    'subquery',
    () => {
      const first = $.LA(1);
      return $.OR<PipelineNode>({
        ERR_MSG: "'$dataset' or a pipeline in parentheses",
        DEF: [
          {
            ALT: () => {
              const source = datasetSource($);
              return $.ACTION((): PipelineNode => ({ source, commands: [], span: source.span }));
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.OpenParen);
              $.ACTION(() => nesting.depth++);
              const origin = $.SUBRULE(rules().innerSource);
              const commands = pipes($, rules().stage);
              $.ACTION(() => nesting.depth--);
              $.CONSUME(t.CloseParen);
              return $.ACTION(() => ({ source: origin ?? errorSource($), commands, span: $.spanFrom(first) }));
            },
          },
        ],
      });
    },
    { recoveryValueFunc: () => errorPipeline($) },
  );
}

/** `.set "key" = 'value'` */
function defineSetting($: Grammar, rules: Rules): Rule<SettingNode> {
  return $.RULE('setting', () => {
    const first = $.CONSUME(t.SetWord);
    const key = $.SUBRULE(rules().name);
    $.CONSUME(t.Equals);
    const value = $.CONSUME(t.StringLiteral);
    return $.ACTION(() => ({ key, value: unquote(value), span: $.spanFrom(first) }));
  });
}

/** `[.let name =] pipeline` */
function defineStatement($: Grammar, rules: Rules): Rule<StatementNode> {
  return $.RULE('statement', () => {
    const first = $.LA(1);
    let define: NameNode | undefined;
    $.OPTION(() => {
      $.CONSUME(t.Let);
      define = $.SUBRULE(rules().name);
      $.CONSUME(t.Equals);
    });
    const body = $.SUBRULE(rules().pipeline);
    return $.ACTION(() => ({ define, pipeline: body, span: $.spanFrom(first) }));
  });
}

/** Statements and settings, separated by semicolons. */
function defineScriptRule($: Grammar, rules: Rules): Rule<ScriptNode> {
  return $.RULE('script', () => {
    const first = $.LA(1);
    const statements: StatementNode[] = [];
    const settings: SettingNode[] = [];
    $.ACTION(rules().resetNesting);
    $.OPTION(() => {
      $.OR([{ ALT: () => settings.push($.SUBRULE(rules().setting)) }, { ALT: () => statements.push($.SUBRULE(rules().statement)) }]);
    });
    $.MANY(() => {
      $.CONSUME(t.Semicolon);
      $.OPTION1(() => {
        $.OR1([{ ALT: () => settings.push($.SUBRULE1(rules().setting)) }, { ALT: () => statements.push($.SUBRULE1(rules().statement)) }]);
      });
    });
    // A statement that could not be recovered is dropped.
    return $.ACTION(() => ({ settings: settings.filter(Boolean), statements: statements.filter(Boolean), span: $.spanFrom(first) }));
  });
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
