import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { nearest, nearFixes } from '../diagnostics/suggest.ts';
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

/** A registry of the built-in functions and the host's own; `unknown` is the help for a name that is near none. */
export function createRegistry(functions: readonly FunctionDeclaration[], unknown?: string): FunctionRegistry {
  const byName = new Map<string, FunctionDeclaration>();
  for (const declared of functions) {
    if (declared.category === 'operator') continue; // they are written, not called
    for (const name of [declared.name, ...(declared.aliases ?? [])]) {
      const key = name.toLowerCase();
      if (byName.has(key)) throw new TypeError(`function '${name}' is declared twice`);
      byName.set(key, declared);
    }
  }
  return {
    all: functions,
    find: (name) => byName.get(name.toLowerCase()),
    suggest(name) {
      const near = nearest(name, byName.keys());
      return near ? `did you mean '${near}'?` : unknown;
    },
    fixes: (name, span) => nearFixes(name, byName.keys(), span),
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
