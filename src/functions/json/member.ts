import { stringValue } from '../../types/json-scan.ts';
import { json, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { withPath } from './extract.ts';
import { extract } from './path.ts';

/** What `value.key` and `value[i]` read of JSON: the member as JSON, NULL where there is none or where it is JSON null. */
export const jsonMember = defineScalar({
  name: 'json_member',
  category: 'json',
  summary: 'The member that a path leads to, as JSON; JSON null is NULL.',
  parameters: { json: 'the JSON value', path: 'a path such as $["key"] or $[0]' },
  examples: [{ call: `cast('{"a":1}' as json).a`, result: '1' }],
  overloads: withPath(json, (text, steps) => {
    const found = extract(text, steps);
    return found === undefined || found === 'null' ? null : found;
  }),
});

/** What commands that parse strings read of JSON: the content of a JSON string, the text of any other value. */
export const jsonText = defineScalar({
  name: 'json_text',
  category: 'json',
  summary: 'The content of a JSON string, or the JSON text of any other value.',
  parameters: { json: 'the JSON value' },
  examples: [],
  overloads: [
    overload({
      params: [json],
      returns: varchar,
      row: (text) => (text.startsWith('"') ? (stringValue(text) ?? null) : text === 'null' ? null : text),
    }),
  ],
});
