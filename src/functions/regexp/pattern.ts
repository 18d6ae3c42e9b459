import { RE2JS, RE2JSException } from 're2js';
import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { CallSite, EvaluationContext } from '../declaration.ts';

const compiled = new Map<string, RE2JS>();
const kept = 256;

/** Compiles a pattern of RE2 syntax, which matches in time linear in the text whatever the pattern. */
export function compilePattern(pattern: string, { regexpLength }: EvaluationContext): RE2JS {
  let program = compiled.get(pattern);
  if (program) return program;
  if (pattern.length > regexpLength) invalidArgument(`the pattern is longer than ${regexpLength} characters (limit 'regexpLength')`);
  try {
    program = RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return invalidArgument(`invalid regular expression: ${error.message}`);
    throw error;
  }
  if (compiled.size >= kept) compiled.clear();
  compiled.set(pattern, program);
  return program;
}

/** Hands a function the compiled pattern; a constant one is compiled once. */
export function withPattern<A extends unknown[], R>(
  compute: (program: RE2JS, text: string, ...rest: A) => R,
): (call: CallSite) => (text: string, pattern: string, ...rest: A) => R {
  return (call) =>
    (text, pattern, ...rest) =>
      compute(compilePattern(pattern, call), text, ...rest);
}

/** The names of a pattern's groups in their order, undefined for those without one. Fails as the pattern itself does. */
export function groupsOf(pattern: string, context: EvaluationContext): readonly (string | undefined)[] {
  const program = compilePattern(pattern, context);
  const names = new Map(Object.entries(program.namedGroups()).map(([name, group]) => [group, name]));
  return Array.from({ length: program.groupCount() }, (_, i) => names.get(i + 1));
}
