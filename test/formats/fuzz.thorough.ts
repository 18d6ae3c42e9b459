import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNames, readLogs } from '../../src/formats.ts';
import { QueryError } from '../../src/index.ts';
import { inPieces, rowsOf } from '../kit/read.ts';

const seed = 20;
const sampleBytes = [
  'klog/samples-operator-watch.log',
  'audit/demo.jsonl',
  'ecs/intro-lines.jsonl',
  'otlp/logs.json',
  'nginx-combined/test.log',
  'syslog/rfc5424-lines.txt',
].map((path) => new Uint8Array(readFileSync(new URL(`../data/formats/${path}`, import.meta.url)).subarray(0, 6000)));
const csv = new TextEncoder().encode('id,"na me",t\n1,"a ""b""\nc",2024-12-17T01:00:00Z\n2,,x\n"3",é,-1.5e3\n');
const originals = [...sampleBytes, csv];

/** Bytes of a real file with a part cut off, bytes changed, and noise put in. */
const damaged = fc
  .record({
    original: fc.constantFrom(...originals),
    from: fc.nat(200),
    length: fc.nat(6000),
    changes: fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 8 }),
    noise: fc.uint8Array({ maxLength: 12 }),
    at: fc.nat(6000),
  })
  .map(({ original, from, length, changes, noise, at }) => {
    const bytes = new Uint8Array(original.slice(from, from + length));
    for (const [place, byte] of changes) if (place < bytes.length) bytes[place] = byte;
    return new Uint8Array(Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]));
  });
const anyText = fc.string({
  unit: fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\n',
    '\n',
    '\\',
    ' ',
    '1',
    '-',
    'e',
    '.',
    'a',
    'true',
    'null',
    '\r',
    '\0',
    '\t',
    ';',
    '\u001e',
    'é',
  ),
  maxLength: 80,
});
const bytes = fc.oneof(
  damaged,
  fc.uint8Array({ maxLength: 300 }),
  anyText.map((text) => new TextEncoder().encode(text)),
);

describe('any bytes', () => {
  it.each([...formatNames, undefined])('are read as %s or refused as unreadable, never anything else', async (format) => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 500 }), fc.boolean(), async (input, size, packed) => {
        const options = { onError: 'skip', withFile: true, ...(format ? { format } : {}) } as const;
        try {
          const table = await readLogs({ name: 'x', input: inPieces(packed ? gzipSync(input) : input, size) }, options);
          expect(rowsOf(table)).toHaveLength(table.rowCount);
          const [report] = table.files;
          expect(table.skippedCount + table.rowCount).toBe(report!.rows + report!.skipped);
          const whole = await readLogs({ name: 'x', input }, options);
          expect(rowsOf(whole)).toEqual(rowsOf(table));
          expect(whole.skipped).toEqual(table.skipped);
        } catch (error) {
          if (!(error instanceof QueryError) || error.diagnostics[0]!.code !== 'SPL5001') throw error;
        }
      }),
      { numRuns: 150, seed },
    );
  });
});

/** Lines that are each a row, or each a bad line: good JSON, and texts that no line after them can complete. */
const jsonLine = fc.oneof(
  fc
    .dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
    .map((value) => ({ text: JSON.stringify(value), good: true })),
  fc
    .constantFrom('{"a":"x', '{"a":}', '{"a":1,,}', 'plain', '"s"', '12', '{"a":1}}x', '[1,2]', '{"a":tru')
    .map((text) => ({ text, good: false })),
);

describe('every line is a row or is counted', () => {
  it('of JSON, with lines that are cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(jsonLine, { maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(20), fc.nat(40)), { maxLength: 3 }),
        async (lines, cuts) => {
          const texts = lines.map(({ text }) => text);
          const cut = new Set<number>();
          for (const [line, length] of cuts) {
            const text = texts[line];
            if (text === undefined || !lines[line]!.good || length >= text.length || length === 0) continue;
            texts[line] = text.slice(0, length);
            cut.add(line);
          }
          // A line that is whole again after the last one shows where reading goes on.
          const table = await readLogs(
            { name: 'x', input: [...texts, '{"end":1}', '{"end":2}'].join('\n') },
            { format: 'ndjson', onError: 'skip', withFile: true },
          );
          const rowLines = rowsOf(table).map(({ __line__ }) => __line__ as number);
          const skippedLines = table.skipped.map(({ line }) => line);
          const partial = new Set(texts.flatMap((text, i) => (text === '{"a":1}}x' ? [i + 1] : [])));
          const seen = [...rowLines.filter((line) => !partial.has(line)), ...skippedLines].sort((a, b) => a - b);
          expect(seen).toEqual(Array.from({ length: texts.length + 2 }, (_, i) => i + 1));
          lines.forEach(({ good }, i) => {
            if (good && !cut.has(i)) expect(rowLines).toContain(i + 1);
          });
        },
      ),
      { numRuns: 400, seed },
    );
  });

  it('of CSV, with quotes that are never closed', async () => {
    const line = fc.constantFrom('1,2', 'x,"y"', '"a","b"', '1', '1,2,3', '"open,1', 'x,"open', '"a"b,c', ',', 'x,""');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 15 }), async (lines) => {
        const table = await readLogs(
          { name: 'x', input: `h,k\n${lines.join('\n')}\n` },
          { format: 'csv', delimiter: ',', onError: 'skip', withFile: true },
        );
        const starts = rowsOf(table).map(({ __line__ }) => __line__ as number);
        const inside = rowsOf(table).flatMap((row) => Object.values(row).join('').match(/\n/g) ?? []).length;
        expect(table.rowCount + inside + table.skippedCount).toBe(lines.length);
        expect(new Set([...starts, ...table.skipped.map(({ line: number }) => number)]).size).toBe(table.rowCount + table.skippedCount);
      }),
      { numRuns: 400, seed },
    );
  });

  it('of klog and of plain text', async () => {
    const line = fc.constantFrom(
      'I0102 01:00:00.000000 1 a.go:1] x',
      'E1399 01:00:00.000000 1 a.go:1] no',
      'more',
      '2024-01-02T03:04:05Z text',
      '{"a":1}',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const input = lines.join('\n');
        expect((await readLogs({ name: 'x', input }, { format: 'text' })).rowCount).toBe(lines.length);
        const klog = rowsOf(await readLogs({ name: 'x', input }, { format: 'klog' }));
        expect(klog.flatMap(({ message }) => (message as string).split('\n'))).toHaveLength(lines.length);
      }),
      { numRuns: 100, seed },
    );
  });
});
