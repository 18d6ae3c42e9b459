/** A place in a pattern; characters are code points. */
export class PatternReader {
  readonly pattern: string;
  at = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  /** The next UTF-16 unit, or '' at the end. */
  get next(): string {
    return this.pattern.charAt(this.at);
  }

  /** Takes one code point; the pattern must not be at its end. */
  take(): number {
    const point = this.pattern.codePointAt(this.at)!;
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** Takes a string if it comes next. */
  accept(expected: string): boolean {
    if (!this.pattern.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** What stands between a place and here. */
  since(start: number): string {
    return this.pattern.slice(start, this.at);
  }

  get rest(): string {
    return this.pattern.slice(this.at);
  }
}
