import { type Position, positionAt, type Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { formatName, type Schema } from '../../types/data-type.ts';
import type { LambdaParameter } from '../expressions/expression.ts';

/** The input of an earlier command, to explain names that are gone. */
interface EarlierRelation {
  readonly schema: Schema;
  readonly command: string;
  readonly span: Span;
}

/** How to chart a result; fields are names of columns. */
export interface RenderSpec {
  readonly visualize: string;
  readonly xField: string | undefined;
  readonly yFields: readonly string[];
  readonly seriesFields: readonly string[];
}

/** The columns that hold the time of a log line; only `extend` writes them. */
export const timeFields: ReadonlySet<string> = new Set(['__time__', '__time_ns_part__']);

/** The names that a command sees: the columns of its input, and what earlier commands dropped. */
export interface Scope {
  readonly schema: Schema;
  readonly history: readonly EarlierRelation[];
  readonly lambdas: readonly LambdaParameter[];
  /** The time array that make-series produced, which `__ts__` reads if no column has that name. */
  readonly timeColumn: string | undefined;
  /** Names that cannot be read as keys of an open schema: columns that it has had, and names that were removed. */
  readonly claimedNames: ReadonlySet<string>;
  /** The columns that `$dataset.column` reads after a join: by dataset and column, the current name. */
  readonly datasets: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** How to chart the result, if the last command was render. */
  readonly render: RenderSpec | undefined;
  /** Whether the columns are unknown because their source was not found; unknown names are not reported then. */
  readonly unknown?: boolean;
  /** Whether names are case-insensitive, as in a query console. */
  readonly ignoreCase: boolean;
}

/** A scope with only columns. */
export function scopeOf(schema: Schema, ignoreCase = false, timeColumn?: string): Scope {
  return { schema, history: [], lambdas: [], timeColumn, claimedNames: new Set(), datasets: new Map(), render: undefined, ignoreCase };
}

/** The index of a column, or -1. */
export function findColumn({ schema, timeColumn, ignoreCase }: Scope, name: string): number {
  const exact = indexOf(schema, name);
  if (exact >= 0) return exact;
  if (name === '__ts__' && timeColumn !== undefined) return indexOf(schema, timeColumn);
  if (!ignoreCase) return -1;
  const lower = name.toLowerCase();
  return schema.findIndex((field) => field.name.toLowerCase() === lower);
}

/** Up to so many columns are compared one by one. */
const fewColumns = 16;

/** The places of the names of wide schemas. */
const places = new WeakMap<Schema, ReadonlyMap<string, number>>();

function indexOf(schema: Schema, name: string): number {
  if (schema.length <= fewColumns) return schema.findIndex((field) => field.name === name);
  let known = places.get(schema);
  if (!known) places.set(schema, (known = new Map(schema.map((field, i) => [field.name, i] as const).toReversed())));
  return known.get(name) ?? -1;
}

/** Whether a name was a column of the input of an earlier command. */
export function wasDropped({ history }: Scope, name: string): boolean {
  return history.some(({ schema }) => schema.some((field) => field.name === name));
}

/** Longer names, such as a whole line that was read as a header, are cut. */
const maxShown = 60;
const shown = (name: string): string => (name.length > maxShown ? `${formatName(name.slice(0, maxShown))}…` : formatName(name));

/** The help for a name that is not a column here. */
export function explainMissing({ schema, history: passed }: Scope, name: string, source: string): string {
  const names = schema.map((field) => field.name);
  const keeps = names.length === 0 ? 'nothing' : names.slice(0, 20).map(shown).join(', ') + (names.length > 20 ? ', …' : '');
  for (let i = passed.length - 1; i >= 0; i--) {
    const before = passed[i]!;
    if (!before.schema.some((field) => field.name === name)) continue;
    const { line }: Position = positionAt(source, before.span.start);
    const advice = before.command === 'stats' ? `; add it to 'by' or aggregate it` : '';
    return `'${name}' is not available after '${before.command}' on line ${line}, which keeps ${keeps}${advice}`;
  }
  const suggestion = didYouMean(
    name,
    names.filter(({ length }) => length <= maxShown),
  );
  return suggestion ? `${suggestion} the columns here are ${keeps}` : `the columns here are ${keeps}`;
}
