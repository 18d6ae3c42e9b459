import { bigint, varbinary, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, defineScalar, overload } from '../declaration.ts';
import { pointLength, pointSlice } from './code-points.ts';

/** The 0-based range of `substr(…, start, length)` in something of a size; undefined where it is empty. */
function rangeOf(size: number, start: bigint, length: bigint | undefined): { readonly from: number; readonly to: number } | undefined {
  const from = start > 0n ? Number(start) - 1 : start < 0n ? size + Number(start) : -1;
  if (from < 0 || from >= size || (length !== undefined && length <= 0n)) return undefined;
  return { from, to: length === undefined ? size : Math.min(size, from + Number(length)) };
}

function substringOf(text: string, start: bigint, length?: bigint): string {
  const range = rangeOf(pointLength(text), start, length);
  return range ? pointSlice(text, range.from, range.to) : '';
}

function bytesOf(bytes: Uint8Array, start: bigint, length?: bigint): Uint8Array {
  const range = rangeOf(bytes.length, start, length);
  return range ? bytes.slice(range.from, range.to) : new Uint8Array();
}

/** Other languages count from 0. */
const checkStart = (start: bigint): ArgumentHint | undefined =>
  start === 0n ? { message: 'position 0 is before the string, and gives nothing', help: 'write 1 for the first character' } : undefined;
const checks = [undefined, checkStart] as const;

export const substr = defineScalar({
  name: 'substr',
  aliases: ['substring'],
  category: 'string',
  summary: 'A part of a string or of bytes from a position; beyond either end it is empty.',
  parameters: {
    string: 'a string or bytes',
    start: {
      description: 'the first position, 1 for the first character; negative ones count from the end, and 0 gives nothing',
      unit: 'characters or bytes',
    },
    'length?': { description: 'the most that is taken', unit: 'characters or bytes', default: 'all that is left' },
  },
  examples: [
    { call: "substr('kube-system', 6)", result: "'system'" },
    { call: "substr('kube-system', -6, 3)", result: "'sys'" },
  ],
  overloads: [
    overload({ params: [varchar, bigint], returns: varchar, checks, row: (text, start) => substringOf(text, start) }),
    overload({
      params: [varchar, bigint, bigint],
      returns: varchar,
      checks,
      row: (text, start, length) => substringOf(text, start, length),
    }),
    overload({ params: [varbinary, bigint], returns: varbinary, row: (bytes, start) => bytesOf(bytes, start) }),
    overload({
      params: [varbinary, bigint, bigint],
      returns: varbinary,
      row: (bytes, start, length) => bytesOf(bytes, start, length),
    }),
  ],
});
