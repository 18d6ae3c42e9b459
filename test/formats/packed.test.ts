import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { rowsOf } from '../kit/read.ts';

const rows = Array.from({ length: 3000 }, (_, n) => ({ n, text: `row ${n} ${Math.sin(n)}` }));
const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** A frame of Zstandard with its content in blocks that are not compressed (RFC 8878, section 3.1.1). */
function zstdFrame(content: string): Uint8Array {
  const bytes = new TextEncoder().encode(content);
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x80 | 0x20, ...new Uint8Array(Uint32Array.of(bytes.length).buffer))];
  const size = 10_000;
  for (let from = 0; from < bytes.length; from += size) {
    const block = bytes.subarray(from, from + size);
    const header = (block.length << 3) | (from + size >= bytes.length ? 1 : 0);
    parts.push(Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16), block);
  }
  return Buffer.concat(parts);
}

/** A block that repeats one byte: four bytes that stand for many. */
function zstdRun(letter: string, count: number): Uint8Array {
  const header = (count << 3) | 2 | 1;
  return Uint8Array.of(
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0x80 | 0x20,
    ...new Uint8Array(Uint32Array.of(count).buffer),
    header & 255,
    (header >> 8) & 255,
    header >> 16,
    letter.charCodeAt(0),
  );
}

const archives = [
  ['x.ndjson.gz', (content: string): Uint8Array => gzipSync(content)],
  ['x.ndjson.zst', zstdFrame],
  ['x.ndjson.br', (content: string): Uint8Array => brotliCompressSync(content)],
] as const;

describe.each(archives)('%s', (name, pack) => {
  it('is read as what it was', async () => {
    const table = await readLogs({ name, input: pack(text) });
    expect(table.files[0]).toMatchObject({ format: 'ndjson', rows: 3000 });
    expect(rowsOf(table)).toEqual(rows);
    expect(table.warnings()).toEqual([]);
  });

  it('gives the rows before the place at which it is cut off, and a warning', async () => {
    const whole = pack(text);
    for (const share of [0.3, 0.75, 0.99]) {
      const table = await readLogs({ name, input: whole.subarray(0, Math.floor(whole.length * share)) }, { onError: 'skip' });
      expect(
        table
          .warnings()
          .map(({ message }) => message)
          .join(),
        String(share),
      ).toMatch(/data is cut off/);
      expect(table.rowCount).toBeGreaterThan(3000 * (share - 0.3));
      expect(table.rowCount).toBeLessThan(3000);
      expect(rowsOf(table)).toEqual(rows.slice(0, table.rowCount));
    }
  });

  it('gives what there is where it is damaged, and a warning', async () => {
    const wrong = pack(text).slice();
    wrong.fill(0xff, Math.floor(wrong.length / 2), Math.floor(wrong.length / 2) + 200);
    const table = await readLogs({ name, input: wrong }, { onError: 'skip' });
    expect(table.warnings().length).toBeGreaterThan(0);
  });
});

it('several frames and members are one file', async () => {
  const [head, tail] = [text.slice(0, 50_001), text.slice(50_001)];
  for (const [name, pack] of archives.slice(0, 2)) {
    const table = await readLogs({ name, input: Buffer.concat([pack(head), pack(tail)]) });
    expect([name, table.rowCount, table.warnings()]).toEqual([name, 3000, []]);
  }
});

it('frames of Zstandard that repeat a byte are unpacked', async () => {
  const table = await readLogs({ name: 'x.zst', input: Buffer.concat([zstdFrame('{"a":"'), zstdRun('y', 100_000), zstdFrame('"}\n')]) });
  expect(rowsOf(table)).toEqual([{ a: 'y'.repeat(100_000) }]);
});

it('a rotated set is one table in the order of times, and a line without a time stays behind the one before it', async () => {
  const [now, before, first] = [
    '2024-12-17 01:00:04 d\n2024-12-17 01:00:05 e\n',
    '2024-12-17 01:00:02 b\n  at c\n',
    '2024-12-17 01:00:01 a\n',
  ];
  const files = [
    { name: 'app.log', input: now },
    { name: 'app.log.1', input: before },
    { name: 'app.log.2.gz', input: gzipSync(first) },
    { name: 'app.log.3.zst', input: zstdFrame('2024-12-17 01:00:00 0\n') },
  ];
  const table = await readLogs(files, { order: 'time', format: 'text' });
  expect(rowsOf(table).map(({ message }) => String(message).at(-1))).toEqual(['0', 'a', 'b', 'c', 'd', 'e']);
  expect(rowsOf(await readLogs(files, { format: 'text' })).map(({ message }) => String(message).at(-1))).toEqual([
    'd',
    'e',
    'b',
    'c',
    'a',
    '0',
  ]);
});
