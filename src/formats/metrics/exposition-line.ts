/** Labels in their order. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** An exemplar of a sample. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** As written, in seconds. */
  readonly time: string | undefined;
}

/** A sample of an exposition. */
export interface SampleLine {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  /** As written, in the unit of the dialect. */
  readonly time: string | undefined;
  readonly exemplar: Exemplar | undefined;
}

/** A line `# TYPE`, `# HELP` or `# UNIT`. */
export interface MetadataLine {
  readonly kind: 'TYPE' | 'HELP' | 'UNIT';
  readonly name: string;
  readonly text: string;
}

const nameAt = /[a-zA-Z_:][\w:]*/y;
const labelNameAt = /[a-zA-Z_]\w*/y;
const quotedAt = /"((?:[^"\\]|\\[^])*)"/y;
const wordAt = /[^ \t#]+/y;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexFloat = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?:[pP]([+-]?\d+))?$/;

/** The text of a quoted label value; an unknown escape keeps its backslash. */
const unescapeLabel = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : text;

/** A number as Go prints and reads it; `strict` leaves out what OpenMetrics does: hexadecimal digits and underscores. Undefined for anything else. */
export function parseFloatText(text: string, strict: boolean): number | undefined {
  if (decimal.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (strict) return undefined;
  const plain = text.replaceAll('_', '');
  if (plain !== text && decimal.test(plain)) return Number(plain);
  const hex = hexFloat.exec(plain);
  if (!hex || hex[2]! + hex[3]! === '') return undefined;
  const mantissa = Number.parseInt(hex[2]! + hex[3]! || '0', 16);
  return (hex[1] === '-' ? -1 : 1) * mantissa * 2 ** (Number(hex[4] ?? 0) - 4 * hex[3]!.length);
}

/** Reads sample lines; what is wrong with a line is the `problem`. */
export class ExpositionLine {
  problem = '';
  readonly #strict: boolean;
  #text = '';
  #at = 0;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** A sample; undefined where the line is not one. */
  sample(text: string): SampleLine | undefined {
    this.#text = text;
    this.#at = 0;
    if (!this.#strict) this.#blanks();
    const labels: (readonly [string, string])[] = [];
    let name = this.#match(nameAt)?.[0];
    if (!this.#strict) this.#blanks();
    if (text[this.#at] === '{') {
      const quoted = this.#labels(labels, name === undefined);
      if (quoted === false) return undefined;
      name ??= quoted;
    }
    if (name === undefined) return this.#fail('it does not begin with the name of a metric');
    if (!this.#blank()) return this.#fail('a blank is expected before the value');
    const value = this.#number('a value');
    if (value === undefined) return undefined;
    let time: string | undefined;
    if (this.#more() && text[this.#next()] !== '#') {
      if (!this.#blank()) return this.#fail('a blank is expected after the value');
      time = this.#time();
      if (time === undefined) return undefined;
    }
    let exemplar: Exemplar | undefined;
    if (this.#more() && text[this.#next()] === '#') {
      exemplar = this.#exemplar();
      if (!exemplar) return undefined;
    }
    if (this.#more()) return this.#fail('something follows the sample');
    return { name, labels, value, time, exemplar };
  }

  #fail(problem: string): undefined {
    this.problem = problem;
    return undefined;
  }

  #match(regex: RegExp): RegExpExecArray | undefined {
    regex.lastIndex = this.#at;
    const match = regex.exec(this.#text);
    if (!match) return undefined;
    this.#at = regex.lastIndex;
    return match;
  }

  #blanks(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  /** Passes the blank between two parts: exactly one space, or any blanks where that is not strict. */
  #blank(): boolean {
    const from = this.#at;
    if (this.#strict) {
      if (this.#text[this.#at] === ' ') this.#at++;
    } else this.#blanks();
    return this.#at > from || (!this.#strict && /[ \t}]/.test(this.#text[this.#at - 1] ?? ''));
  }

  /** Whether the line goes on; blanks at its end mean nothing where that is not strict. */
  #more(): boolean {
    if (this.#strict) return this.#at < this.#text.length;
    return this.#next() < this.#text.length;
  }

  /** The offset of the next part. */
  #next(): number {
    let at = this.#at;
    while (this.#text[at] === ' ' || this.#text[at] === '\t') at++;
    return at;
  }

  #number(what: string): number | undefined {
    const word = this.#match(wordAt)?.[0];
    const value = word === undefined ? undefined : parseFloatText(word, this.#strict);
    return value ?? this.#fail(`'${(word ?? '').slice(0, 40)}' is not ${what}`);
  }

  #time(): string | undefined {
    const word = this.#match(wordAt)?.[0] ?? '';
    return decimal.test(word) ? word : this.#fail(`'${word.slice(0, 40)}' is not a time`);
  }

  /** Reads `{name="value",…}`; the name of the metric may be among them in quotes, and is then the answer. False where it fails. */
  #labels(labels: (readonly [string, string])[], named: boolean): string | undefined | false {
    const text = this.#text;
    this.#at++;
    let name: string | undefined;
    for (let first = true; ; first = false) {
      if (!this.#strict) this.#blanks();
      if (text[this.#at] === '}' && (first || !this.#strict)) {
        this.#at++;
        return name;
      }
      const quoted = this.#match(quotedAt);
      const key = quoted ? unescapeLabel(quoted[1]!) : this.#match(labelNameAt)?.[0];
      if (key === undefined) return this.#fail('a label has no valid name') ?? false;
      if (!this.#strict) this.#blanks();
      if (quoted && named && name === undefined && text[this.#at] !== '=') name = key;
      else {
        if (text[this.#at] !== '=') return this.#fail(`label '${key}' has no value`) ?? false;
        this.#at++;
        if (!this.#strict) this.#blanks();
        const value = this.#match(quotedAt);
        if (!value) return this.#fail(`the value of label '${key}' is not in double quotes`) ?? false;
        if (labels.some(([known]) => known === key)) return this.#fail(`label '${key}' is there twice`) ?? false;
        labels.push([key, unescapeLabel(value[1]!)]);
      }
      if (!this.#strict) this.#blanks();
      if (text[this.#at] === '}') {
        this.#at++;
        return name;
      }
      if (text[this.#at] !== ',') return this.#fail('a comma or a closing brace is expected after a label') ?? false;
      this.#at++;
      if (this.#strict && text[this.#at] === '}') return this.#fail('a comma follows the last label') ?? false;
    }
  }

  /** Reads ` # {labels} value [time]`. */
  #exemplar(): Exemplar | undefined {
    if (!this.#blank()) return this.#fail('a blank is expected before an exemplar');
    this.#at++;
    if (!this.#blank() || this.#text[this.#at] !== '{') return this.#fail('an exemplar has no labels');
    const labels: (readonly [string, string])[] = [];
    if (this.#labels(labels, false) === false) return undefined;
    if (!this.#blank()) return this.#fail('a blank is expected before the value of an exemplar');
    const value = this.#number('the value of an exemplar');
    if (value === undefined) return undefined;
    if (!this.#more()) return { labels, value, time: undefined };
    if (!this.#blank()) return this.#fail('a blank is expected before the time of an exemplar');
    const time = this.#time();
    return time === undefined ? undefined : { labels, value, time };
  }
}

/** The metadata of a comment; undefined for other comments. */
export function parseMetadata(line: string): MetadataLine | undefined {
  const match = /^[ \t]*#[ \t]+(TYPE|HELP|UNIT)[ \t]+(?:"((?:[^"\\]|\\[^])*)"|([^ \t]+))(?:[ \t](.*))?$/.exec(line);
  if (!match) return undefined;
  const kind = match[1] as MetadataLine['kind']; // the pattern allows no other
  return {
    kind,
    name: match[2] === undefined ? match[3]! : unescapeLabel(match[2]),
    text: kind === 'HELP' ? (match[4] ?? '') : (match[4] ?? '').trim(),
  };
}
