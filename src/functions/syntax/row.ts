import { any, rowOf } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { callForms } from './special-forms.ts';

const { name, category, summary, parameters, examples } = callForms.row;

/** What the form `row(…)` computes. */
export const rowConstructor = defineScalar({
  name,
  category,
  summary,
  parameters,
  examples,
  nulls: 'called',
  // The binder states the type of the result: a signature cannot list members of any number.
  overloads: [{ params: [any], returns: rowOf({}), variadic: true, row: (...values: unknown[]) => values }],
});
