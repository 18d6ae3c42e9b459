import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip } from '../../src/formats/gunzip.ts';
import { readNdjson } from '../../src/formats.ts';
import { bytesOf, inPieces } from '../kit/read.ts';

async function unpack(bytes: Uint8Array, size = 1000): Promise<{ text: string; problem: string | undefined }> {
  let problem: string | undefined;
  const parts: Uint8Array[] = [];
  for await (const part of gunzip(inPieces(bytes, size), (reason) => (problem = reason))) parts.push(part);
  return { text: Buffer.concat(parts).toString('latin1'), problem };
}

const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

describe('gunzip', () => {
  it('unpacks what zlib packs, at any level and in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(40_000).fill(97))), { maxLength: 12 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 5000 }),
        async (parts, level, size) => {
          const whole = join(...parts);
          expect(await unpack(gzipSync(whole, { level }), size)).toEqual({
            text: Buffer.from(whole).toString('latin1'),
            problem: undefined,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('unpacks more than its window', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `{"a":${i},"b":"text ${(i * 7919) % 1000}"}`).join('\n');
    expect(await unpack(gzipSync(lines), 65536)).toEqual({ text: lines, problem: undefined });
  });

  it('reads members one after the other and zeros after them', async () => {
    const two = join(gzipSync('one '), gzipSync('two'));
    expect(await unpack(two, 3)).toEqual({ text: 'one two', problem: undefined });
    expect(await unpack(join(two, new Uint8Array(600)))).toEqual({ text: 'one two', problem: undefined });
    expect(await unpack(join(gzipSync(''), gzipSync('x')))).toEqual({ text: 'x', problem: undefined });
  });

  it('gives what there is of archives that are cut off, damaged or followed by something else', async () => {
    expect(await unpack(join(gzipSync('one'), bytesOf('rubbish')))).toEqual({
      text: 'one',
      problem: 'something else follows the gzip data',
    });
    const text = Array.from({ length: 5000 }, (_, i) => `line ${i} ${Math.sin(i)}`).join('\n');
    const packed = gzipSync(text);
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const cut = await unpack(packed.subarray(0, Math.floor(packed.length * share)), 777);
      expect(cut.problem).toBe('the gzip data is cut off');
      expect(text.startsWith(cut.text)).toBe(true);
      expect(cut.text.length).toBeGreaterThan(text.length * (share - 0.1));
    }
    const wrong = new Uint8Array(packed);
    wrong[wrong.length - 6]! ^= 1;
    expect(await unpack(wrong)).toEqual({ text, problem: 'the gzip data is damaged: its checksum differs' });
  });

  it('never fails, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(30), fc.nat(255), async (noise, at, byte) => {
        const packed = new Uint8Array(gzipSync(join(bytesOf('some text, some text, '), noise)));
        packed[10 + (at % (packed.length - 10))] = byte;
        await unpack(packed, 7);
        await unpack(join(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), noise), 5);
      }),
      { numRuns: 300 },
    );
  });

  it('is found by the first bytes of any input, and an empty file has no rows', async () => {
    const table = await readNdjson(gzipSync('{"a":1}\n{"a":2}', { level: 0 }).subarray(0, 28), { onError: 'skip' });
    expect(table.warnings().map(({ message }) => message)).toEqual([
      'skipped 1 line: the input, line 2: the JSON is cut off',
      'the input: the gzip data is cut off',
    ]);
    expect(table.rowCount).toBe(1);
    expect((await readNdjson(new Blob([gzipSync('{"a":1}')]))).rowCount).toBe(1);
    expect((await readNdjson(new Uint8Array(0))).rowCount).toBe(0);
  });
});
