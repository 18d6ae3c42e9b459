import { closest } from '../../diagnostics/suggest.ts';
import { isNumber, isObject, type JsonTree, parseJson } from '../../types/json-tree.ts';
import type { OptionDoc, OptionProblem, OptionTexts } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';

/** A kind of option value: what the reference says of it, and how it is read from JSON. */
export interface OptionKind<V = unknown> {
  /** What the value may be, such as `number from 0 to 1`. */
  readonly type: string;
  /** The value of the option `name`. @throws SeriesFailure that names the option if the value is not of this kind. */
  readonly read: (value: Exclude<JsonTree, null>, name: string) => V;
  /** The members of an object. */
  readonly members?: OptionSchema;
}

/** An option: its kind, what it means, and what it is where it is absent or NULL. */
export interface Option<V = unknown> extends OptionKind<V> {
  readonly description: string;
  /** What a number counts, such as `points`. */
  readonly unit?: string;
  /** The value of an absent option. */
  readonly default?: unknown;
  /** What happens where the option is absent, if that is not the use of one value. */
  readonly otherwise?: string;
  /** Whether its object must have it. */
  readonly required?: true;
}

/** Options by name. */
export type OptionSchema = Readonly<Record<string, Option>>;

/** What a schema reads: each option, undefined where it is absent and has no default. */
export type OptionsOf<S extends OptionSchema> = {
  readonly [K in keyof S]: S[K] extends { readonly default: unknown } | { readonly required: true }
    ? ReturnType<S[K]['read']>
    : ReturnType<S[K]['read']> | undefined;
};

const numberOf = (value: JsonTree): number =>
  value !== null && isNumber(value) ? Number(value.digits) : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

/** A number within bounds; a string that holds one is accepted. */
export const number = (min: number, max: number): OptionKind<number> => ({
  type: `number from ${min} to ${max}`,
  read(value, name) {
    const found = numberOf(value);
    if (!(found >= min && found <= max)) throw new SeriesFailure(`option '${name}' must be a number from ${min} to ${max}`);
    return found;
  },
});

/** An integer within bounds; a string that holds one is accepted. */
export const integer = (min: number, max: number): OptionKind<number> => ({
  type: `integer from ${min} to ${max}`,
  read(value, name) {
    const found = numberOf(value);
    if (!(Number.isInteger(found) && found >= min && found <= max))
      throw new SeriesFailure(`option '${name}' must be an integer from ${min} to ${max}`);
    return found;
  },
});

/** One of several words. */
export const word = <W extends string>(...words: readonly W[]): OptionKind<W> => ({
  type: words.map((candidate) => `"${candidate}"`).join(', '),
  read(value, name) {
    const found = words.find((candidate) => candidate === value);
    if (found === undefined) throw new SeriesFailure(`option '${name}' must be one of ${words.join(', ')}`);
    return found;
  },
});

/** Any string. */
export const string: OptionKind<string> = {
  type: 'string',
  read(value, name) {
    if (typeof value !== 'string') throw new SeriesFailure(`option '${name}' must be a string`);
    return value;
  },
};

/** A boolean; the strings "true" and "false" are accepted. */
export const flag: OptionKind<boolean> = {
  type: 'boolean',
  read(value, name) {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new SeriesFailure(`option '${name}' must be true or false`);
  },
};

/** Integers: one, an array of them, or a string such as "[1440]". */
export const integers: OptionKind<readonly number[]> = {
  type: 'integer or array of integers',
  read(value, name) {
    const given = typeof value === 'string' ? (parseJson(value) ?? null) : value;
    const numbers = (Array.isArray(given) ? (given as readonly JsonTree[]) : [given]).map(numberOf);
    if (!numbers.every(Number.isInteger)) throw new SeriesFailure(`option '${name}' must be an integer or an array of integers`);
    return numbers;
  },
};

