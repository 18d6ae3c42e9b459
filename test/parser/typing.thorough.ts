import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/index.ts';
import { exampleLogs, exampleQueries } from '../kit/example-queries.ts';

const engine = createEngine({ tables: { logs: exampleLogs } });

/** Every text that someone has in front of them while typing a query. */
const prefixes = (query: string): string[] => Array.from({ length: query.length }, (_, i) => query.slice(0, i + 1));

describe('while a query is typed', () => {
  it('the finished queries have no mistakes', () => {
    for (const query of exampleQueries) {
      expect(
        engine.compile(query).diagnostics.filter(({ severity }) => severity === 'error'),
        query,
      ).toEqual([]);
    }
  });

  it('compiling never throws, and what is missing is said at the end of the text or where it opened', () => {
    for (const query of exampleQueries) {
      for (const text of prefixes(query)) {
        const errors = engine.compile(text).diagnostics.filter(({ severity }) => severity === 'error');
        if (errors.length === 0) continue;
        // The word that is being typed: its name may not exist yet.
        const typing = text.length - (/[\w.$-]*\s*$/.exec(text)?.[0].length ?? 0);
        const said = errors.some(({ code, span, message }) => {
          if (code === 'SPL1001') return span.end >= typing && /^expected [^_]*$/.test(message);
          return code === 'SPL1002' || code.startsWith('SPL2') || code === 'SPL1004';
        });
        expect(said, `${text}\n${errors.map((e) => `${e.code} ${e.message}`).join('\n')}`).toBe(true);
      }
    }
  });

  it('no message speaks of the grammar', () => {
    for (const query of exampleQueries) {
      for (const text of prefixes(query)) {
        for (const { message, help = '' } of engine.compile(text).diagnostics)
          expect(message + help, text).not.toMatch(/token|rule|cmd_|kw_|Redundant|NotAllInput/);
      }
    }
  });
});
