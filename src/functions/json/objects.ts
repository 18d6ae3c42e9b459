import { isObject, parseJson } from '../../types/json-tree.ts';
import { bigint, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { withPath } from './extract.ts';
import { extract } from './path.ts';
import { withTree } from './with-tree.ts';

export const jsonSize = defineScalar({
  name: 'json_size',
  category: 'json',
  summary: 'The number of members of the object or array that a path leads to; 0 for a scalar.',
  parameters: { json: 'JSON, or a string of it', path: 'where the value is' },
  examples: [{ call: `json_size('{"x":{"a":1,"b":2}}', '$.x')`, result: '2' }],
  overloads: withPath(bigint, (text, steps) => {
    const found = extract(text, steps);
    const tree = found === undefined ? undefined : parseJson(found);
    if (tree === undefined) return null;
    return BigInt(Array.isArray(tree) ? tree.length : isObject(tree) ? tree.members.length : 0);
  }),
});

export const jsonObjectKeys = defineScalar({
  name: 'json_object_keys',
  category: 'json',
  summary: 'The keys of a JSON object in their order; NULL for anything else.',
  parameters: { json: 'JSON, or a string of it' },
  examples: [
    { call: `json_object_keys('{"b":1,"a":2}')`, result: "['b', 'a']" },
    { call: `json_object_keys('{"a":1,"a":2}')`, result: "['a']" },
  ],
  overloads: withTree([], { type: { kind: 'array', element: { kind: 'varchar' } } } as TypeDescriptor<readonly string[]>, (tree) =>
    isObject(tree) ? tree.members.map(([name]) => name) : null,
  ),
});
