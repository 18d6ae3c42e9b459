import * as t from '../lexer/tokens.ts';
import { type ExpressionRules, type Grammar, isWord, type Rule } from './grammar.ts';
import type { ExpressionNode, FrameBoundNode, FrameNode, WindowNode } from './syntax.ts';

/** `over ([partition by …] [order by …] [rows|range …])` after a call. */
export function defineOver($: Grammar, rules: () => ExpressionRules): Rule<WindowNode> {
  const empty = (): WindowNode => ({ partition: [], order: [], frame: undefined, span: { start: 0, end: 0 } });
  const frame = defineFrame($, defineFrameBound($, rules));
  return $.RULE(
    'over',
    () => {
      const first = $.CONSUME(t.Name);
      $.CONSUME(t.OpenParen);
      const partition: ExpressionNode[] = [];
      $.OPTION({
        GATE: () => isWord($.LA(1), 'partition'),
        DEF: () => {
          $.CONSUME1(t.Name);
          $.CONSUME(t.By);
          $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => partition.push($.SUBRULE(rules().expression)) });
        },
      });
      const order = $.OPTION1({
        GATE: () => isWord($.LA(1), 'order'),
        DEF: () => {
          $.CONSUME2(t.Name);
          $.CONSUME1(t.By);
          return $.SUBRULE(rules().sortKeys);
        },
      });
      const bounds = $.OPTION2({
        GATE: () => isWord($.LA(1), 'rows') || isWord($.LA(1), 'range'),
        DEF: () => $.SUBRULE(frame),
      });
      $.CONSUME(t.CloseParen);
      return $.ACTION(() => ({ partition, order: order ?? [], frame: bounds, span: $.spanFrom(first) }));
    },
    { recoveryValueFunc: empty },
  );
}

/** `rows between unbounded preceding and current row`, or its start alone. */
function defineFrame($: Grammar, frameBound: Rule<FrameBoundNode>): Rule<FrameNode | undefined> {
  return $.RULE(
    'frame',
    () => {
      const first = $.LA(1);
      const unit = $.CONSUME(t.Name);
      return $.OR([
        {
          ALT: () => {
            $.CONSUME(t.Between);
            const start = $.SUBRULE(frameBound);
            $.CONSUME(t.And);
            const end = $.SUBRULE1(frameBound);
            return $.ACTION((): FrameNode => ({ unit: isWord(unit, 'rows') ? 'rows' : 'range', start, end, span: $.spanFrom(first) }));
          },
        },
        {
          ALT: () => {
            const start = $.SUBRULE2(frameBound);
            return $.ACTION((): FrameNode => {
              const span = $.spanFrom(first);
              const end: FrameBoundNode = { kind: 'current', value: undefined, direction: 'preceding', word: 'row', span };
              return { unit: isWord(unit, 'rows') ? 'rows' : 'range', start, end, span };
            });
          },
        },
      ]);
    },
    { recoveryValueFunc: () => undefined },
  );
}

function defineFrameBound($: Grammar, rules: () => ExpressionRules): Rule<FrameBoundNode> {
  return $.RULE(
    'frameBound',
    () => {
      const first = $.LA(1);
      const kind = isWord(first, 'unbounded') ? 'unbounded' : isWord(first, 'current') ? 'current' : 'offset';
      const value = $.OR({
        ERR_MSG: "'unbounded preceding', 'current row', or a number followed by 'preceding' or 'following'",
        IGNORE_AMBIGUITIES: true, // the gate tells the words from a name
        MAX_LOOKAHEAD: 1,
        DEF: [
          {
            GATE: () => isWord($.LA(1), 'unbounded') || isWord($.LA(1), 'current'),
            ALT: () => {
              $.CONSUME(t.Name);
              return undefined;
            },
          },
          { ALT: () => $.SUBRULE(rules().primary) },
        ],
      });
      const direction = $.CONSUME1(t.Name);
      return $.ACTION(
        (): FrameBoundNode => ({
          kind,
          value: kind === 'offset' ? value : undefined,
          direction: isWord(direction, 'following') ? 'following' : 'preceding',
          word: direction.image,
          span: $.spanFrom(first),
        }),
      );
    },
    {
      recoveryValueFunc: () => ({ kind: 'current', value: undefined, direction: 'preceding', word: 'row', span: { start: 0, end: 0 } }),
    },
  );
}
