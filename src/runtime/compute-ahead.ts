import { columnsOf, type Expression } from '../operators/expressions/expression.ts';
import { mapExpressions, type PlanOf } from '../operators/plan/plan.ts';
import { columnsBeside } from '../vectors/record-batch.ts';
import { Table } from '../vectors/table.ts';
import type { Vector } from '../vectors/vector.ts';
import type { ExecutionContext } from './context.ts';
import { isCostly, isVolatile, type Operation } from './effort.ts';
import { computedBytes } from './expressions/computed-bytes.ts';
import { evaluateInParts } from './expressions/evaluate-in-parts.ts';
import { compileEvaluator } from './expressions/evaluator.ts';
import { compileOutput, reportRowErrors } from './operators/project.ts';
import { noPendingOutput, type PhysicalOperator } from './physical-operator.ts';

/** An operation that reads the costly expressions of another as columns, and the operator that computes those. */
export interface Ahead {
  readonly operation: Operation;
  readonly operator: PhysicalOperator;
}

/** Takes the costly expressions out of an operation that keeps a state, as they may be computed in several attempts, and its state not. */
export function computedAhead(operation: Operation, context: ExecutionContext): Ahead | undefined {
  const computed: Expression[] = [];
  const width = operation.input.schema.length;
  const moved = (expression: Expression): Expression => {
    if (columnsOf(expression).size === 0 || !isCostly(expression)) return expression;
    computed.push(expression);
    return { kind: 'column', index: width + computed.length - 1, name: '', type: expression.type, span: expression.span };
  };
  const rest = withMoved(operation, moved);
  return computed.length === 0 ? undefined : { operation: rest, operator: operatorOf(operation, computed, context) };
}

function withMoved(operation: Operation, moved: (expression: Expression) => Expression): Operation {
  if (operation.kind === 'Join') return { ...operation, leftKeys: operation.leftKeys.map(moved) };
  if (operation.kind === 'Aggregate' || operation.kind === 'MakeSeries' || operation.kind === 'Unnest')
    return mapExpressions(operation, moved) as PlanOf<'Aggregate' | 'MakeSeries' | 'Unnest'>; // a node keeps its kind
  return operation;
}

/** Puts the values of expressions beside the columns of its batches. */
function operatorOf({ input, kind }: Operation, expressions: readonly Expression[], context: ExecutionContext): PhysicalOperator {
  const evaluators = expressions.map((expression) => compileOutput(expression, context));
  let rowsBefore = 0;
  return {
    name: kind,
    schema: input.schema,
    open: (emit) => ({
      push(batch) {
        const columns = evaluators.map((evaluate) => reportRowErrors(evaluate(batch), rowsBefore, context));
        const demand = emit({ ...batch, columns: columnsBeside(batch, { ...batch, columns }) });
        rowsBefore += batch.length;
        return demand;
      },
      finish: () => noPendingOutput,
    }),
  };
}

/**
 * A join and its right side, the costly keys of which are computed in several attempts, as columns after those of the table: the index of the right side is made
 * in one go.
 */
export function* rightKeysAhead(
  operation: Operation,
  others: readonly Table[],
  context: ExecutionContext,
): Generator<void, Readonly<{ operation: Operation; others: readonly Table[] }>> {
  const [right] = others;
  if (operation.kind !== 'Join' || !right || !operation.rightKeys.some((key) => isCostly(key) && !isVolatile(key)))
    return { operation, others };
  const rows = { schema: right.schema, length: right.rowCount, columns: right.columns };
  const made: Vector[] = [];
  const rightKeys: Expression[] = [];
  for (const key of operation.rightKeys) {
    if (!isCostly(key) || isVolatile(key)) {
      rightKeys.push(key);
      continue;
    }
    const column = yield* evaluateInParts(compileEvaluator(key, context), rows, context, (part, before) =>
      reportRowErrors(part, before, context),
    );
    context.evaluation.memory.reserve(computedBytes(column));
    rightKeys.push({ kind: 'column', index: right.columns.length + made.length, name: '', type: key.type, span: key.span });
    made.push(column);
  }
  const schema = [...right.schema, ...made.map(({ type }) => ({ name: '', type }))];
  return { operation: { ...operation, rightKeys }, others: [new Table(schema, [...right.columns, ...made], right.rowCount)] };
}
