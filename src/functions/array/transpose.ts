import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const arrayTranspose = defineScalar({
  name: 'array_transpose',
  category: 'array',
  summary: 'The columns of an array of rows of equal length.',
  parameters: { rows: 'arrays of equal length' },
  examples: [
    { call: 'array_transpose(array[array[1, 2], array[3, 4]])', result: '[[1, 3], [2, 4]]' },
    { call: 'array_transpose(array[array[1], array[2, 3]])', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(T))],
      returns: arrayOf(arrayOf(T)),
      row(rows) {
        const width = rows[0]?.length ?? 0;
        if (rows.some((row) => row?.length !== width)) invalidArgument('the arrays differ in length');
        return Array.from({ length: width }, (_, i) => rows.map((row) => row![i]));
      },
    }),
  ],
});
