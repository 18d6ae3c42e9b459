import { type Matcher, RE2JS, RE2JSException } from 're2js';
import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { CallSite, EvaluationContext } from '../declaration.ts';

const compiled = new Map<string, RE2JS>();
const kept = 256;

/** Compiles a pattern of RE2 syntax, which matches in time linear in the string whatever the pattern. @throws RowError for a malformed one. */
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

/** Checks a literal pattern when the query is compiled. */
export function checkPattern(pattern: string, context: EvaluationContext): undefined {
  compilePattern(pattern, context);
}

/** What a parameter that takes a pattern says about itself. */
export const patternParameter = 'a regular expression of RE2 syntax; (?i) at its start ignores case';

/** A compiled pattern and the string that it is matched with. */
export interface Match {
  readonly program: RE2JS;
  readonly string: string;
  readonly call: CallSite;
}

/** How many characters are matched in about the time of one step of a query's budget. */
const charactersPerStep = 16;

/** Hands a function the compiled pattern; a constant one is compiled once. The length of the string is reported to the query's budget. */
export function withPattern<A extends unknown[], R>(
  compute: (match: Match, ...rest: A) => R,
): (call: CallSite) => (string: string, pattern: string, ...rest: A) => R {
  return (call) =>
    (string, pattern, ...rest) => {
      const program = compilePattern(pattern, call);
      call.tick(1 + Math.floor(string.length / charactersPerStep));
      return compute({ program, string, call }, ...rest);
    };
}

/** Visits the matches from left to right, until the visitor answers false. */
export function forEachMatch({ program, string, call }: Match, visit: (matcher: Matcher) => boolean | undefined): void {
  const matcher = program.matcher(string);
  while (matcher.find()) {
    call.tick();
    if (visit(matcher) === false) return;
  }
}

/** The names of a pattern's groups in their order, undefined for those without one. Fails as the pattern itself does. */
export function groupsOf(pattern: string, context: EvaluationContext): readonly (string | undefined)[] {
  const program = compilePattern(pattern, context);
  const names = new Map(Object.entries(program.namedGroups()).map(([name, group]) => [group, name]));
  return Array.from({ length: program.groupCount() }, (_, i) => names.get(i + 1));
}
