import { rowOf } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';

export const rowConstructor = defineScalar({
  name: 'row',
  category: 'operator',
  summary: 'A ROW of the given values; its members are field0, field1 and so on.',
  parameters: ['value', '…'],
  examples: [{ call: "row(1, 'a').field1", result: "'a'" }],
  nulls: 'called',
  // The binder states the types: a signature cannot list members of any number.
  overloads: [{ params: [], returns: rowOf({}), variadic: true, row: (...values: unknown[]) => values }],
});
