import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenSource } from '../../src/formats/source.ts';
import { wholeLines } from '../../src/formats/whole-lines.ts';

const lines = fc.array(fc.constantFrom('', 'a', '\n', 'b\nc', 'dd', '\n\n'), { maxLength: 12 });

async function* each<P>(pieces: readonly P[]): AsyncGenerator<P> {
  yield* pieces;
}

describe('wholeLines', () => {
  it('leaves out the rest of a line only where an archive ends early, and never joins pieces', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (pieces, damaged) => {
        const endsEarly = (): boolean => damaged;
        const opened = (): Partial<OpenSource> => ({
          endsEarly,
          bytes: each(pieces.map((piece) => Buffer.from(piece))),
          pieces: each(pieces.map((text) => ({ text, replaced: false }))),
        });
        const text = pieces.join('');
        const expected = damaged ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
        for (const kind of ['bytes', 'pieces'] as const) {
          const { source, lost } = wholeLines(opened() as OpenSource); // it reads nothing else
          const found: string[] = [];
          for await (const piece of source[kind]!) found.push('text' in piece ? piece.text : Buffer.from(piece).toString());
          expect(found.join('')).toBe(expected);
          expect(lost()).toBe(expected !== text);
          // Joining the pieces of a long line again and again would take time that grows with the square of its length.
          const longest = Math.max(0, ...pieces.map(({ length }) => length));
          for (const piece of found) expect(piece.length).toBeLessThanOrEqual(longest);
        }
      }),
    );
  });
});
