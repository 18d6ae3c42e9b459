export { divisionByZero, invalidArgument, outOfRange } from './diagnostics/row-error.ts';
export { cellOf, recordState, type StateEncoding } from './functions/aggregate/state-encoding.ts';
export { type GroupState, statefulAccumulator } from './functions/aggregate/stateful.ts';
export {
  type Accumulator,
  type AggregateFunction,
  type AggregateOverload,
  type CallSite,
  type EvaluationContext,
  type Example,
  type FunctionCategory,
  type FunctionDeclaration,
  type Overload,
  overload,
  type ScalarFunction,
  type SpecialForm,
} from './functions/declaration.ts';
export { defineAggregate, defineScalar } from './functions/host-functions.ts';
export * from './types/type-descriptor.ts';
export type { MapValue } from './types/values.ts';