/** An integer of any size. */
export const bigInteger: OptionKind<bigint> = {
  type: 'integer',
  read(value, name) {
    const digits = isNumber(value) ? value.digits : typeof value === 'string' ? value : '';
    if (!/^-?\d+$/.test(digits)) throw new SeriesFailure(`option '${name}' must be an integer`);
    return BigInt(digits);
  },
};

/** An option of SLS that is accepted and has no effect, because it controls a model that this engine does not use. */
export const ignored: Option<undefined> = {
  type: 'any',
  read: () => undefined,
  description: 'accepted for compatibility with SLS; has no effect',
};

/** An object of options. An absent one is read like `{}`. */
export const group = <const S extends OptionSchema>(members: S) => ({
  type: 'object',
  members,
  default: {},
  read(value: Exclude<JsonTree, null>, name: string): OptionsOf<S> {
    if (!isObject(value)) throw new SeriesFailure(`option '${name}' must be an object`);
    return readMembers(members, value, `${name}.`);
  },
});

/** An array of objects of options, or one such object. */
export const groups = <const S extends OptionSchema>(members: S): OptionKind<readonly OptionsOf<S>[]> => ({
  type: 'array of objects',
  members,
  read(value, name) {
    const list = (Array.isArray(value) ? value : [value]) as readonly Exclude<JsonTree, null>[];
    return list.map((element, i) => group(members).read(element, `${name}[${i}]`));
  },
});

const noMembers: Exclude<JsonTree, null> = { members: [] };

function readMembers<S extends OptionSchema>(schema: S, tree: Exclude<JsonTree, null>, prefix: string): OptionsOf<S> {
  const members = new Map(isObject(tree) ? tree.members : []);
  return Object.fromEntries(
    Object.entries(schema).map(([name, option]) => {
      const value = members.get(name) ?? null;
      if (value !== null) return [name, option.read(value, prefix + name)];
      if (option.required) throw new SeriesFailure(`option '${prefix}${name}' is missing`);
      return [name, option.members && option.default ? option.read(noMembers, prefix + name) : option.default];
    }),
  ) as OptionsOf<S>; // the entries are those of the schema
}

function unknownNames(schema: OptionSchema, tree: JsonTree): OptionProblem[] {
  if (tree === null || !isObject(tree)) return [];
  const known = Object.keys(schema);
  return tree.members
    .filter(([name]) => !known.includes(name))
    .map(([name]) => {
      const near = closest(name, known);
      return { kind: 'unknown', message: name, help: near ? `did you mean '${near}'?` : `the options are ${known.join(', ')}` };
    });
}

/** The documentation of options, nested ones after the object that holds them. */
function docsOf(schema: OptionSchema, prefix = ''): OptionDoc[] {
  return Object.entries(schema).flatMap(([name, option]) => {
    const { type, description, unit, members } = option;
    const absent = option.required
      ? 'required'
      : (option.otherwise ?? (members || option.default === undefined ? undefined : JSON.stringify(option.default)));
    const doc = { name: prefix + name, type, description, ...(unit ? { unit } : {}), ...(absent ? { default: absent } : {}) };
    return [doc, ...(members ? docsOf(members, `${prefix}${name}.`) : [])];
  });
}

/**
 * The options of a function as one JSON string. Unknown options are skipped; where the string is a literal, they are reported when the query is
 * compiled, as are values that are not acceptable.
 */
export function optionSchema<const S extends OptionSchema>(
  schema: S,
): OptionTexts & { read(source: string | null | undefined): OptionsOf<S> } {
  const parse = (source: string | null | undefined): Exclude<JsonTree, null> => {
    const tree = source === undefined || source === null ? noMembers : parseJson(source);
    if (tree === undefined || tree === null || !isObject(tree)) throw new SeriesFailure('the options must be a JSON object');
    return tree;
  };
  return {
    get options() {
      return docsOf(schema);
    },
    read: (source) => readMembers(schema, parse(source), ''),
    check(source) {
      try {
        const tree = parse(source);
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
