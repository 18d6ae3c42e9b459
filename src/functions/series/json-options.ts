import { closest } from '../../diagnostics/suggest.ts';
import { isNumber, isObject, type JsonTree, parseJson } from '../json/tree.ts';

/** Why an option text cannot be used; becomes the error_msg of a series function. */
export class OptionFailure {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The options of a series function, read from a JSON text. Numbers and booleans may be given as texts. */
export class JsonOptions {
  readonly #members: ReadonlyMap<string, JsonTree>;

  constructor(text: string | undefined, known: readonly string[]) {
    const tree = text === undefined ? { members: [] } : parseJson(text);
    if (tree === undefined || !isObject(tree)) throw new OptionFailure('the options must be a JSON object');
    this.#members = new Map(tree.members);
    for (const name of this.#members.keys()) {
      if (known.includes(name)) continue;
      const near = closest(name, known);
      throw new OptionFailure(
        `there is no option '${name}'${near ? `; did you mean '${near}'?` : `; the options are ${known.join(', ')}`}`,
      );
    }
  }

  /** A number within bounds, or undefined where the option is absent. */
  number(name: string, least: number, most: number): number | undefined {
    const tree = this.#members.get(name);
    if (tree === undefined || tree === null) return undefined;
    const value = isNumber(tree) ? Number(tree.digits) : typeof tree === 'string' && tree.trim() !== '' ? Number(tree) : Number.NaN;
    if (!(value >= least && value <= most)) throw new OptionFailure(`option '${name}' must be a number from ${least} to ${most}`);
    return value;
  }

  /** One of some words, or undefined where the option is absent. */
  word<W extends string>(name: string, words: readonly W[]): W | undefined {
    const tree = this.#members.get(name);
    if (tree === undefined || tree === null) return undefined;
    const word = words.find((candidate) => candidate === tree);
    if (word === undefined) throw new OptionFailure(`option '${name}' must be one of ${words.join(', ')}`);
    return word;
  }

  /** A truth value, or undefined where the option is absent. */
  flag(name: string): boolean | undefined {
    const tree = this.#members.get(name);
    if (tree === undefined || tree === null) return undefined;
    if (typeof tree === 'boolean') return tree;
    if (tree === 'true' || tree === 'false') return tree === 'true';
    throw new OptionFailure(`option '${name}' must be true or false`);
  }

  /** Whole numbers: one, an array of them, or a text such as "[1440]"; undefined where the option is absent. */
  integers(name: string): number[] | undefined {
    const tree = this.#members.get(name);
    if (tree === undefined || tree === null) return undefined;
    const given = typeof tree === 'string' ? (parseJson(tree) ?? null) : tree;
    const list = Array.isArray(given) ? (given as readonly JsonTree[]) : [given];
    const numbers = list.map((item) => (item !== null && isNumber(item) ? Number(item.digits) : Number(item)));
    if (numbers.some((number) => !Number.isInteger(number))) throw new OptionFailure(`option '${name}' must be whole numbers`);
    return numbers;
  }

  /** The exact integer behind a member of an object option, or undefined. */
  bigint(name: string, member: string): bigint | undefined {
    const tree = this.#members.get(name);
    if (tree === undefined || tree === null) return undefined;
    if (!isObject(tree)) throw new OptionFailure(`option '${name}' must be an object`);
    const value = tree.members.find(([key]) => key === member)?.[1];
    const digits =
      value === undefined || value === null ? undefined : isNumber(value) ? value.digits : typeof value === 'string' ? value : '';
    if (digits === undefined) return undefined;
    if (!/^-?\d+$/.test(digits)) throw new OptionFailure(`option '${name}.${member}' must be a whole number`);
    return BigInt(digits);
  }
}
