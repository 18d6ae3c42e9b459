import type { DiagnosticExtras } from '../../diagnostics/diagnostic.ts';
import type { FunctionDeclaration, SpecialForm } from '../../functions/declaration.ts';
import { type Argument, resolveOverload } from '../../functions/resolve.ts';
import { isNumeric, VARCHAR } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';

/** Whether an expression is a number, a boolean or a time, which a string may be made of. */
export const hasText = ({ type }: Expression): boolean =>
  isNumeric(type) || type.kind === 'boolean' || type.kind === 'timestamp' || type.kind === 'date';

/** The advice to cast expressions to VARCHAR, with the fixes. */
export function castToString(expressions: readonly Expression[], { source }: BindContext): DiagnosticExtras {
  const fixes = expressions.map(({ span }) => {
    const text = `cast(${source.slice(span.start, span.end)} as varchar)`;
    return { title: `write ${text}`, span, text };
  });
  return { help: `write ${fixes.map(({ text }) => text).join(' and ')}`, fixes };
}

/** The arguments that an overload would accept as strings, as few as possible; undefined where there are none. */
export function argumentsAsStrings(
  { overloads }: Exclude<FunctionDeclaration, SpecialForm>,
  args: readonly (Expression | undefined)[],
): readonly Expression[] | undefined {
  if (args.includes(undefined)) return undefined;
  const given = args as readonly Expression[];
  const candidates = given.filter(hasText);
  const fits = (chosen: readonly Expression[]): boolean => {
    const types = given.map(({ type, kind }): Argument => ({ kind: 'value', type, text: kind === 'literal' && type.kind === 'varchar' }));
    const strings = types.map((argument, i) => (chosen.includes(given[i]!) ? { ...argument, type: VARCHAR } : argument));
    return resolveOverload<(typeof overloads)[number]>(overloads, strings, false) !== undefined;
  };
  const choices = [...candidates.map((one) => [one]), candidates.filter(({ kind }) => kind !== 'literal'), candidates];
  return choices.find((chosen) => chosen.length > 0 && fits(chosen));
}
