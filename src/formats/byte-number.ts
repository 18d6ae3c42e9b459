import { Kind } from './cell-kind.ts';
import { NumberToken } from './number-token.ts';
import { asPrinted } from './packed-cells.ts';

const powersOfTen = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/** Reads numbers as {@link NumberToken} does, from bytes. What was read is left in fields. */
export class ByteNumber {
  kind: Kind = Kind.integer;
  /** The number, where {@link written} is undefined. */
  value = 0;
  /** How many decimals the number was written with, or {@link asPrinted}. */
  decimals = asPrinted;
  /** Instead of a value: a bigint, or the text of a number that does not print as it was written. */
  written: bigint | string | undefined;
  /** Whether the number has no exponent, at most 15 digits, and is not a negative zero. */
  isSimple = false;
  readonly #token = new NumberToken();

  /** Reads the number at an offset; answers the offset after it, or -1 where there is none. A byte that belongs to no number follows. */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    const negative = bytes[at] === 45;
    if (negative) at++;
    const start = at;
    let mantissa = 0;
    let digit = bytes[at]! - 48;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = bytes[++at]! - 48;
    }
    const whole = at - start;
    if (whole === 0 || (whole > 1 && bytes[start] === 48)) return -1;
    let fraction = 0;
    let lastDigit = 1;
    if (digit === -2) {
      const point = ++at;
      digit = bytes[at]! - 48;
      while (digit >= 0 && digit <= 9) {
        lastDigit = digit;
        mantissa = mantissa * 10 + digit;
        digit = bytes[++at]! - 48;
      }
      fraction = at - point;
      if (fraction === 0) return -1;
    }
    const exponent = digit === 53 || digit === 21;
    if (exponent || whole + fraction > 15 || (negative && mantissa === 0)) return this.#readLong(bytes, from, at, exponent);
    this.isSimple = true;
    this.written = undefined;
    if (fraction === 0) {
      this.kind = Kind.integer;
      this.decimals = asPrinted;
      this.value = negative ? -mantissa : mantissa;
      return at;
    }
    // Both operands are exact, so the quotient is the nearest double; 15 digits come back from it.
    this.kind = Kind.double;
    this.decimals = fraction <= 6 && lastDigit !== 0 ? asPrinted : fraction;
    this.value = (negative ? -mantissa : mantissa) / powersOfTen[fraction]!;
    return at;
  }

  #readLong(bytes: Uint8Array, from: number, after: number, exponent: boolean): number {
    this.isSimple = false;
    let end = after;
    if (exponent) {
      end++;
      if (bytes[end] === 43 || bytes[end] === 45) end++;
      while (bytes[end]! >= 48 && bytes[end]! <= 57) end++;
    }
    let text = '';
    for (let at = from; at < end; at++) text += String.fromCharCode(bytes[at]!);
    const token = this.#token;
    if (!token.read(text, 0, text.length) || token.end !== text.length) return -1;
    this.kind = token.kind;
    this.decimals = asPrinted;
    this.written = undefined;
    if (typeof token.value === 'number') this.value = token.value;
    else if (token.kind === Kind.double && String(Number(token.value)) === token.value) this.value = Number(token.value);
    else this.written = token.value;
    return end;
  }
}
