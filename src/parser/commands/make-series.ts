import * as t from '../../lexer/tokens.ts';
import { type Grammar, isToken, type Rule, recoverExpression } from '../grammar.ts';
import { isIntervalUnit } from '../primary.ts';
import type { AssignmentNode, ExpressionNode, SeriesNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

/** `1 month`, which is `interval '1' month` */
function plainInterval($: Grammar): ExpressionNode {
  const number = $.CONSUME(t.Numeral);
  const unit = $.CONSUME(t.Name);
  return $.ACTION(() => ({ kind: 'interval', value: number.image, from: unit.image, to: undefined, span: $.spanFrom(number) }));
}

export const makeSeries: CommandSyntax<'make-series'> = {
  kind: 'make-series',
  usage: "make-series <name> = <column> [default = '<fill>'], … on <time> [from <begin> to <end>] [step <length>] [by <tag>, …]",
  summary: 'Groups rows into time series: one row per combination of tags, with an array of times and one array per column.',
  define: ($, { expression, assignments, assignment }, word) => {
    const fill: Rule<ExpressionNode> = $.RULE('fill', () => {
      $.CONSUME(t.Default);
      $.CONSUME(t.Equals);
      return $.SUBRULE(expression);
    });
    const stepLength: Rule<ExpressionNode> = $.RULE(
      'stepLength',
      () => $.OR1([{ GATE: () => isIntervalUnit($.LA(2)), ALT: () => plainInterval($) }, { ALT: () => $.SUBRULE5(expression) }]),
      recoverExpression($),
    );
    return $.RULE('makeSeries', () => {
      const first = $.CONSUME(word);
      const series: SeriesNode[] = [];
      $.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const { name, value, span } = $.SUBRULE(assignment);
          const own = $.OPTION(() => $.SUBRULE(fill));
          series.push({ name, value, fill: own, span });
        },
      });
      $.CONSUME(t.On);
      const on = $.SUBRULE1(expression);
      let shared: ExpressionNode | undefined;
      let from: ExpressionNode | undefined;
      let to: ExpressionNode | undefined;
      let step: ExpressionNode | undefined;
      let by: AssignmentNode[] = [];
      $.MANY({
        GATE: () => !isToken($.LA(1), t.Comma),
        DEF: () => {
          $.OR([
            {
              ALT: () => {
                shared = $.SUBRULE1(fill);
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.From);
                from = $.SUBRULE2(expression);
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.To);
                to = $.SUBRULE3(expression);
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.Step);
                step = $.SUBRULE(stepLength);
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.By);
                by = $.SUBRULE(assignments);
              },
            },
          ]);
        },
      });
      return $.ACTION(() => ({
        kind: 'make-series',
        series,
        on,
        fill: shared,
        from,
        to,
        step,
        by,
        span: $.spanFrom(first),
      }));
    });
  },
  print: ({ series, on, fill, from, to, step, by }, print) => {
    const part = (word: string, node: ExpressionNode | undefined): string => (node ? ` ${word} ${print.expression(node)}` : '');
    const arrays = series.map(({ name, value, fill: own }) => {
      return `${name ? `${print.name(name)} = ` : ''}${print.expression(value)}${part('default =', own)}`;
    });
    const range = part('default =', fill) + part('from', from) + part('to', to) + part('step', step);
    return `${arrays.join(', ')} on ${print.expression(on)}${range}${by.length > 0 ? ` by ${print.assignments(by)}` : ''}`;
  },
};
