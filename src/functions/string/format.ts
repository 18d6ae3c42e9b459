import { invalidArgument } from '../../diagnostics/row-error.ts';
import { BIGINT, type DataType, DOUBLE, isInteger, isNumeric } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { any, varchar } from '../../types/type-descriptor.ts';
import { conversion as conversionOf } from '../cast/cast.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** `%[index$][flags][width][.precision]conversion` as Java's Formatter has it. */
const specifier = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

type Write = (value: unknown) => string;

/** Groups of three digits, as `,` asks for. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Puts sign, groups and padding around the digits of a number. */
function signed(negative: boolean, digits: string, { flags, width }: Spec): string {
  const [whole = '', fraction] = digits.split('.');
  const body = (flags.includes(',') ? grouped(whole) : whole) + (fraction === undefined ? '' : `.${fraction}`);
  const before = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const after = negative && flags.includes('(') ? ')' : '';
  const zeros = flags.includes('0') ? body.padStart(width - before.length - after.length, '0') : body;
  return before + zeros + after;
}

/** How a conversion writes a value of a type, or the reason why it cannot. */
function writer(spec: Spec, type: DataType, timeZone: CallSite['timeZone']): Write {
  const { conversion, precision, flags } = spec;
  const numbers: DataType | undefined = 'dxo'.includes(conversion.toLowerCase())
    ? BIGINT
    : 'fe'.includes(conversion.toLowerCase())
      ? DOUBLE
      : undefined;
  const refuse = (): never => {
    const cast = numbers && isNumeric(type) && (precision === undefined || numbers.kind === 'double') ? `: cast it to ${numbers.kind}` : '';
    return invalidArgument(`'%${flags}${conversion}' does not take this ${type.kind}${cast}`);
  };
  // A number of JSON is of either kind.
  const read = type.kind === 'json' && numbers ? conversionOf(type, numbers, timeZone) : undefined;
  if (read && numbers) {
    const write = writer(spec, numbers, timeZone);
    return (value) => write(read(value));
  }
  switch (conversion.toLowerCase()) {
    case 'b':
      return type.kind === 'boolean' ? String : () => 'true';
    case 's':
      if (/[^-]/.test(flags)) refuse();
      return (value) => valueFormatter(type, timeZone)(value).slice(0, precision);
    case 'd':
      if (!isInteger(type) || precision !== undefined) refuse();
      return (value) => {
        const number = BigInt(value as bigint | number);
        return signed(number < 0n, String(number < 0n ? -number : number), spec);
      };
    case 'x':
    case 'o':
      if (!isInteger(type) || precision !== undefined) refuse();
      return (value) => {
        const bits = type.kind === 'bigint' ? 64 : 32;
        const digits = BigInt.asUintN(bits, BigInt(value as bigint | number)).toString(conversion.toLowerCase() === 'x' ? 16 : 8);
        return flags.includes('0') ? digits.padStart(spec.width, '0') : digits;
      };
    case 'f':
    case 'e':
      if (!isNumeric(type) || isInteger(type)) refuse();
      return (value) => {
        const number = value as number;
        if (!Number.isFinite(number)) return String(number);
        const size = Math.abs(number);
        const digits =
          conversion === 'f' ? size.toFixed(precision ?? 6) : size.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
        return signed(number < 0 || Object.is(number, -0), digits, spec);
      };
    default:
      return refuse();
  }
}

function compile(pattern: string, { types, timeZone }: CallSite): (values: readonly unknown[]) => string {
  const pieces: ((values: readonly unknown[]) => string)[] = [];
  let end = 0;
  let next = 0;
  let last = -1;
  const text = (from: number, to: number): void => {
    const plain = pattern.slice(from, to);
    if (plain.includes('%')) invalidArgument(`the format has a bad specifier in '${plain}'`);
    pieces.push(() => plain);
  };
  for (const match of pattern.matchAll(specifier)) {
    text(end, match.index);
    end = match.index + match[0].length;
    const [, index, again, flags = '', width, precision, conversion = ''] = match;
    const spec: Spec = { flags, width: Number(width ?? 0), precision: precision === undefined ? undefined : Number(precision), conversion };
    if (new Set(flags).size < flags.length) invalidArgument(`the flags of '${match[0]}' are repeated`);
    if (spec.width > 10_000 || (spec.precision ?? 0) > 100) invalidArgument(`'${match[0]}' is too wide`);
    if (conversion === '%' || conversion === 'n') {
      if (width !== undefined && conversion === 'n') invalidArgument(`'${match[0]}' takes no width`);
      pieces.push(() => (conversion === '%' ? '%' : '\n'));
      continue;
    }
    const place = again ? last : index ? Number(index) - 1 : next++;
    const type = types[place + 1];
    if (!type) invalidArgument(`'${match[0]}' has no argument`);
    last = place;
    const write = type!.kind === 'unknown' ? String : writer(spec, type!, timeZone);
    pieces.push((values) => {
      const value = values[place];
      const plain = value === null ? (conversion.toLowerCase() === 'b' ? 'false' : 'null') : write(value);
      const cased = conversion === conversion.toUpperCase() ? plain.toUpperCase() : plain;
      return flags.includes('-') ? cased.padEnd(spec.width) : cased.padStart(spec.width);
    });
  }
  text(end, pattern.length);
  return (values) => pieces.map((piece) => piece(values)).join('');
}

export const format = defineScalar({
  name: 'format',
  category: 'string',
  summary: 'Values written by a pattern as in Java and printf: %s, %d, %.2f, %05d, %,d, %x, %e, %b, %2$s, %%.',
  parameters: {
    pattern: 'a string with specifiers; flags, width, precision and the number of the value go between % and the letter',
    value: 'what the first specifier writes: %d, %x and %o take integers, %f and %e other numbers, %s and %b anything',
    '…': 'more values',
  },
  examples: [
    { call: "format('%s took %.1f ms', 'GET', 12.34)", result: "'GET took 12.3 ms'" },
    { call: "format('%05d|%,d|%x', 42, 1234567, 255)", result: "'00042|1,234,567|ff'" },
    { call: "format('%s', null)", result: "'null'" },
    { call: "format('%d', 1.5)", error: 'SPL2107' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [varchar, any],
      variadic: true,
      returns: varchar,
      prepare(call) {
        let known: { readonly pattern: string; readonly write: (values: readonly unknown[]) => string } | undefined;
        return (pattern: string | null, ...values: readonly unknown[]) => {
          if (pattern === null) return null;
          if (known?.pattern !== pattern) known = { pattern, write: compile(pattern, call) };
          return known.write(values);
        };
      },
    }),
  ],
});
