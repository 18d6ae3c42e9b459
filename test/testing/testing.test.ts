import { describe, expect, it } from 'vitest';
import { readCsv, readNdjson, writeCsv, writeNdjson } from '../../src/formats.ts';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import {
  arrayOf,
  bigint,
  defineAggregate,
  defineScalar,
  double,
  overload,
  recordState,
  statefulAccumulator,
  varchar,
} from '../../src/functions.ts';
import { createEngine, Table } from '../../src/index.ts';
import { type FormatUnderTest, formatCases, functionCases, goldenCases, type TestCase } from '../../src/testing.ts';

/** What each case says: nothing, or the first line of its failure. */
async function failures(cases: readonly TestCase[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, run } of cases) {
    found[name] = await run().then(
      () => 'passes',
      (error: Error) => error.message.split('\n')[0]!,
    );
  }
  return found;
}

const about = { category: 'math', summary: 'A function of a test.', parameters: ['value'] } as const;

describe('functionCases', () => {
  it('passes functions that are right', async () => {
    const initials = defineScalar({
      ...about,
      name: 'initials',
      examples: [{ call: "initials('kube api')", result: "'ka'" }],
      overloads: [
        overload({
          params: [varchar],
          returns: varchar,
          row: (s) =>
            s
              .split(' ')
              .map((word) => word[0] ?? '')
              .join(''),
        }),
      ],
    });
    const twice = defineScalar({
      ...about,
      name: 'twice',
      examples: [{ call: 'twice(1.5)', result: '3.0' }],
      overloads: [
        overload({
          params: [double],
          returns: double,
          row: (x) => x * 2,
          batch(out, _, x) {
            for (let i = 0; i < out.length; i++) out[i] = x[i]! * 2;
          },
        }),
        overload({ params: [arrayOf(bigint)], returns: bigint, row: (list) => BigInt(list.length) * 2n }),
      ],
    });
    expect(Object.values(await failures([...functionCases(initials), ...functionCases(twice)]))).toEqual(Array(5).fill('passes'));
  });

  it('finds an example, a batch and a merge that are wrong', async () => {
    const wrong = defineScalar({
      ...about,
      name: 'wrong',
      examples: [{ call: 'wrong(2.0)', result: '5.0' }],
      overloads: [
        overload({
          params: [double],
          returns: double,
          row: (x) => x * 2,
          batch(out, _, x) {
            for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]!) * 2;
          },
        }),
      ],
    });
    const lossy = defineAggregate({
      ...about,
      name: 'lossy',
      category: 'aggregate',
      examples: [{ call: 'lossy(x)', result: '6' }],
      overloads: [
        {
          params: [bigint],
          returns: bigint,
          accumulator: ({ returns }) =>
            statefulAccumulator<{ total: bigint }>(returns, {
              make: () => ({ total: 0n }),
              add(state, value) {
                state.total = BigInt.asIntN(64, state.total + (value as bigint));
              },
              merge() {},
              encoding: recordState<{ total: bigint }>({ total: bigint }),
              finish: ({ total }) => total,
            }),
        },
      ],
    });
    expect(await failures([...functionCases(wrong), ...functionCases(lossy)])).toEqual({
      'wrong: examples': 'wrong(2.0)',
      'wrong(double): by batch as by row': 'wrong(double), {}, over',
      'lossy: examples': 'passes',
      'lossy(bigint): merging parts is the whole': 'lossy(bigint): two parts merged, and all rows at once',
    });
  });

  it('asks for arguments that must be constant', async () => {
    const engine = createEngine();
    const like = engine.functions.all.find(({ name }) => name === 'regexp_like')!;
    const cases = functionCases(like, { arguments: { pattern: "'[a-c]+'" } });
    expect(new Set(Object.values(await failures(cases)))).toEqual(new Set(['passes']));
  });

  for (const fn of aggregateFunctions) {
    const names = ['n', 'error', 'fraction', 'separator', 'overflow_error', 'filler', 'with_count'];
    const values = ['3', '0.1', '0.5', "','", 'false', "'…'", 'true'];
    const given = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    const cases = functionCases(fn, { arguments: given, rounds: 3 }).slice(1);
    for (const { name, run } of cases) if (!name.includes('array(double)')) it(name, run);
  }
});

describe('formatCases', () => {
  const fields = (['varchar', 'bigint', 'double', 'boolean'] as const).map((kind) => ({ name: kind, type: { kind } }));
  const ndjson: FormatUnderTest = {
    name: 'NDJSON',
    read: (input) => readNdjson(input, { schema: fields }),
    // NaN and the infinities have no JSON.
    write: (table) => writeNdjson(table),
    schema: fields.filter(({ name }) => name !== 'double'),
    samples: ['{"varchar":"a","bigint":1}\n{"boolean":true}\n'],
    rounds: 60,
  };
  const csv: FormatUnderTest = {
    name: 'CSV',
    read: (input) => readCsv(input, { schema: fields.filter(({ name }) => name !== 'double') }),
    write: (table) => writeCsv(table),
    schema: fields.filter(({ name }) => name !== 'double'),
    samples: ['varchar,bigint,boolean\n"a ""b""",1,true\n,,\n'],
    rounds: 60,
  };
  const ndjsonOnly: FormatUnderTest = {
    ...ndjson,
    read: (input) => readNdjson(input, { schema: fields.filter(({ name }) => name !== 'double') }),
  };
  for (const { name, run } of [...formatCases(ndjsonOnly), ...formatCases(csv)]) it(name, run);

  it('finds a reader that loses rows, and one that crashes', async () => {
    const lines = (input: string): Table =>
      Table.from(
        input.split('\n').map((line) => ({ line })),
        { schema: [{ name: 'line', type: 'varchar' }] },
      );
    const lossy: FormatUnderTest = {
      name: 'lines',
      read: (input) => {
        if (input.includes('\u0000')) throw new TypeError('a crash');
        return lines(input);
      },
      write: (table) => writeCsv(table),
      schema: [{ name: 'line', type: { kind: 'varchar' } }],
      samples: ['a\nb\n'],
    };
    expect(await failures(formatCases(lossy))).toEqual({
      'lines: reads what it wrote': 'lines: read back from',
      'lines: reads its samples': 'passes',
      'lines: survives damaged files': expect.stringMatching(/^lines: TypeError: a crash at the file/),
    });
  });
});

describe('goldenCases', () => {
  const file = (expected: string): string => `table t\nn: bigint\n1\n2\n\nquery\n$t | stats s = sum(n)\n----\ns: bigint\n${expected}\n`;
  it('passes a file that is right in every configuration', async () => {
    expect(new Set(Object.values(await failures(goldenCases('sums', file('3')))))).toEqual(new Set(['passes']));
  });
  it('says where a file is wrong', async () => {
    expect(Object.values(await failures(goldenCases('sums', file('4'))))[0]).toBe('sums, line 6');
  });
});
