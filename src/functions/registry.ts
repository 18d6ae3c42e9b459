import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { closest, nearFixes } from '../diagnostics/suggest.ts';
import { formatType } from '../types/data-type.ts';
import type { AggregateOverload, FunctionDeclaration, Overload } from './declaration.ts';

/** Looks functions up by name or alias, ignoring case. */
export interface FunctionRegistry {
  /** Those that are called by name, special forms and operators. */
  readonly all: readonly FunctionDeclaration[];
  find(name: string): FunctionDeclaration | undefined;
  /** A help text for a name that no function has. */
  suggest(name: string): string | undefined;
  /** The edit that puts the function that was meant in the place of such a name. */
  fixes(name: string, span: Span): readonly Fix[] | undefined;
}

/** Names of other languages and what they are called here. */
const foreign: Readonly<Record<string, string>> = {
  sumif: 'sum(if(condition, value))',
  quantile: 'approx_percentile',
  avgif: 'avg(if(condition, value))',
  make_list: 'array_agg',
  groupArray: 'array_agg',
  list: 'array_agg',
  arg_max: 'max_by',
  arg_min: 'min_by',
  ifnull: 'coalesce',
  isnull: 'x is null',
  nvl: 'coalesce',
  iff: 'if',
  iif: 'if',
  len: 'length',
  strlen: 'length',
  tolower: 'lower',
  toupper: 'upper',
  tostring: 'cast(x as varchar)',
  toint: 'cast(x as bigint)',
  tolong: 'cast(x as bigint)',
  todouble: 'cast(x as double)',
  todatetime: 'cast(x as timestamp)',
  bin: 'date_trunc(seconds, time)',
  floor_time: 'date_trunc(seconds, time)',
  contains_text: "strpos(x, 'text') > 0",
  startswith: 'starts_with',
  endswith: 'ends_with',
  strcat: 'concat',
  extract_json: 'json_extract_scalar',
  parse_json: 'json_parse',
  array_length: 'cardinality',
  size: 'cardinality',
  mid: 'substr',
  left: 'substr(x, 1, n)',
  matches: 'regexp_like',
  regexp_matches: 'regexp_like',
  strftime: 'date_format',
  strptime: 'date_parse',
};

/** A registry of the built-in functions and the host's own. */
export function createRegistry(functions: readonly FunctionDeclaration[]): FunctionRegistry {
  const byName = new Map<string, FunctionDeclaration>();
  for (const declared of functions) {
    if (declared.category === 'operator') continue; // they are written, not called
    for (const name of [declared.name, ...(declared.aliases ?? [])]) {
      const key = name.toLowerCase();
      if (byName.has(key)) throw new TypeError(`function '${name}' is declared twice`);
      byName.set(key, declared);
    }
  }
  const foreignNames = new Map(Object.entries(foreign).map(([name, here]) => [name.toLowerCase(), here]));
  return {
    all: functions,
    find: (name) => byName.get(name.toLowerCase()),
    suggest(name) {
      const here = foreignNames.get(name.toLowerCase());
      if (here) return `'${name}' is '${here}' here`;
      const near = closest(name, byName.keys());
      return near && `did you mean '${near}'?`;
    },
    fixes(name, span) {
      const here = foreignNames.get(name.toLowerCase());
      if (here) return byName.has(here) ? [{ title: `write ${here}`, span, text: here }] : undefined;
      return nearFixes(name, byName.keys(), span);
    },
  };
}

/** A call as a message shows it: `substr(string, start, length?)`; operators and forms as they are written. */
export function signatureOf(fn: FunctionDeclaration): string {
  if (fn.kind === 'special') return fn.usage;
  const names = fn.parameters.map((parameter) => `${parameter.name}${parameter.optional ? '?' : ''}`);
  const notation = fn.kind === 'scalar' ? fn.notation : undefined;
  if (!notation) return `${fn.name}(${names.join(', ')})`;
  return 'infix' in notation ? `${names[0]} ${notation.infix} ${names[1]}` : `${notation.prefix}${names[0]}`;
}

/** The types of a signature: `(array(varchar), …, bigint, varchar?) → json`; `short` leaves the members of a ROW result out. */
export function formatSignature({ params, returns, variadic, maxLeading }: Overload | AggregateOverload, short = false): string {
  const shown = params.flatMap(({ type, optional }, i) => [
    `${formatType(type)}${optional ? '?' : ''}`,
    ...((variadic && i === params.length - 1) || (maxLeading && i === 0) ? ['…'] : []),
  ]);
  return `(${shown.join(', ')}) → ${short && returns.type.kind === 'row' ? 'row(…)' : formatType(returns.type)}`;
}
