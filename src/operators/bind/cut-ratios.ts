import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { isInteger } from '../../types/data-type.ts';
import { columnsOf, type Expression, isConstant, some } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapExpressions } from '../plan/plan.ts';

/** Functions that number rows: what divides them makes groups of rows. */
const rankings: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank', 'ntile']);
/** Aggregates of quantities, whose arguments nobody cuts on purpose. */
const measures: ReadonlySet<string> = new Set(['sum', 'avg', 'min', 'max', 'approx_percentile', 'percentile']);

/**
 * Warns of divisions of integers whose cut results mislead: ratios (most rates become 0), and units of aggregates (`sum(bytes) / 1024`, `avg(ms / 1000)`). A column that is
 * divided by a constant is left alone, which makes classes (`code / 100`), and so is what is multiplied again (`t / 60 * 60`).
 */
export function cutRatios(plans: readonly LogicalPlan[], source: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<LogicalPlan>();
  const open = [...plans];
  for (let plan = open.pop(); plan; plan = open.pop()) {
    if (seen.has(plan)) continue;
    seen.add(plan);
    const inputs = inputsOf(plan);
    open.push(...inputs);
    const [input] = inputs;
    if (!input) continue;
    const measured = new Set(
      plan.kind === 'Aggregate' ? plan.aggregates.filter(({ fn }) => measures.has(fn.name)).flatMap(({ args }) => args) : [],
    );
    const classes = new Set(plan.kind === 'Aggregate' ? plan.keys.map(({ value }) => value) : []);
    mapExpressions(plan, (expression) => {
      const wanted = new Set<Expression>();
      some(expression, (part) => {
        for (const whole of wholeOnPurpose(part, source)) wanted.add(whole);
        const left = wanted.has(part) ? undefined : dividend(part);
        const [, divisor] = left ? (part as Expression & { readonly kind: 'call' }).args : []; // dividend has found a call
        if (!left || !divisor) return false;
        const isUnit = !classes.has(expression) && (measured.has(expression) || isAggregated(part, input));
        const isRatio = !isConstant(left) && !isConstant(divisor);
        if (isRatio || isUnit) found.push(cutWarning(part, left, source));
        return false;
      });
      return expression;
    });
  }
  return found;
}

/** What is divided, if an expression divides integers and is not a constant; of a chain of divisions only the first is meant. */
function dividend(expression: Expression): Expression | undefined {
  if (expression.kind !== 'call' || expression.fn !== syntaxFunctions['/'] || !isInteger(expression.type) || isConstant(expression))
    return undefined;
  const [left] = expression.args;
  return left && dividend(left) ? undefined : left;
}

/** The parts of an expression that are whole numbers on purpose: `x / 60 * 60`, `floor(a / b)` and `cast(a / b as bigint)`. */
function wholeOnPurpose(expression: Expression, source: string): readonly Expression[] {
  if (expression.kind === 'cast') return expression.implicit || !isInteger(expression.type) ? [] : [expression.value];
  if (expression.kind !== 'call') return [];
  if (expression.fn.name === 'floor') return expression.args;
  if (expression.fn !== syntaxFunctions['*']) return [];
  const written = ({ span }: Expression): string => source.slice(span.start, span.end);
  return expression.args.filter(
    (arg, i) => arg.kind === 'call' && arg.fn === syntaxFunctions['/'] && written(arg.args[1]!) === written(expression.args[1 - i]!),
  );
}

function cutWarning({ span }: Expression, left: Expression, source: string): Diagnostic {
  const at = { start: left.span.end, end: left.span.end };
  const written = source.slice(left.span.start, left.span.end);
  const fixes = [{ title: `write ${written} * 1.0`, span: at, text: ' * 1.0' }];
  return diagnose('cut-ratio', span, { ratio: source.slice(span.start, span.end) }, { help: `write ${written} * 1.0 / …`, fixes });
}

/** Whether an expression over the columns of a plan is computed from an aggregate. */
const isAggregated = (expression: Expression, input: LogicalPlan): boolean =>
  [...columnsOf(expression)].some((index) => isAggregatedColumn(input, index));

function isAggregatedColumn(plan: LogicalPlan, index: number): boolean {
  switch (plan.kind) {
    case 'Aggregate':
      return index >= plan.keys.length;
    case 'Window': {
      const call = plan.groups.flatMap((group) => group.calls)[index - plan.input.schema.length];
      return call ? !rankings.has(call.fn.name) : isAggregatedColumn(plan.input, index);
    }
    case 'Project': {
      const output = plan.outputs[index];
      return output !== undefined && isAggregated(output.value, plan.input);
    }
    case 'Join': {
      const width = plan.input.schema.length;
      return index < width ? isAggregatedColumn(plan.input, index) : isAggregatedColumn(plan.right, index - width);
    }
    case 'Filter':
    case 'Sort':
    case 'TopN':
    case 'Limit':
    case 'Sample':
    case 'Dedup':
    case 'Shared':
    case 'Union':
      return isAggregatedColumn(plan.input, index);
    default:
      return false;
  }
}
