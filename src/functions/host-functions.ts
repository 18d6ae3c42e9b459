import {
  type AggregateFunction,
  ofHost,
  type ScalarFunction,
  defineAggregate as toAggregate,
  defineScalar as toScalar,
} from './declaration.ts';

/** Declares a scalar function of the host. */
export const defineScalar = (declared: Parameters<typeof toScalar>[0]): ScalarFunction => ofHost(toScalar(declared));

/** Declares an aggregate function of the host. */
export const defineAggregate = (declared: Parameters<typeof toAggregate>[0]): AggregateFunction => ofHost(toAggregate(declared));
