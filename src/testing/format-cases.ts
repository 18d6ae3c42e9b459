import { QueryError } from '../diagnostics/query-error.ts';
import type { DataType } from '../types/data-type.ts';
import { buildVector } from '../vectors/builder.ts';
import { Table } from '../vectors/table.ts';
import { showTable } from './golden.ts';
import { type Random, randomCell, randomFrom } from './random-cells.ts';
import { expectSame, type TestCase } from './test-case.ts';

/** A format of files: how it is read, and how it is written where it is. */
export interface FormatUnderTest {
  readonly name: string;
  /** Reads a whole file. It may throw a QueryError for what it cannot read, and nothing else. */
  readonly read: (input: string) => Table | Promise<Table>;
  /** Writes a table so that `read` gives it back. */
  readonly write?: (table: Table) => string;
  /** Files that `read` reads. */
  readonly samples: readonly string[];
  /** The columns of the random tables that are written. VARCHAR, BIGINT, DOUBLE and BOOLEAN unless given. */
  readonly schema?: readonly { readonly name: string; readonly type: DataType }[];
  /** How many random files each law is tried over. 200 unless given. */
  readonly rounds?: number;
}

const plainSchema = (['varchar', 'bigint', 'double', 'boolean'] as const).map((kind) => ({ name: kind, type: { kind } }));

/**
 * The tests that every format should pass: a table that is written reads back the same, samples are read, and files that are cut short or damaged give
 * a table or a QueryError, never another error.
 */
export function formatCases(format: FormatUnderTest): readonly TestCase[] {
  const { name, samples, write } = format;
  return [
    ...(write ? [{ name: `${name}: reads what it wrote`, run: () => roundTrip(format, write) }] : []),
    { name: `${name}: reads its samples`, run: () => readSamples(format) },
    ...(samples.length > 0 ? [{ name: `${name}: survives damaged files`, run: () => readDamaged(format) }] : []),
  ];
}

async function roundTrip(
  { name, read, schema = plainSchema, rounds = 200 }: FormatUnderTest,
  write: (table: Table) => string,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const random = randomFrom(round);
    const length = 1 + random(8);
    const columns = schema.map(({ type }) =>
      buildVector(
        type,
        Array.from({ length }, () => randomCell(type, random)),
      ),
    );
    const table = new Table(schema, columns, length);
    const file = write(table);
    expectSame(showTable(await read(file), false), showTable(table, false), `${name}: read back from\n${file}`);
  }
}

async function readSamples({ name, read, samples }: FormatUnderTest): Promise<void> {
  for (const sample of samples) {
    const { rowCount } = await read(sample);
    if (rowCount === 0) throw new Error(`${name}: no rows in the sample\n${sample}`);
  }
}

async function readDamaged({ name, read, samples, rounds = 200 }: FormatUnderTest): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const random = randomFrom(round);
    const file = damaged(samples[random(samples.length)]!, random);
    try {
      await read(file);
    } catch (error) {
      if (!(error instanceof QueryError))
        throw new Error(`${name}: ${String(error)} at the file ${JSON.stringify(file)}`, { cause: error });
    }
  }
}

/** A file cut short, or with characters left out, changed or doubled. */
function damaged(file: string, random: Random): string {
  let text = random(2) === 0 ? file.slice(0, random(file.length + 1)) : file;
  for (let times = random(4); times > 0; times--) {
    const at = random(text.length + 1);
    const inserted = ['', String.fromCharCode(random(128)), '"', '\n', '\u0000', '\ufffd', text.slice(at, at + 5)][random(7)]!;
    text = text.slice(0, at) + inserted + text.slice(at + random(3));
  }
  return text;
}
