import { RowError } from '../../diagnostics/row-error.ts';
import { type Expression, isConstant, rewrite } from '../expressions/expression.ts';
import { emptyFrame, interpret } from '../expressions/interpret.ts';
import { mapExpressions, rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** `where a > 2 * 3` → `where a > 6`; `true and x` → `x`; `if(false, a, b)` → `b`. A constant that fails, warns or takes long stays as it is. */
export const foldConstants: OptimizerRule = {
  name: 'foldConstants',
  summary: 'Computes constant expressions once and drops branches that cannot be reached.',
  rewrite: (plan, context) =>
    rewriteAbove(plan, (node) =>
      mapExpressions(node, (expression) =>
        rewrite(expression, (part) => {
          const simple = simplify(part);
          if (simple.kind === 'literal' || simple.kind === 'lambda' || simple.kind === 'column' || simple.kind === 'argument')
            return simple;
          if (!isConstant(simple)) return simple;
          try {
            let warned = false;
            const report = (): void => {
              warned = true;
            };
            const computed = context.attempt(() => ({ value: interpret(simple, emptyFrame(), { ...context, report })() }));
            if (warned || !computed) return simple;
            return { kind: 'literal', value: computed.value, type: simple.type, span: simple.span };
          } catch (error) {
            if (error instanceof RowError) return simple;
            throw error;
          }
        }),
      ),
    ),
};

function simplify(expression: Expression): Expression {
  const { span, type } = expression;
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const neutral = expression.kind === 'and';
      const args = expression.args.filter((arg) => arg.kind !== 'literal' || arg.value !== neutral);
      if (args.some((arg) => arg.kind === 'literal' && arg.value === !neutral)) return { kind: 'literal', value: !neutral, type, span };
      if (args.length === 0) return { kind: 'literal', value: neutral, type, span };
      return args.length === 1 ? args[0]! : args.length === expression.args.length ? expression : { ...expression, args };
    }
    case 'case': {
      const branches = expression.branches.filter(({ when }) => when.kind !== 'literal' || when.value === true);
      const [first] = branches;
      if (!first) return expression.otherwise;
      return first.when.kind === 'literal' ? first.result : { ...expression, branches };
    }
    default:
      return expression;
  }
}
