import type { AggregateFunction, FunctionDeclaration, ScalarFunction } from '../../functions/declaration.ts';
import { type Expression, rewrite } from '../../operators/expressions/expression.ts';
import { type AggregateCall, type LogicalPlan, mapExpressions, mapInputs } from '../../operators/plan/plan.ts';

/** A function in a plan that crosses threads: another thread has the same under its name, and the overload at its place. */
interface FunctionReference {
  readonly fn: string;
  readonly overload: number;
}

/** A plan as data that crosses threads: what it says of functions is references. */
export interface PortablePlan {
  readonly plan: unknown;
}

type Called = Pick<Extract<Expression, { readonly kind: 'call' }> | AggregateCall, 'fn' | 'overload'>;

/** A plan without its functions. */
export function portable(plan: LogicalPlan): PortablePlan {
  return { plan: mapCalls(plan, ({ fn, overload }) => reference(fn, (fn.overloads as readonly object[]).indexOf(overload))) };
}

const reference = (fn: FunctionDeclaration, overload: number): FunctionReference => ({ fn: `${fn.kind} ${fn.name}`, overload });

/** The plan with the functions of this thread. */
export function unpacked({ plan }: PortablePlan, functions: readonly FunctionDeclaration[]): LogicalPlan {
  const byName = new Map(functions.map((fn) => [`${fn.kind} ${fn.name}`, fn as ScalarFunction | AggregateFunction])); // only those are called in plans of fragments
  return mapCalls(plan as LogicalPlan, (call) => {
    const { fn: name, overload } = call as object as FunctionReference; // what `portable` put in its place
    const fn = byName.get(name)!;
    return { fn, overload: fn.overloads[overload]! };
  });
}

/** The plan with the functions of all calls replaced. */
function mapCalls(plan: LogicalPlan, replaced: (call: Called) => object): LogicalPlan {
  const inputs = mapInputs(plan, (input) => mapCalls(input, replaced));
  const change = (node: Expression): Expression => (node.kind === 'call' ? ({ ...node, ...replaced(node) } as Expression) : node); // on its way, not to be computed
  const mapped = mapExpressions(inputs, (expression) => rewrite(expression, change));
  if (mapped.kind !== 'Aggregate') return mapped;
  return { ...mapped, aggregates: mapped.aggregates.map((call) => ({ ...call, ...replaced(call) })) };
}
