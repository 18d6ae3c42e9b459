import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { hasAstral } from './code-points.ts';

const maxLength = 1_000_000;

function sizeOf(size: bigint, fill: { readonly length: number }): number {
  if (size < 0n || size > BigInt(maxLength)) invalidArgument(`the size must be 0 to ${maxLength}`);
  if (fill.length === 0) invalidArgument('the padding is empty');
  return Number(size);
}

function padText(text: string, size: bigint, fill: string, left: boolean): string {
  if (hasAstral(text) || hasAstral(fill)) return padList([...text], size, [...fill], left).join('');
  const wanted = sizeOf(size, fill);
  return (left ? text.padStart(wanted, fill) : text.padEnd(wanted, fill)).slice(0, wanted);
}

/** Cuts or fills a list to a size. */
function padList<V>(list: readonly V[], size: bigint, fill: readonly V[], left: boolean): V[] {
  const wanted = sizeOf(size, fill);
  const missing = wanted - list.length;
  if (missing <= 0) return list.slice(0, wanted);
  const padding = Array.from({ length: missing }, (_, i) => fill[i % fill.length]!);
  return left ? [...padding, ...list] : [...list, ...padding];
}

function padFunction(name: string, left: boolean, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'string',
    summary: `Fills a string on the ${left ? 'left' : 'right'} to a length by repeating another; a longer one is cut at its end.`,
    parameters: {
      string: 'a string or bytes',
      size: { description: 'the length of the result, 0 to 1000000', unit: 'characters or bytes' },
      padding: 'what fills it, not empty',
    },
    examples: [
      { call: `${name}('7', 3, '0')`, result },
      { call: `${name}('7', -1, '0')`, error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [varchar, bigint, varchar],
        returns: varchar,
        row: (text, size, fill) => padText(text, size, fill, left),
      }),
      overload({
        params: [varbinary, bigint, varbinary],
        returns: varbinary,
        row: (bytes, size, fill) => Uint8Array.from(padList([...bytes], size, [...fill], left)),
      }),
    ],
  });
}

export const lpad = padFunction('lpad', true, "'007'");
export const rpad = padFunction('rpad', false, "'700'");
