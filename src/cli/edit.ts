import { readFileSync, writeFileSync } from 'node:fs';
import { applyFixes } from '../diagnostics/apply-fixes.ts';
import type { Engine } from '../engine.ts';
import { format } from '../query-formatter.ts';
import { renderProblems, toOutput } from './paint.ts';

/** Where the edited text goes: to standard output, back into its file, or nowhere where only a check is wanted. */
export interface EditOptions {
  readonly write: boolean;
  readonly check: boolean;
}

function store(file: string, before: string, after: string, { write, check }: EditOptions): boolean {
  if (check) {
    if (before !== after) process.stdout.write(`${toOutput(file)}\n`);
    return before === after;
  }
  if (!write) process.stdout.write(toOutput(after));
  else if (before !== after) writeFileSync(file, after);
  return true;
}

/** Lays query files out; false where a checked one is not laid out so. */
export function formatFiles(files: readonly string[], options: EditOptions): boolean {
  let good = true;
  for (const file of files) {
    const before = readFileSync(file, 'utf8');
    good = store(file, before, `${format(before)}\n`, options) && good;
  }
  return good;
}

/** Applies the fixes that the compiler suggests for a query file, as long as there are new ones; says what is left. */
export function fixFile(file: string, engine: Engine, options: EditOptions): boolean {
  const before = readFileSync(file, 'utf8');
  let text = before;
  for (let round = 0; round < 10; round++) {
    const fixed = applyFixes(text, engine.compile(text).diagnostics);
    if (fixed === text) break;
    text = fixed;
  }
  const good = store(file, before, text, options);
  const left = engine.compile(text).diagnostics;
  if (left.length > 0) process.stderr.write(`${renderProblems(left, text)}\n`);
  return good && !left.some(({ severity }) => severity === 'error');
}
