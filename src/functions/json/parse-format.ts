import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatJson, isObject, parseJson } from '../../types/json-tree.ts';
import { boolean, json, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const jsonParse = defineScalar({
  name: 'json_parse',
  category: 'json',
  summary: 'Reads a string as JSON; fails where it is malformed. The last of equal keys counts.',
  parameters: { string: 'the string' },
  examples: [
    { call: `json_parse('{"b": 1, "a": 2}')`, result: '{"a":2,"b":1}' },
    { call: `json_parse('{"a":1,"a":2}')`, result: '{"a":2}' },
    { call: "json_parse('{')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: json,
      row(text) {
        const tree = parseJson(text);
        return tree === undefined ? invalidArgument(`'${text.slice(0, 60)}' is not JSON`) : formatJson(tree);
      },
    }),
  ],
});

export const jsonFormat = defineScalar({
  name: 'json_format',
  category: 'json',
  summary: 'The text of a JSON value, without blanks and with object keys in order.',
  parameters: { json: 'the JSON value' },
  examples: [{ call: "json_format(json '[1, 2]')", result: "'[1,2]'" }],
  overloads: [overload({ params: [json], returns: varchar, row: (text) => text })],
});

export const isJsonScalar = defineScalar({
  name: 'is_json_scalar',
  category: 'json',
  summary: 'Whether a value is a JSON string, number, boolean or null.',
  parameters: { json: 'JSON, or a string of it' },
  examples: [
    { call: "is_json_scalar('[1]')", result: 'false' },
    { call: "is_json_scalar('1')", result: 'true' },
    { call: "is_json_scalar('{')", error: 'SPL2107' },
  ],
  overloads: [json, varchar].map((token) =>
    overload({
      params: [token],
      returns: boolean,
      row(text) {
        const tree = parseJson(text);
        return tree === undefined ? invalidArgument(`'${text.slice(0, 60)}' is not JSON`) : !Array.isArray(tree) && !isObject(tree);
      },
    }),
  ),
});
