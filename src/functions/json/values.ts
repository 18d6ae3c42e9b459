import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatJson, isNumber, isObject, type JsonTree, parseJson } from '../../types/json-tree.ts';
import { bigint, boolean, double, json, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type Overload, overload } from '../declaration.ts';
import { withPath } from './extract.ts';
import { extract } from './path.ts';

/** Overloads over JSON and over text that read the whole value; malformed text gives NULL. */
function withTree<R, A extends readonly TypeDescriptor[]>(
  rest: A,
  returns: TypeDescriptor<R>,
  compute: (tree: JsonTree, ...args: never[]) => R | null,
): Overload[] {
  const row = (text: string, ...args: never[]): R | null => {
    const tree = parseJson(text);
    return tree === undefined ? null : compute(tree, ...args);
  };
  return [json, varchar].map((token) => ({ params: [token, ...rest], returns, row: row as never }));
}

export const jsonParse = defineScalar({
  name: 'json_parse',
  category: 'json',
  summary: 'Reads a text as JSON; fails where it is malformed.',
  parameters: ['text'],
  examples: [{ call: `json_parse('{"b": 1, "a": 2}')`, result: '{"a":2,"b":1}' }],
  overloads: [
    overload({
      params: [varchar],
      returns: json,
      row(text) {
        const tree = parseJson(text);
        return tree === undefined ? invalidArgument(`'${text.slice(0, 60)}' is no JSON`) : formatJson(tree);
      },
    }),
  ],
});

export const jsonFormat = defineScalar({
  name: 'json_format',
  category: 'json',
  summary: 'The text of a JSON value, without blanks and with object keys in order.',
  parameters: ['json'],
  examples: [{ call: "json_format(json '[1, 2]')", result: "'[1,2]'" }],
  overloads: [overload({ params: [json], returns: varchar, row: (text) => text })],
});

export const jsonArrayLength = defineScalar({
  name: 'json_array_length',
  category: 'json',
  summary: 'The number of elements of a JSON array; NULL for anything else.',
  parameters: ['json'],
  examples: [{ call: "json_array_length('[1, 2, 3]')", result: '3' }],
  overloads: withTree([], bigint, (tree) => (Array.isArray(tree) ? BigInt(tree.length) : null)),
});

export const jsonArrayGet = defineScalar({
  name: 'json_array_get',
  category: 'json',
  summary: 'An element of a JSON array by its index from 0, negative from the end; NULL where there is none.',
  parameters: ['json', 'index'],
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
      : typeof value === 'number' && Number(tree.digits) === value;
  return tree === value;
}

export const jsonArrayContains = defineScalar({
  name: 'json_array_contains',
  category: 'json',
  summary: 'Whether a JSON array has an element equal to a boolean, number or text.',
  parameters: ['json', 'value'],
  examples: [{ call: "json_array_contains('[1, 2]', 2)", result: 'true' }],
  overloads: [boolean, bigint, double, varchar].flatMap((token) =>
    withTree([token as TypeDescriptor], boolean, (tree, value: unknown) =>
      Array.isArray(tree) ? tree.some((element: JsonTree) => sameScalar(element, value)) : null,
    ),
  ),
});

export const jsonSize = defineScalar({
  name: 'json_size',
  category: 'json',
  summary: 'The number of members of the object or array that a path leads to; 0 for a scalar.',
  parameters: ['json', 'path'],
  examples: [{ call: `json_size('{"x":{"a":1,"b":2}}', '$.x')`, result: '2' }],
  overloads: withPath(bigint, (text, steps) => {
    const found = extract(text, steps);
    const tree = found === undefined ? undefined : parseJson(found);
    if (tree === undefined) return null;
    return BigInt(Array.isArray(tree) ? tree.length : isObject(tree) ? tree.members.length : 0);
  }),
});

export const isJsonScalar = defineScalar({
  name: 'is_json_scalar',
  category: 'json',
  summary: 'Whether a value is a JSON text, number, boolean or null.',
  parameters: ['json'],
  examples: [
    { call: "is_json_scalar('[1]')", result: 'false' },
    { call: "is_json_scalar('1')", result: 'true' },
  ],
  overloads: [json, varchar].map((token) =>
    overload({
      params: [token],
      returns: boolean,
      row(text) {
        const tree = parseJson(text);
        return tree === undefined ? invalidArgument(`'${text.slice(0, 60)}' is no JSON`) : !Array.isArray(tree) && !isObject(tree);
      },
    }),
  ),
});

export const jsonObjectKeys = defineScalar({
  name: 'json_object_keys',
  category: 'json',
  summary: 'The keys of a JSON object in their order; NULL for anything else.',
  parameters: ['json'],
  examples: [{ call: `json_object_keys('{"b":1,"a":2}')`, result: "['b', 'a']" }],
  overloads: withTree([], { type: { kind: 'array', element: { kind: 'varchar' } } } as TypeDescriptor<readonly string[]>, (tree) =>
    isObject(tree) ? tree.members.map(([name]) => name) : null,
  ),
});
