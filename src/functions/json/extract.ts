import { stringValue } from '../../types/json-scan.ts';
import { formatJson, parseJson } from '../../types/json-tree.ts';
import { json, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, type Overload, overload } from '../declaration.ts';
import { extract, type PathStep, parsePath } from './path.ts';

/** Overloads over JSON and over text that take a path; a constant path is read once. */
export function withPath<R>(returns: TypeDescriptor<R>, compute: (text: string, steps: readonly PathStep[]) => R | null): Overload[] {
  const prepare = ({ constants }: CallSite): ((text: string, path: string) => R | null) => {
    const path = constants[1];
    if (typeof path !== 'string') return (text, p) => compute(text, parsePath(p));
    const steps = parsePath(path);
    return (text) => compute(text, steps);
  };
  return [overload({ params: [json, varchar], returns, prepare }), overload({ params: [varchar, varchar], returns, prepare })];
}

export const jsonExtract = defineScalar({
  name: 'json_extract',
  category: 'json',
  summary:
    'The value that a path leads to, as JSON; NULL where the path leads nowhere or the string is not JSON. A path with [*] gives an array of all that it finds.',
  parameters: { json: 'JSON, or a string of it', path: 'where the value is: `$` with steps such as .key, ["key"], [0], [-1] and [*]' },
  examples: [
    { call: `json_extract('{"a":{"b":[1,2]}}', '$.a.b')`, result: '[1,2]' },
    { call: `json_extract('{"a":[{"k":1},{"k":2}]}', '$.a[*].k')`, result: '[1,2]' },
    { call: `json_extract('{"G/B":1}', '$.G/B')`, error: 'SPL2107' },
    { call: `json_extract('{}', '$.a')`, result: 'NULL' },
  ],
  overloads: withPath(json, (text, steps) => {
    const found = extract(text, steps);
    const tree = found === undefined ? undefined : parseJson(found);
    return tree === undefined ? null : formatJson(tree);
  }),
});

export const jsonExtractScalar = defineScalar({
  name: 'json_extract_scalar',
  category: 'json',
  summary:
    'The string, number or boolean that a path leads to, as a string; NULL for objects, arrays, JSON null and where the path leads nowhere.',
  parameters: { json: 'JSON, or a string of it', path: 'where the value is: `$` with steps such as .key, ["key"], [0] and [-1]' },
  examples: [
    { call: `json_extract_scalar('{"resource":"leases"}', '$.resource')`, result: "'leases'" },
    { call: `json_extract_scalar('{"a":[1]}', '$.a')`, result: 'NULL' },
  ],
  overloads: withPath(varchar, (text, steps) => {
    const found = extract(text, steps);
    if (found === undefined) return null;
    const first = found.charCodeAt(0);
    if (first === 34) return stringValue(found) ?? null;
    return first === 123 || first === 91 || found === 'null' ? null : found;
  }),
});
