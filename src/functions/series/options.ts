import { closest } from '../../diagnostics/suggest.ts';
import { isNumber, isObject, type JsonTree, parseJson } from '../../types/json-tree.ts';
import type { OptionProblem, OptionTexts } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';

/** Reads one option; throws a {@link SeriesFailure} that names it where the value will not do. NULL counts as absent. */
export type OptionReader<V = unknown> = (value: Exclude<JsonTree, null>, name: string) => V;

type Schema = Readonly<Record<string, OptionReader>>;
/** What a schema reads: each option, undefined where it is absent. */
export type OptionsOf<S extends Schema> = { readonly [K in keyof S]: ReturnType<S[K]> | undefined };

const numberOf = (value: JsonTree): number =>
  value !== null && isNumber(value) ? Number(value.digits) : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

/** A number within bounds; a text that holds one will do. */
export const number =
  (least: number, most: number): OptionReader<number> =>
  (value, name) => {
    const found = numberOf(value);
    if (!(found >= least && found <= most)) throw new SeriesFailure(`option '${name}' must be a number from ${least} to ${most}`);
    return found;
  };

/** A whole number within bounds. */
export const whole =
  (least: number, most: number): OptionReader<number> =>
  (value, name) => {
    const found = numberOf(value);
    if (!(Number.isInteger(found) && found >= least && found <= most))
      throw new SeriesFailure(`option '${name}' must be a whole number from ${least} to ${most}`);
    return found;
  };

/** One of some words. */
export const word =
  <W extends string>(...words: readonly W[]): OptionReader<W> =>
  (value, name) => {
    const found = words.find((candidate) => candidate === value);
    if (found === undefined) throw new SeriesFailure(`option '${name}' must be one of ${words.join(', ')}`);
    return found;
  };

/** Any text. */
export const text: OptionReader<string> = (value, name) => {
  if (typeof value !== 'string') throw new SeriesFailure(`option '${name}' must be a text`);
  return value;
};

/** A truth value. */
export const flag: OptionReader<boolean> = (value, name) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new SeriesFailure(`option '${name}' must be true or false`);
};

/** Whole numbers: one, an array of them, or a text such as "[1440]". */
export const integers: OptionReader<readonly number[]> = (value, name) => {
  const given = typeof value === 'string' ? (parseJson(value) ?? null) : value;
  const numbers = (Array.isArray(given) ? (given as readonly JsonTree[]) : [given]).map(numberOf);
  if (!numbers.every(Number.isInteger)) throw new SeriesFailure(`option '${name}' must be whole numbers`);
  return numbers;
};

/** A whole number of any size. */
export const bigInteger: OptionReader<bigint> = (value, name) => {
  const digits = isNumber(value) ? value.digits : typeof value === 'string' ? value : '';
  if (!/^-?\d+$/.test(digits)) throw new SeriesFailure(`option '${name}' must be a whole number`);
  return BigInt(digits);
};

/** Accepted and without effect here: the option steers what this engine does otherwise. */
export const ignored: OptionReader<undefined> = () => undefined;

/** An object of options. */
export const group =
  <S extends Schema>(schema: S): OptionReader<OptionsOf<S>> =>
  (value, name) => {
    if (!isObject(value)) throw new SeriesFailure(`option '${name}' must be an object`);
    return readMembers(schema, value, `${name}.`);
  };

function readMembers<S extends Schema>(schema: S, tree: Exclude<JsonTree, null>, prefix: string): OptionsOf<S> {
  const members = new Map(isObject(tree) ? tree.members : []);
  return Object.fromEntries(
    Object.entries(schema).map(([name, read]) => {
      const value = members.get(name) ?? null;
      return [name, value === null ? undefined : read(value, prefix + name)];
    }),
  ) as OptionsOf<S>;
}

function unknownNames(schema: Schema, tree: JsonTree): OptionProblem[] {
  if (tree === null || !isObject(tree)) return [];
  const known = Object.keys(schema);
  return tree.members
    .filter(([name]) => !known.includes(name))
    .map(([name]) => {
      const near = closest(name, known);
      return { kind: 'unknown', message: name, help: near ? `did you mean '${near}'?` : `the options are ${known.join(', ')}` };
    });
}

/** The options of a function as one JSON text. Unknown ones are passed over; a literal text is warned of them when the query is compiled. */
export function optionTexts<S extends Schema>(schema: S): OptionTexts & { read(text: string | null | undefined): OptionsOf<S> } {
  const parse = (given: string | null | undefined): Exclude<JsonTree, null> => {
    const tree = given === undefined || given === null ? { members: [] } : parseJson(given);
    if (tree === undefined || tree === null || !isObject(tree)) throw new SeriesFailure('the options must be a JSON object');
    return tree;
  };
  return {
    read: (given) => readMembers(schema, parse(given), ''),
    check(given) {
      try {
        const tree = parse(given);
        const problems = unknownNames(schema, tree);
        readMembers(schema, tree, '');
        return problems;
      } catch (error) {
        if (error instanceof SeriesFailure) return [{ kind: 'value', message: error.reason }];
        throw error;
      }
    },
  };
}
