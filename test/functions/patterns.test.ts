import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drain, templateText } from '../../src/functions/patterns/drain.ts';

const line = fc
  .array(fc.constantFrom('user', 'login', 'from', 'failed', 'node-1', '10.0.0.1', '42', '12ms', 'x'), { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' '));
const lines = fc.array(line, { maxLength: 60 });

function drained(list: readonly string[]): Drain {
  const drain = new Drain(0.4, 4);
  for (const text of list) drain.add(text);
  return drain;
}

const total = (drain: Drain): number => drain.templates.reduce((sum, { count }) => sum + count, 0);

describe('Drain', () => {
  it('counts every line in exactly one template, merged or not', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const merged = drained(a);
        for (const template of drained(b).templates) merged.merge(template);
        expect(total(merged)).toBe(a.length + b.length);
        expect(total(drained([...a, ...b]))).toBe(a.length + b.length);
      }),
    );
  });

  it('gives templates that match their example word by word', () => {
    fc.assert(
      fc.property(lines, (list) => {
        for (const template of drained(list).templates) {
          const words = template.example.split(' ');
          expect(template.words.length).toBe(words.length);
          template.words.forEach((word, i) => word !== undefined && expect(word).toBe(words[i]));
        }
      }),
    );
  });

  it('joins lines that differ in values', () => {
    const drain = drained(['took 12ms at 10.0.0.1:80', 'took 7ms at 10.0.0.2:80', 'stopped']);
    expect(drain.templates.map(templateText)).toEqual(['took <*> at <*>', 'stopped']);
  });
});
