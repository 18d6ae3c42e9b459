import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\\': '\\', "'": "'", '"': '"' };
const names = new Map(Object.entries(named).map(([letter, character]) => [character, letter]));

function escape(text: string): string {
  return [...text]
    .map((character) => {
      const letter = names.get(character);
      if (letter !== undefined && character !== "'" && character !== '"') return `\\${letter}`;
      const code = character.codePointAt(0)!;
      return code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, '0')}` : character;
    })
    .join('');
}

function textFunction(name: string, summary: string, example: string, result: string, row: (text: string) => string): ScalarFunction {
  return defineScalar({
    name,
    category: 'string',
    summary,
    parameters: { string: 'any string' },
    examples: [{ call: `${name}(${example})`, result }],
    overloads: [overload({ params: [varchar], returns: varchar, row })],
  });
}

export const escapeFunctions: readonly ScalarFunction[] = [
  textFunction(
    'ascii_escape',
    'The string with control characters and backslashes written as escapes.',
    "'a' || chr(10)",
    "'a\\n'",
    escape,
  ),
  textFunction(
    'ascii_unescape',
    'The string with the escapes \\n \\r \\t \\b \\f \\\\ and \\xXX replaced by what they stand for.',
    "'a\\x41b'",
    "'aAb'",
    (text) =>
      text.replace(/\\(?:x([0-9a-fA-F]{2})|([nrtbf\\'"]))/g, (_, hex: string | undefined, letter: string) =>
        hex ? String.fromCharCode(Number.parseInt(hex, 16)) : named[letter]!,
      ),
  ),
  textFunction(
    'unicode_unescape',
    'The string with \\uXXXX and \\u{X…} replaced by the characters they stand for.',
    "'\\u4f60'",
    "'你'",
    (text) =>
      text.replace(/\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))/g, (whole, long: string | undefined, short: string) => {
        if (!long) return String.fromCharCode(Number.parseInt(short, 16));
        const code = Number.parseInt(long, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : invalidArgument(`${whole} is not a character`);
      }),
  ),
];
