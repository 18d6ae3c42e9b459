import type { Example, FunctionCategory, FunctionDeclaration, OptionDoc, Parameter } from '../functions/declaration.ts';
import { formatSignature, signatureOf } from '../functions/registry.ts';

/** What there is to know of a function to call it, as data. */
export interface FunctionDocs {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: FunctionDeclaration['kind'];
  readonly category: FunctionCategory;
  /** How it is written: `substr(string, start, length?)`, an operator between its operands. */
  readonly usage: string;
  /** One sentence. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** The types of its overloads, such as `(varchar, bigint, bigint?) → varchar`; empty for special forms. */
  readonly signatures: readonly string[];
  /** The options that it takes as one JSON string. */
  readonly options: readonly OptionDoc[];
  readonly examples: readonly Example[];
  /** What a scalar function does with NULL arguments. */
  readonly nulls?: 'propagate' | 'called';
  /** How often the result of a scalar function may differ: never, by query, or by row. */
  readonly volatility?: 'immutable' | 'stable' | 'volatile';
  /** The library that it loads when first used. */
  readonly library?: string;
}

/** The documentation in a declaration. */
export function functionDocsOf(fn: FunctionDeclaration): FunctionDocs {
  const { name, aliases = [], kind, category, summary, parameters, examples } = fn;
  const overloads = fn.kind === 'special' ? [] : fn.overloads;
  const options = fn.kind === 'scalar' ? (fn.overloads.find((overload) => overload.options)?.options?.options ?? []) : [];
  return {
    name,
    aliases,
    kind,
    category,
    usage: signatureOf(fn),
    summary,
    parameters,
    signatures: [...new Set(overloads.map((overload) => formatSignature(overload)))],
    options,
    examples,
    ...(fn.kind === 'scalar' ? { nulls: fn.nulls, volatility: fn.volatility, ...(fn.library ? { library: fn.library.name } : {}) } : {}),
  };
}
