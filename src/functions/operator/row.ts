import { rowOf } from '../../types/token.ts';
import { defineScalar } from '../declaration.ts';

export const rowConstructor = defineScalar({
  name: 'row',
  category: 'operator',
  summary: 'A ROW of the given values; its members are field0, field1 and so on.',
  parameters: ['value', '…'],
  examples: [{ call: "row(1, 'a').field1", result: "'a'" }],
  nulls: 'called',
  // The binder states the type: a signature cannot list members of any number.
  overloads: Array.from({ length: 65 }, (_, count) => ({
    params: Array.from({ length: count }, (_, i) => ({ type: { kind: 'variable' as const, name: `T${i}` } })),
    returns: rowOf(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`field${i}`, { type: { kind: 'variable' as const, name: `T${i}` } }])),
    ),
    row: (...values: unknown[]) => values,
  })),
});
