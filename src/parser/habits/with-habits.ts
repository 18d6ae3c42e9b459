import { applyFixes } from '../../diagnostics/apply-fixes.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { commands } from '../commands/index.ts';
import { findHabits, type Habit } from './find-habits.ts';
import type { World } from './language.ts';
import { inlineScalars } from './scalars.ts';

/** A query that is longer than this is not examined for parts in other languages. */
const maxLength = 20_000;

/** Nor one with more open brackets at one place: each level is rewritten once per level around it. */
const maxOpenBrackets = 30;

/** The largest number of brackets that are open at one place; those in strings count too. */
function openBrackets(source: string): number {
  let open = 0;
  let most = 0;
  for (const character of source) {
    if (character === '(' || character === '[' || character === '{') most = Math.max(most, ++open);
    else if (character === ')' || character === ']' || character === '}') open = Math.max(0, open - 1);
  }
  return most;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/**
 * The diagnostics of a query, where each part that is written in another language is one mistake, with what to write instead. `errorsOf` compiles a query: what
 * is only a guess counts if the rewritten query compiles, and a fix is given if the rewritten query parses.
 */
export function withHabits(
  source: string,
  found: readonly Diagnostic[],
  world: World,
  errorsOf: (query: string) => readonly Diagnostic[],
): readonly Diagnostic[] {
  if (source.length > maxLength || openBrackets(source) > maxOpenBrackets) return found;
  const scalars = scalarsInlined(source, found, world, errorsOf);
  if (scalars) return scalars;
  const wrong = ({ start, end }: Diagnostic['span']): boolean =>
    found.some((d) => isError(d) && d.span.start <= end && d.span.end >= start);
  // What follows an open quote or bracket was misread, or is still being typed.
  const open = Math.min(...found.filter(({ name }) => name === 'unterminated').map(({ span }) => span.start));
  const all = findHabits(source, world, wrong, (word) => Object.hasOwn(commands, word)).filter(
    ({ diagnostic }) => diagnostic.span.end <= open,
  );
  if (all.length === 0) return found;
  let habits = all;
  let errors = errorsAfter(all);
  if (errors.length > 0 && !all.every(({ certain }) => certain)) {
    habits = all.filter(({ certain }) => certain);
    errors = errorsAfter(habits);
  }
  const others = uncovered(habits);
  const parses = syntaxErrors(errors) <= syntaxErrors(others);
  const rewritten = habits.map(({ diagnostic: { fixes, ...diagnostic } }) => (parses && fixes ? { ...diagnostic, fixes } : diagnostic));
  return [...others, ...rewritten];

  /** What is wrong in a rewritten part, and the syntax error where it ends, are the same mistake; the diagnostics that are not. */
  function uncovered(among: readonly Habit[]): readonly Diagnostic[] {
    const covers = ({ span }: Diagnostic, d: Diagnostic): boolean =>
      (d.span.start < span.end && d.span.end > span.start) ||
      (d.code.startsWith('SPL1') && d.span.start >= span.end && source.slice(span.end, d.span.start).trim() === '');
    return found.filter((d) => !among.some(({ diagnostic }) => covers(diagnostic, d)));
  }

  function errorsAfter(among: readonly Habit[]): readonly Diagnostic[] {
    return errorsOf(applyFixes(source, [...uncovered(among), ...among.map(({ diagnostic }) => diagnostic)]));
  }
}

/** `let x = 5; …` of KQL: the query with the values in their places, if that compiles, with what else it has of another language rewritten. */
function scalarsInlined(
  source: string,
  found: readonly Diagnostic[],
  world: World,
  errorsOf: (query: string) => readonly Diagnostic[],
): readonly Diagnostic[] | undefined {
  const inlined = found.some(isError) ? inlineScalars(source) : undefined;
  if (!inlined) return undefined;
  const text = applyFixes(inlined.text, withHabits(inlined.text, errorsOf(inlined.text), world, errorsOf));
  if (errorsOf(text).length > 0) return undefined;
  const fixes = [{ title: `write ${text}`, span: { start: 0, end: source.length }, text }];
  return [diagnose('foreign-syntax', inlined.span, { language: 'KQL' }, { help: `write: ${text}`, fixes })];
}

const syntaxErrors = (diagnostics: readonly Diagnostic[]): number =>
  diagnostics.filter((d) => isError(d) && d.code.startsWith('SPL1')).length;
