import { formatJson, isNumber, type JsonTree } from '../../types/json-tree.ts';
import { bigint, boolean, double, json, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { withTree } from './with-tree.ts';

export const jsonArrayLength = defineScalar({
  name: 'json_array_length',
  category: 'json',
  summary: 'The number of elements of a JSON array; NULL for anything else.',
  parameters: { json: 'JSON, or a string of it' },
  examples: [
    { call: "json_array_length('[1, 2, 3]')", result: '3' },
    { call: "json_array_length('{}')", result: 'NULL' },
  ],
  overloads: withTree([], bigint, (tree) => (Array.isArray(tree) ? BigInt(tree.length) : null)),
});

export const jsonArrayGet = defineScalar({
  name: 'json_array_get',
  category: 'json',
  summary: 'An element of a JSON array by its index from 0, negative from the end; NULL where there is none.',
  parameters: { json: 'JSON, or a string of it', index: 'the place from 0, negative from the end' },
  examples: [{ call: `json_array_get('["a", "b"]', -1)`, result: 'b' }],
  overloads: withTree([bigint], json, (tree, index: bigint) => {
    if (!Array.isArray(tree)) return null;
    const element = (tree as readonly JsonTree[])[index < 0n ? tree.length + Number(index) : Number(index)];
    if (element === undefined || element === null) return null;
    return typeof element === 'string' ? element : formatJson(element); // a text comes without quotes, as documented
  }),
});

function sameScalar(tree: JsonTree, value: unknown): boolean {
  if (isNumber(tree))
    return typeof value === 'bigint'
      ? !/[.eE]/.test(tree.digits) && BigInt(tree.digits) === value
      : typeof value === 'number' && /[.eE]/.test(tree.digits) && Number(tree.digits) === value;
  return tree === value;
}

export const jsonArrayContains = defineScalar({
  name: 'json_array_contains',
  category: 'json',
  summary: 'Whether a JSON array has an element equal to a boolean, number or string.',
  parameters: {
    json: 'JSON, or a string of it',
    value: 'a boolean, number or string; a whole number equals numbers written without a point or exponent, a DOUBLE those with one',
  },
  examples: [
    { call: "json_array_contains('[1, 2]', 2)", result: 'true' },
    { call: "json_array_contains('[4]', 4.0)", result: 'false' },
  ],
  overloads: [boolean, bigint, double, varchar].flatMap((token) =>
    withTree([token as TypeDescriptor], boolean, (tree, value: unknown) =>
      Array.isArray(tree) ? tree.some((element: JsonTree) => sameScalar(element, value)) : null,
    ),
  ),
});
