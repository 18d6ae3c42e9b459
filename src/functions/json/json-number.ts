import { invalidArgument } from '../../diagnostics/row-error.ts';
import { parseJson } from '../../types/json-tree.ts';
import { json, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** A number as JSON writes it: without a plus sign and without zeros before its digits. */
function numberOf(text: string): string {
  const [, sign, whole, rest] = /^\s*([+-]?)0*(\d+)((?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$/.exec(text) ?? [];
  if (whole === undefined) return invalidArgument(`'${text.length > 60 ? `${text.slice(0, 60)}…` : text}' is not a number`);
  return (sign === '-' ? '-' : '') + whole + rest!;
}

export const jsonNumber = defineScalar({
  name: 'json_number',
  category: 'json',
  summary:
    'The number that a string or a JSON value holds, as JSON with all its digits: such numbers are compared, sorted and grouped by their exact value. Fails for what is not a number; NULL for JSON null.',
  parameters: { value: 'a string, or JSON that holds a number, a string of a number or a boolean' },
  examples: [
    { call: "json_number('9007199254740993')", result: '9007199254740993' },
    { call: `json_number(json '"18446744073709551615"')`, result: '18446744073709551615' },
    { call: "json_number('18446744073709551615') > 9007199254740993", result: 'true' },
    { call: "json_number('n/a')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [varchar], returns: json, row: numberOf }),
    overload({
      params: [json],
      returns: json,
      row(text) {
        if (/^-?\d/.test(text)) return text;
        if (text === 'null') return null;
        if (text === 'true' || text === 'false') return text === 'true' ? '1' : '0';
        const tree = parseJson(text);
        return typeof tree === 'string' ? numberOf(tree) : invalidArgument(`JSON ${text.slice(0, 60)} is not a number`);
      },
    }),
  ],
});
