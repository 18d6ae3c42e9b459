import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormatName, formatNames } from '../../src/formats/registry.ts';
import { readLogs } from '../../src/formats.ts';
import { formatLaws } from '../kit/formats/index.ts';
import type { Written } from '../kit/formats/law.ts';
import { bytesOf, rowsOf } from '../kit/read.ts';
import { thorough } from '../kit/thorough.ts';

const numRuns = thorough ? 200 : 25;

/** The cells that a text must give, of what it gave. */
function asked(rows: readonly Record<string, unknown>[], written: Written): unknown[] {
  return rows.map((row, i) => Object.fromEntries(Object.keys(written.rows[i] ?? {}).map((name) => [name, row[name] ?? null])));
}

it('every format has a law', () => {
  expect(Object.keys(formatLaws).toSorted()).toEqual([...formatNames].toSorted());
});

for (const [format, laws] of Object.entries(formatLaws)) {
  describe(format, () => {
    laws.forEach(({ written, options, guessed }, i) => {
      it(`gives what was written (${i + 1})`, () =>
        fc.assert(
          fc.asyncProperty(written, async (given) => {
            const table = await readLogs({ name: 'x', input: bytesOf(given.text) }, { ...options, format: format as FormatName });
            expect(asked(rowsOf(table), given)).toEqual(given.rows);
            const found = await readLogs({ name: 'x', input: bytesOf(given.text) }, options);
            expect(found.files[0]!.format, given.text).toBe(guessed ?? format);
            expect(asked(rowsOf(found), given)).toEqual(given.rows);
          }),
          { numRuns },
        ));

      it(`reads other line ends, marks, encodings and archives alike (${i + 1})`, () =>
        fc.assert(
          fc.asyncProperty(written, async (given) => {
            const read = { ...options, format: format as FormatName };
            const plain = rowsOf(await readLogs({ name: 'x', input: given.text }, read));
            for (const input of [
              given.text.replaceAll('\n', '\r\n'),
              given.text.includes('\n') && given.text.indexOf('\n') < given.text.length - 1
                ? given.text.replaceAll('\n', '\r')
                : given.text,
              bytesOf(`\ufeff${given.text}`),
              new Uint8Array(Buffer.from(`\ufeff${given.text}`, 'utf16le')),
              new Uint8Array(gzipSync(given.text)),
              bytesOf(`\0\0\0${given.text}`),
            ])
              expect(rowsOf(await readLogs({ name: 'x', input }, read))).toEqual(plain);
          }),
          { numRuns: thorough ? 40 : 6 },
        ));

      it(`fails for no cut and no wrong byte (${i + 1})`, () =>
        fc.assert(
          fc.asyncProperty(written, fc.nat(), fc.integer({ min: 128, max: 255 }), async (given, at, byte) => {
            const all = bytesOf(given.text);
            const cut = all.slice(0, at % (all.length + 1));
            const wrong = all.slice();
            wrong[at % all.length] = byte;
            for (const input of [cut, wrong]) {
              const table = await readLogs({ name: 'x', input }, { ...options, format: format as FormatName, onError: 'skip' });
              expect(table.rowCount).toBeLessThanOrEqual(Math.max(4 * given.rows.length + 2, all.length));
              const known = await readLogs({ name: 'x', input }, { ...options, onError: 'skip', anyBytes: true });
              expect(known.files).toHaveLength(1);
            }
          }),
          { numRuns },
        ));
    });

    it('reads a line of ten megabytes and noise without failing', async () => {
      const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 2654435761) >>> 24);
      const [law] = laws;
      const [given] = fc.sample(law!.written, { numRuns: 1, seed: 1 });
      const long = bytesOf(`${given!.text}${'x'.repeat(10_000_000)}\n${given!.text}`);
      for (const input of [long, noise]) {
        const table = await readLogs({ name: 'x', input }, { ...law!.options, format: format as FormatName, onError: 'skip' });
        expect(table.files[0]!.format).toBe(format);
      }
    });
  });
}
