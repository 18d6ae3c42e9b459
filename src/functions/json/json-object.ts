import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatScalar } from '../../types/format-value.ts';
import { jsonEncoder } from '../../types/json-encoder.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { any, json } from '../../types/type-descriptor.ts';
import { conversion } from '../cast/cast.ts';
import { defineScalar, overload } from '../declaration.ts';

/** The name of a member, as a string. */
function nameOf(type: DataType, timeZone: TimeZone): (value: unknown) => string {
  if (type.kind === 'varchar') return String;
  const text = type.kind === 'json' ? conversion(type, { kind: 'varchar' }, timeZone) : formatScalar(type, timeZone);
  if (!text) return invalidArgument('the name of a member must be a string');
  return (value) => String(text(value));
}

function valueOf(type: DataType, timeZone: TimeZone): (value: unknown) => string {
  const encode = jsonEncoder(type, { timeZone, rows: 'object', doubles: 'short' });
  if (!encode) return invalidArgument(`a value of type ${type.kind} has no JSON form`);
  return encode;
}

export const jsonObject = defineScalar({
  name: 'json_object',
  aliases: ['bag_pack', 'pack'],
  category: 'json',
  summary: 'A JSON object of names and values in turn; of equal names the last counts. NULL is JSON null as a value and fails as a name.',
  parameters: { name: 'the name of a member', value: 'its value', '…': 'more names and values' },
  examples: [
    { call: "json_object('a', 1, 'b', array['x'])", result: `{"a":1,"b":["x"]}` },
    { call: "json_object('a', null, 'b', 1.5, 'a', true)", result: `{"a":true,"b":1.5}` },
    { call: "json_object('a')", error: 'SPL2107' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [any, any],
      returns: json,
      variadic: true,
      prepare: ({ types, timeZone }) => {
        if (types.length % 2 === 1) return invalidArgument('each name needs a value');
        const encoders = types.map((type, i) => (i % 2 === 0 ? nameOf(type, timeZone) : valueOf(type, timeZone)));
        return (...values: unknown[]) => {
          const members = new Map<string, string>();
          for (let i = 0; i < values.length; i += 2) {
            const name = values[i];
            if (name === null) return invalidArgument('the name of a member is NULL');
            members.set(encoders[i]!(name), encoders[i + 1]!(values[i + 1]));
          }
          return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
        };
      },
    }),
  ],
});
