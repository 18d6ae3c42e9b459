import { bigint, boolean, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { type AggregateFunction, defineAggregate, type FunctionCategory } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

function folded<V extends boolean | bigint>(
  name: string,
  token: TypeDescriptor<V>,
  start: NoInfer<V>,
  join: (a: NoInfer<V>, b: NoInfer<V>) => NoInfer<V>,
  summary: string,
  example: { readonly call: string; readonly result: string },
  aliases: readonly string[] = [],
): AggregateFunction {
  return defineAggregate({
    name,
    aliases,
    category: 'aggregate' satisfies FunctionCategory,
    summary,
    parameters: { value: token === boolean ? 'the condition; NULLs are left out' : 'the integers; NULLs are left out' },
    examples: [example],
    overloads: [
      {
        params: [token],
        returns: token,
        exactMerge: true,
        accumulator: ({ returns }) =>
          statefulAccumulator<{ value: V }>(returns, {
            make: () => ({ value: start }),
            add(s, v) {
              s.value = join(s.value, v as V);
            },
            merge(s, other) {
              s.value = join(s.value, other.value);
            },
            finish: ({ value }) => value,
            encoding: recordState<{ value: V }>({ value: token }),
          }),
      },
    ],
  });
}

export const boolAnd = folded(
  'bool_and',
  boolean,
  true,
  (a, b) => a && b,
  'Whether a condition holds in every row in which it is not NULL.',
  { call: 'bool_and(x > 1)', result: 'false' },
  ['every'],
);
export const boolOr = folded('bool_or', boolean, false, (a, b) => a || b, 'Whether a condition holds in any row.', {
  call: 'bool_or(x > 1)',
  result: 'true',
});
export const bitwiseAndAgg = folded('bitwise_and_agg', bigint, -1n, (a, b) => a & b, 'The bits set in every value.', {
  call: 'bitwise_and_agg(x)',
  result: '0',
});
export const bitwiseOrAgg = folded('bitwise_or_agg', bigint, 0n, (a, b) => a | b, 'The bits set in any value.', {
  call: 'bitwise_or_agg(x)',
  result: '3',
});
export const bitwiseXorAgg = folded('bitwise_xor_agg', bigint, 0n, (a, b) => a ^ b, 'The bits set in an odd number of values.', {
  call: 'bitwise_xor_agg(x)',
  result: '0',
});
