import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { decodeEscapes } from './parse-url.ts';

export const urlEncode = defineScalar({
  name: 'url_encode',
  category: 'url',
  summary: 'A string with every character escaped that cannot stand in a query parameter; a blank becomes +.',
  parameters: { string: 'any string' },
  examples: [{ call: "url_encode('a b/c')", result: "'a+b%2Fc'" }],
  overloads: [
    overload({
      params: [varchar],
      returns: varchar,
      row: (text) =>
        encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
          .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
          .replaceAll('%20', '+'),
    }),
  ],
});

export const urlDecode = defineScalar({
  name: 'url_decode',
  category: 'url',
  summary: 'The opposite of url_encode; it fails for a malformed escape, and leaves escapes that are not UTF-8.',
  parameters: { string: 'a query parameter with escapes such as %2F, and + for a blank' },
  examples: [
    { call: "url_decode('a+b%2Fc')", result: "'a b/c'" },
    { call: "url_decode('50%')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: varchar,
      row(text) {
        if (/%(?![0-9A-Fa-f]{2})/.test(text)) invalidArgument('a percent sign must be followed by two hexadecimal digits');
        return decodeEscapes(text.replaceAll('+', ' '));
      },
    }),
  ],
});
