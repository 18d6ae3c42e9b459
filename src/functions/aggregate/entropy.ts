import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double } from '../../types/type-descriptor.ts';
import { defineAggregate } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

interface Sums {
  total: number;
  logs: number;
}

export const entropy = defineAggregate({
  name: 'entropy',
  category: 'aggregate',
  summary: 'The entropy, in bits, of a distribution given by its counts: log2(1/p) averaged over its members; NULLs count as nothing.',
  parameters: { count: 'the counts, not negative' },
  examples: [
    { call: 'entropy(1)', result: '1.58496250072' },
    { call: 'entropy(x - 2)', error: 'SPL3003' },
  ],
  overloads: [
    {
      params: [double],
      returns: double,
      accumulator: ({ returns }) =>
        statefulAccumulator<Sums>(returns, {
          make: () => ({ total: 0, logs: 0 }),
          add(state, count) {
            const c = count as number;
            if (c < 0) invalidArgument('a count cannot be negative');
            if (c > 0) state.logs += c * Math.log2(c);
            state.total += c;
          },
          merge(state, other) {
            state.total += other.total;
            state.logs += other.logs;
          },
          finish: ({ total, logs }) => (total > 0 ? Math.max(0, Math.log2(total) - logs / total) : 0),
          empty: 0,
          encoding: recordState<Sums>({ total: double, logs: double }),
        }),
    },
  ],
});
