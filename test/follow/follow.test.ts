import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, type FollowBatch, type FollowOptions, follow, loadCheckpoint, saveCheckpoint } from '../../src/follow.ts';
import { cellReader } from '../../src/vectors/vector.ts';

let folder = '';
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logflume-follow-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** Lines that no other file begins with. */
const line = (): string => `{"n":${++made},"text":"line ${made} of a log"}\n`;
const lines = (count: number): string => Array.from({ length: count }, line).join('');
const fast = { pollMs: 5, entryMs: 40, format: 'ndjson' } as const satisfies FollowOptions;

/** Follows files, and answers what it has taken so far once there is enough. */
function following(pattern: string | string[], options: FollowOptions = {}) {
  const controller = new AbortController();
  const batches: FollowBatch[] = [];
  const numbers = (): number[] =>
    batches.flatMap(({ table }) => Array.from((table.column('n') as { values?: BigInt64Array })?.values ?? [], Number));
  const ended = (async () => {
    for await (const batch of follow(path(pattern as string), { ...fast, from: 'start', signal: controller.signal, ...options }))
      batches.push(batch);
  })();
  const until = async (count: number): Promise<number[]> => {
    const began = performance.now();
    while (numbers().length < count && performance.now() - began < 5000) await pause(5);
    return numbers();
  };
  const stop = async (): Promise<Checkpoint | undefined> => {
    controller.abort();
    await ended;
    return batches.at(-1)?.checkpoint;
  };
  return { batches, numbers, until, stop };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Everything that is there, from a checkpoint on. */
async function rest(
  pattern: string,
  from: FollowOptions['from'],
  options: FollowOptions = {},
): Promise<{ numbers: number[]; problems: string[]; checkpoint: Checkpoint | undefined }> {
  const numbers: number[] = [];
  const problems: string[] = [];
  let checkpoint: Checkpoint | undefined;
  for await (const batch of follow(path(pattern), { ...fast, from: from ?? 'start', once: true, ...options })) {
    for (const row of Array.from({ length: batch.table.rowCount }, (_, i) => i))
      numbers.push(Number((batch.table.column('n') as { values: BigInt64Array }).values[row]));
    problems.push(...batch.problems.map(({ message }) => message.replaceAll(folder, '')));
    checkpoint = batch.checkpoint;
  }
  return { numbers, problems, checkpoint };
}

describe('following a file', () => {
  beforeEach(() => {
    made = 0;
  });

  it('delivers lines as they are appended, a line once it is whole', async () => {
    writeFileSync(path('app.log'), lines(3));
    const { until, stop, numbers } = following('app.log');
    expect(await until(3)).toEqual([1, 2, 3]);
    appendFileSync(path('app.log'), line().slice(0, 10));
    await pause(60);
    expect(numbers()).toEqual([1, 2, 3]);
    appendFileSync(path('app.log'), `{"n":4,"text":"line 4 of a log"}\n`.slice(10));
    expect(await until(4)).toEqual([1, 2, 3, 4]);
    await stop();
  });

  it('begins behind what is there, unless it is asked for, and reads later files from their start', async () => {
    writeFileSync(path('a.log'), lines(3));
    const { until, stop, numbers } = following('*.log', { from: 'end' });
    // Lines until one is seen: who looks for the first time may come late.
    while (numbers().length === 0) {
      appendFileSync(path('a.log'), line());
      await pause(20);
    }
    await until(made - numbers()[0]! + 1);
    const begun = numbers();
    expect(begun[0]).toBeGreaterThan(3);
    expect(begun).toEqual(range(begun[0]!, made));
    writeFileSync(path('b.log'), lines(2));
    expect(await until(begun.length + 2)).toEqual(range(begun[0]!, made));
    await stop();
  });

  it('follows a file that is renamed and made anew, to its end', async () => {
    writeFileSync(path('app.log'), lines(2));
    const { until, stop } = following('app.log');
    await until(2);
    renameSync(path('app.log'), path('app.log.1'));
    appendFileSync(path('app.log.1'), lines(2)); // by who has it open
    writeFileSync(path('app.log'), lines(2));
    expect(await until(6)).toEqual(range(1, 6));
    // Twice between two looks.
    renameSync(path('app.log.1'), path('app.log.2'));
    renameSync(path('app.log'), path('app.log.1'));
    writeFileSync(path('app.log'), lines(3));
    renameSync(path('app.log.2'), path('app.log.3'));
    renameSync(path('app.log.1'), path('app.log.2'));
    renameSync(path('app.log'), path('app.log.1'));
    writeFileSync(path('app.log'), lines(1));
    expect(await until(10)).toEqual(range(1, 10));
    await stop();
  });

  it('follows a file that is copied and truncated', async () => {
    for (const pattern of ['app.log', 'app.log*']) {
      made = 0;
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      writeFileSync(path('app.log'), lines(2));
      const { until, stop, batches } = following(pattern);
      await until(2);
      for (let i = 1; i <= 3; i++) {
        appendFileSync(path('app.log'), lines(2)); // perhaps not read before it is truncated
        copyFileSync(path('app.log'), path(`app.log.${9 - i}`));
        truncateSync(path('app.log'));
        appendFileSync(path('app.log'), lines(5));
        expect(await until(2 + 7 * i), pattern).toEqual(range(1, 2 + 7 * i));
      }
      expect(batches.flatMap(({ problems }) => problems)).toEqual([]);
      await stop();
    }
  });

  it('says so where a file is truncated without a copy', async () => {
    writeFileSync(path('app.log'), lines(4));
    const { until, stop, batches } = following('app.log');
    await until(4);
    writeFileSync(path('app.log'), lines(1));
    expect(await until(5)).toEqual(range(1, 5));
    expect(batches.flatMap(({ problems }) => problems)).toMatchObject([{ code: 'SPL5030', severity: 'warning' }]);
    await stop();
  });

  it('merges files with new names, and waits where one may be the copy of another', async () => {
    writeFileSync(path('app-1.log'), lines(2));
    const { until, stop, numbers } = following('app-*.log');
    await until(2);
    writeFileSync(path('app-2.log'), lines(2));
    await until(4);
    copyFileSync(path('app-2.log'), path('app-3.log'));
    await pause(60);
    expect(numbers()).toEqual(range(1, 4));
    appendFileSync(path('app-3.log'), lines(1));
    appendFileSync(path('app-2.log'), lines(1));
    await until(8);
    expect(numbers().sort()).toEqual([1, 2, 3, 3, 4, 4, 5, 6]);
    await stop();
  });

  it('reads no more than is asked for', async () => {
    writeFileSync(path('app.log'), lines(5000));
    const batches = follow(path('app.log'), { ...fast, from: 'start', batchBytes: 10_000 });
    const { value } = await batches.next();
    expect(value?.table.rowCount).toBeLessThan(400);
    expect(value?.checkpoint.files[0]?.offset).toBeLessThanOrEqual(10_000);
    await batches.return();
  });

  it('keeps entries of several lines together, headers of CSV, and numbers of lines', async () => {
    const entry = (n: number) => `2025-03-01 10:00:0${n} ERROR failed ${n}\n  at one (a.js:1)\n  at two (b.js:2)\n`;
    writeFileSync(path('app.log'), entry(1) + entry(2).slice(0, 50));
    const texts = following('app.log', { format: 'entries', entryMs: 1500 });
    await pause(60);
    appendFileSync(path('app.log'), entry(2).slice(50) + entry(3));
    for (let i = 0; i < 100 && texts.batches.reduce((sum, { table }) => sum + table.rowCount, 0) < 3; i++) await pause(50);
    await texts.stop();
    const messages = texts.batches.flatMap(({ table }) =>
      Array.from({ length: table.rowCount }, (_, row) => String(cellReader(table.column('message')!)(row))),
    );
    expect(messages.map((message) => message.split('\n').length)).toEqual([3, 3, 3]);
    writeFileSync(path('a.csv'), 'n,text\n1,a\n2,b\n');
    const rows = following('a.csv', { format: 'csv', withFile: true });
    await rows.until(2);
    appendFileSync(path('a.csv'), '3,c\n4,d\n');
    expect(await rows.until(4)).toEqual([1, 2, 3, 4]);
    const numbered = rows.batches.flatMap(({ table }) =>
      Array.from((table.column('__line__') as { values: BigInt64Array }).values, Number),
    );
    expect(numbered).toEqual([2, 3, 4, 5]);
    await rows.stop();
  });

  it('guesses the format of each file by itself', async () => {
    writeFileSync(path('a.log'), '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET /a HTTP/1.1" 200 23 "-" "curl"\n');
    writeFileSync(path('b.log'), '{"n":1}\n{"n":2}\n');
    const { batches, stop, until } = following('*.log', { format: undefined as never });
    await until(2);
    await pause(50);
    await stop();
    expect(batches.map(({ table }) => table.files[0]!.format).sort()).toEqual(['access', 'ndjson']);
  });

  it('refuses what cannot be followed', async () => {
    await expect(follow(path('a'), { encoding: 'utf-16le' }).next()).rejects.toThrow('UTF-16');
    writeFileSync(path('state.json'), '{"version":2}');
    await expect(loadCheckpoint(path('state.json'))).rejects.toThrow('it is not a checkpoint');
    expect(await loadCheckpoint(path('none.json'))).toBeUndefined();
  });
});

describe('a later run', () => {
  beforeEach(() => {
    made = 0;
  });

  async function begun(pattern = 'app.log'): Promise<Checkpoint> {
    writeFileSync(path('app.log'), lines(3));
    const { numbers, checkpoint } = await rest(pattern, 'start');
    expect(numbers).toEqual([1, 2, 3]);
    await saveCheckpoint(path('state.json'), checkpoint!);
    return (await loadCheckpoint(path('state.json')))!;
  }

  it('goes on where the file is', async () => {
    const checkpoint = await begun();
    expect((await rest('app.log', checkpoint)).numbers).toEqual([]);
    appendFileSync(path('app.log'), lines(2));
    expect((await rest('app.log', checkpoint)).numbers).toEqual([4, 5]);
  });

  it('goes on where it was renamed once, or often', async () => {
    const checkpoint = await begun();
    appendFileSync(path('app.log'), lines(1));
    renameSync(path('app.log'), path('app.log.2'));
    writeFileSync(path('app.log.1'), lines(2));
    writeFileSync(path('app.log'), lines(1));
    for (const pattern of ['app.log', 'app.log*'])
      expect(await rest(pattern, checkpoint)).toMatchObject({ numbers: [4, 5, 6, 7], problems: [] });
  });

  it('reads in the order of rotation what was changed at one tick of the clock', async () => {
    const checkpoint = await begun();
    appendFileSync(path('app.log'), lines(1));
    renameSync(path('app.log'), path('app.log.10'));
    writeFileSync(path('app.log.9'), lines(2));
    writeFileSync(path('app.log'), lines(1));
    for (const name of ['app.log', 'app.log.9', 'app.log.10']) utimesSync(path(name), 1_700_000_000, 1_700_000_000);
    for (const pattern of ['app.log', 'app.log*'])
      expect(await rest(pattern, checkpoint)).toMatchObject({ numbers: [4, 5, 6, 7], problems: [] });
  });

  it('goes on where it was copied and truncated once, or often', async () => {
    const checkpoint = await begun();
    appendFileSync(path('app.log'), lines(1));
    copyFileSync(path('app.log'), path('app.log.2'));
    truncateSync(path('app.log'));
    appendFileSync(path('app.log'), lines(9));
    copyFileSync(path('app.log'), path('app.log.1'));
    truncateSync(path('app.log'));
    for (const pattern of ['app.log', 'app.log*'])
      expect(await rest(pattern, checkpoint)).toMatchObject({ numbers: range(4, 13), problems: [] });
    appendFileSync(path('app.log'), lines(20));
    for (const pattern of ['app.log', 'app.log*'])
      expect(await rest(pattern, checkpoint)).toMatchObject({ numbers: range(4, 33), problems: [] });
  });

  it('finds a line whole that was half when the run before ended', async () => {
    writeFileSync(path('app.log'), lines(2) + line().slice(0, 7));
    const { numbers, checkpoint } = await rest('app.log', 'start');
    expect(numbers).toEqual([1, 2]);
    appendFileSync(path('app.log'), '"text":"line 3 of a log"}\n');
    expect(await rest('app.log', checkpoint)).toMatchObject({ numbers: [3], problems: [] });
  });

  it('says so where the file is nowhere to be found', async () => {
    const checkpoint = await begun();
    unlinkSync(path('app.log'));
    writeFileSync(path('app.log'), lines(2));
    const { numbers, problems } = await rest('app.log', checkpoint);
    expect(numbers).toEqual([4, 5]);
    expect(problems).toEqual([
      '/app.log: it is not the file that was read before, which is nowhere to be found: lines of that may be lost',
    ]);
  });
});
