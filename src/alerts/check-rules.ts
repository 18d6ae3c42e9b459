import { createReadStream } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { createEngine } from '../engine.ts';
import { foundFiles } from '../follow/found-files.ts';
import { readLogs } from '../formats/registry.ts';
import type { RuleMistake } from './read-rules.ts';
import type { Rule, RuleFile } from './rule.ts';

/** What is wrong with a rule beside its YAML. */
export interface QueryMistake extends RuleMistake {
  /** Of the query of the rule, where it is one of the language. */
  readonly diagnostic: Diagnostic | undefined;
  readonly rule: Rule;
  readonly severity: 'error' | 'warning';
}

/** So many rows of a file are looked at. */
const sampleRows = 500;

/** Compiles the queries of rules over the first rows of their files. */
export async function checkRules({ rules, zone }: RuleFile): Promise<readonly QueryMistake[]> {
  const mistakes: QueryMistake[] = [];
  for (const rule of rules) mistakes.push(...(await checkRule(rule, zone)));
  return mistakes;
}

async function checkRule(rule: Rule, zone: string): Promise<QueryMistake[]> {
  const own = (message: string, severity: 'error' | 'warning', help?: string): QueryMistake => ({
    ...placeIn(rule, 0),
    message,
    help,
    severity,
    rule,
    diagnostic: undefined,
  });
  const [file] = await foundFiles(rule.files);
  if (!file) return [own(`no file is called ${rule.files.join(' or ')} so far: its query is not checked`, 'warning')];
  const input = createReadStream(file.path, { end: (1 << 20) - 1 });
  const logs = await readLogs({ name: file.path, input }, { ...rule.read, onError: 'skip', maxRows: sampleRows });
  const engine = createEngine({ tables: { logs }, timeZone: zone });
  const { diagnostics, schema } = engine.compile(rule.query);
  const found = diagnostics.map(
    (diagnostic): QueryMistake => ({
      ...placeIn(rule, diagnostic.span.start),
      message: diagnostic.message,
      help: diagnostic.help,
      severity: diagnostic.severity === 'error' ? 'error' : 'warning',
      rule,
      diagnostic,
    }),
  );
  if (!schema) return found;
  if (!logs.column('__time__'))
    found.push(
      own(
        `rows of ${file.path} have no '__time__', by which steps are over`,
        'error',
        "'format', or a 'pattern' with a group '__time__', may give it",
      ),
    );
  const rows = engine.compile(rule.parts.rows.trim().replace(/\|$/, '').trim()).schema?.map(({ name }) => name) ?? [];
  for (const dimension of rule.dimensions)
    if (!rows.includes(dimension))
      found.push(own(`there is no column '${dimension}' to look for causes by`, 'error', didYouMean(dimension, rows)));
  return found;
}

/** Where a character of the query is in the file of rules. */
function placeIn({ place, query }: Rule, offset: number): { readonly line: number; readonly column: number } {
  const { line, column } = positionAt(query, offset);
  if (place.isBlock) return { line: place.line + line - 1, column: place.column + column - 1 };
  return { line: place.line, column: place.column + (line === 1 ? column - 1 : 0) };
}
