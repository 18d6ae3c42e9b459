import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ParseResult, parseScript, parseScriptInSteps } from '../../src/parser/parser.ts';
import type { ScriptNode } from '../../src/parser/syntax.ts';
import { defaultLimits } from '../../src/runtime/limits.ts';
import { parseGolden } from '../../src/testing/golden.ts';

/** What the steps come to, and how many there are; `between` is done between two of them. */
function inSteps(
  source: string,
  between: () => void = () => undefined,
): { readonly result: ParseResult<ScriptNode>; readonly steps: number } {
  const work = parseScriptInSteps(source, defaultLimits);
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next();
    if (done) return { result: value, steps };
    between();
  }
}

const list = (count: number, item: (i: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);

/** The queries of the golden files, some at a time, so that they are long. */
function goldenScripts(): string[] {
  const folder = new URL('../queries/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spl'));
  return files.sort().map((name) => {
    const { blocks } = parseGolden(readFileSync(new URL(name, folder), 'utf8'));
    const queries = blocks.filter(({ kind }) => kind !== 'table' && kind !== 'zone').map(({ body }) => body.replace(/;\s*$/, ''));
    return queries.join(';\n');
  });
}

/** Script after script, until they are long. */
function long(scripts: readonly string[]): string[] {
  const joined: string[] = [''];
  for (const script of scripts) joined.push(joined.at(-1)!.length < 20_000 ? `${joined.pop()};\n${script}` : script);
  return joined;
}

/** Sources of long lists and runs, `part` of their length. */
const wide = (part = 1): Readonly<Record<string, string>> => ({
  columns: `* | extend ${list(3000 * part, (i) => `c${i} = x + ${i}`)}`,
  aggregates: `* | stats ${list(2000 * part, (i) => `c${i} = sum(x + ${i})`)} by s, t`,
  'runs of or': `* | where ${list(3000 * part, (i) => `s = '${i}'`, ' or ')} | limit 1`,
  'runs of and with between': `* | where ${list(2000 * part, (i) => `x between ${i} and ${i + 1}`, ' and ')}`,
  'lists of values': `* | where x in (${list(9000 * part, String)}) and y = 1`,
  'branches of case': `* | extend a = case ${list(2000 * part, (i) => `when x = ${i} then 'a' || s`, ' ')} else '' end`,
  'lists in lists': `* | extend a = array[${list(60, (i) => `array[${list(60, (j) => `${i} + ${j}`)}]`)}]`,
  lambdas: `* | extend a = [${list(2000 * part, (i) => `transform(b, (v, w) -> v + ${i} or w)`)}]`,
  stages: `* ${list(90, (i) => `| extend c${i} = (x + 1) * 2, d${i} = if(x > 0 and x < 9, 1, 2) `, '')}`,
  datasets: `${list(600 * part, (i) => `.let a${i} = * | where x > ${i} | project x, y = .5;`, ' ')} $a1`,
  'sources of the host': `* ${list(400 * part, (i) => `| union (.evil with(a = ${i}) | extend b = 1, c = a or b)`, ' ')}`,
  'names that are assigned in calls': `* | extend ${list(900 * part, (i) => `c${i} = f(a, b = ${i}, c = a and b)`)}`,
});

describe('reading a long source in steps', () => {
  it.each(Object.entries(wide()))('divides %s', (_, source) => {
    const { result, steps } = inSteps(source);
    expect(result).toEqual(parseScript(source, defaultLimits));
    expect(result.diagnostics).toEqual([]);
    expect(steps).toBeGreaterThan(4);
  });

  it('makes the same of scripts with mistakes in them', () => {
    const mistakes = [
      '| extend )',
      "| where x = 'a",
      '| extned a = 1',
      '| extend a = (1, 2',
      ', , ',
      '| extend a = 1 b',
      '| where a or or b',
    ];
    for (const source of Object.values(wide(1 / 5)))
      for (const mistake of mistakes) {
        const half = source.indexOf(' ', source.length / 2);
        for (const wrong of [source + mistake, `${source.slice(0, half)}${mistake}${source.slice(half)}`])
          expect(JSON.stringify(inSteps(wrong).result), mistake).toBe(JSON.stringify(parseScript(wrong, defaultLimits)));
      }
  });

  it('makes the same of the golden queries, one after the other', () => {
    let steps = 0;
    for (const source of long(goldenScripts())) {
      const stepped = inSteps(source);
      expect(stepped.result).toEqual(parseScript(source, defaultLimits));
      steps += stepped.steps;
    }
    expect(steps).toBeGreaterThan(30);
  });

  it('lets others parse between steps', () => {
    const other = '* | where ) | extend a = [1';
    const source = wide().columns!;
    const { result } = inSteps(source, () => parseScript(other, defaultLimits));
    expect(result).toEqual(parseScript(source, defaultLimits));
  });
});
