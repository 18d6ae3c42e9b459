import { Kind } from './cell-kind.ts';

const powersOfTen = Array.from({ length: 16 }, (_, i) => 10 ** i);
const nonFinite = /^(?:NaN|-?Infinity)$/;
const maxBigint = '9223372036854775808';

/**
 * Reads numbers as JSON writes them. What was read is left in fields, since a token per number would cost more than the reading.
 * `value` is a number where that is exact and prints as it was written, otherwise the text itself.
 */
export class NumberToken {
  kind: Kind = Kind.text;
  value: number | bigint | string = 0;
  end = 0;

  /** Reads the number at an offset; false where there is none. */
  read(text: string, from: number, limit: number): boolean {
    let at = from;
    const negative = text.charCodeAt(at) === 45;
    if (negative) at++;
    const start = at;
    let mantissa = 0;
    let code = at < limit ? text.charCodeAt(at) : 0;
    while (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      at++;
      code = at < limit ? text.charCodeAt(at) : 0;
    }
    const whole = at - start;
    if (whole === 0 || (whole > 1 && text.charCodeAt(start) === 48)) return false;
    let fraction = 0;
    let lastDigit = 1;
    if (code === 46) {
      at++;
      const point = at;
      code = at < limit ? text.charCodeAt(at) : 0;
      while (code >= 48 && code <= 57) {
        lastDigit = code - 48;
        mantissa = mantissa * 10 + lastDigit;
        at++;
        code = at < limit ? text.charCodeAt(at) : 0;
      }
      fraction = at - point;
      if (fraction === 0) return false;
    }
    const exponent = code === 101 || code === 69;
    if (exponent) {
      at++;
      code = at < limit ? text.charCodeAt(at) : 0;
      if (code === 43 || code === 45) {
        at++;
        code = at < limit ? text.charCodeAt(at) : 0;
      }
      const digits = at;
      while (code >= 48 && code <= 57) {
        at++;
        code = at < limit ? text.charCodeAt(at) : 0;
      }
      if (at === digits) return false;
    }
    this.end = at;
    if (exponent || fraction > 0)
      this.#double(text.slice(from, at), mantissa, negative, exponent ? 16 : whole + fraction, fraction, lastDigit);
    else if (whole <= 15) {
      this.kind = Kind.integer;
      this.value = negative ? (mantissa === 0 ? 0 : -mantissa) : mantissa;
    } else this.#long(text.slice(from, at), whole, negative);
    return true;
  }

  #double(text: string, mantissa: number, negative: boolean, digits: number, fraction: number, lastDigit: number): void {
    this.kind = Kind.double;
    // Both operands are exact, so the quotient is the nearest double; without zeros at its end it prints as it was written.
    if (digits <= 15 && fraction <= 6 && lastDigit !== 0) {
      const value = mantissa / powersOfTen[fraction]!;
      this.value = negative ? -value : value;
      return;
    }
    this.value = text;
    if (!Number.isFinite(Number(text))) this.kind = Kind.wide;
  }

  #long(text: string, whole: number, negative: boolean): void {
    const digits = negative ? text.slice(1) : text;
    const fits = whole < 19 || (whole === 19 && (digits < maxBigint || (negative && digits === maxBigint)));
    this.kind = fits ? Kind.big : Kind.wide;
    this.value = fits ? BigInt(text) : text;
    if (fits && Number.isSafeInteger(Number(text))) {
      this.kind = Kind.integer;
      this.value = Number(text);
    }
  }

  /**
   * Reads a whole field of a text format: numbers without needless zeros before them, also without a digit before the point, and
   * what floating-point numbers print as. `1234e5`, digits around an `e`, is more often an identifier than a number.
   */
  readField(text: string): boolean {
    const code = text.charCodeAt(0);
    if (code > 57 || code < 45) {
      if ((code !== 78 && code !== 73) || !nonFinite.test(text)) return false;
      this.kind = Kind.special;
      this.value = text;
      return true;
    }
    if (this.read(text, 0, text.length))
      return this.end === text.length && !/^-?\d\d+[eE]\d+$/.test(text) && (this.kind !== Kind.integer || text !== '-0');
    if (/^-?\.\d+(?:[eE][+-]?\d+)?$/.test(text)) {
      this.kind = Kind.double;
      this.value = text;
      return true;
    }
    if (!nonFinite.test(text)) return false;
    this.kind = Kind.special;
    this.value = text;
    return true;
  }
}
