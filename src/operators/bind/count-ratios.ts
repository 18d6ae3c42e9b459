import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { isInteger } from '../../types/data-type.ts';
import { type Expression, isConstant, some } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapExpressions } from '../plan/plan.ts';

/** Aggregates that count rows. */
const counters: ReadonlySet<string> = new Set(['count', 'count_if', 'count_distinct', 'count_null', 'approx_distinct']);
/** Aggregates that give a count for counts. */
const keepers: ReadonlySet<string> = new Set(['sum', 'max', 'min', 'arbitrary', 'first_value', 'last_value', 'lag', 'lead']);

/** Warns of ratios of two counts, which the division of integers cuts to whole numbers: most rates become 0. */
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
    mapExpressions(plan, (expression) => {
      some(expression, (part) => {
        const left = cutRatio(part, input);
        if (left) found.push(cutWarning(part, left, source));
        return false;
      });
      return expression;
    });
  }
  return found;
}

/** The dividend of a ratio of counts. */
function cutRatio(expression: Expression, input: LogicalPlan): Expression | undefined {
  if (expression.kind !== 'call' || expression.fn !== syntaxFunctions['/'] || !isInteger(expression.type)) return undefined;
  const [left, right] = expression.args;
  return left && right && isCount(left, input) && isCount(right, input) ? left : undefined;
}

function cutWarning({ span }: Expression, left: Expression, source: string): Diagnostic {
  const at = { start: left.span.end, end: left.span.end };
  const written = source.slice(left.span.start, left.span.end);
  const fixes = [{ title: `write ${written} * 1.0`, span: at, text: ' * 1.0' }];
  return diagnose('cut-ratio', span, { ratio: source.slice(span.start, span.end) }, { help: `write ${written} * 1.0 / …`, fixes });
}

/** Whether an expression over the columns of a plan is a count, or computed from counts and constants. */
function isCount(expression: Expression, input: LogicalPlan): boolean {
  const counts = (part: Expression): boolean => isCount(part, input);
  switch (expression.kind) {
    case 'column':
      return isCountColumn(input, expression.index);
    case 'cast':
      return isInteger(expression.type) && counts(expression.value);
    case 'coalesce':
      return expression.args.some(counts);
    case 'case':
      return [...expression.branches.map(({ result }) => result), expression.otherwise].some(counts);
    case 'call':
      return (
        [syntaxFunctions['+'], syntaxFunctions['-'], syntaxFunctions['*']].some((fn) => fn === expression.fn) &&
        expression.args.some(counts) &&
        expression.args.every((arg) => isConstant(arg) || counts(arg))
      );
    default:
      return false;
  }
}

function isCountColumn(plan: LogicalPlan, index: number): boolean {
  switch (plan.kind) {
    case 'Aggregate': {
      const key = plan.keys[index];
      if (key) return isCount(key.value, plan.input);
      const call = plan.aggregates[index - plan.keys.length];
      return call !== undefined && isCountCall(call, plan.input);
    }
    case 'Window': {
      const calls = plan.groups.flatMap((group) => group.calls);
      const call = calls[index - plan.input.schema.length];
      return call ? isCountCall(call, plan.input) : isCountColumn(plan.input, index);
    }
    case 'Project': {
      const output = plan.outputs[index];
      return output !== undefined && isCount(output.value, plan.input);
    }
    case 'Join': {
      const width = plan.input.schema.length;
      return index < width ? isCountColumn(plan.input, index) : isCountColumn(plan.right, index - width);
    }
    case 'Filter':
    case 'Sort':
    case 'TopN':
    case 'Limit':
    case 'Sample':
    case 'Dedup':
    case 'Shared':
    case 'Union':
      return isCountColumn(plan.input, index);
    default:
      return false;
  }
}

function isCountCall(
  { fn, args }: { readonly fn: { readonly name: string }; readonly args: readonly Expression[] },
  input: LogicalPlan,
): boolean {
  const [first] = args;
  return counters.has(fn.name) || (keepers.has(fn.name) && first !== undefined && isCount(first, input));
}
