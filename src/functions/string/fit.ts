import { invalidCast } from '../../diagnostics/row-error.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { pointLength } from './code-points.ts';

/** What a cast to a type with a length does to the string; behind `cast`. */
function fitting(name: string, compute: (text: string, length: number) => string): ScalarFunction {
  return defineScalar({
    name,
    category: 'string',
    summary: 'Brings a string to the length of its type.',
    parameters: { string: 'any string', length: { description: 'the length of the type', unit: 'characters' } },
    examples: [],
    overloads: [overload({ params: [varchar, bigint], returns: varchar, row: (text, length) => compute(text, Number(length)) })],
  });
}

const cut = (text: string, length: number): string => (text.length <= length ? text : [...text].slice(0, length).join(''));

function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === ' ') end--;
  return text.slice(0, end);
}

export const cutText = fitting('cut_text', cut);
export const fitText = fitting('fit_text', (text, length) =>
  pointLength(text) <= length ? text : invalidCast(`'${text.slice(0, 40)}' has more than ${length} characters`),
);
export const fitChar = fitting('fit_char', (text, length) => withoutBlanksAtEnd(cut(text, length)));
