import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import type { AggregateFunction } from '../../src/functions/declaration.ts';
import { substitute } from '../../src/functions/resolve.ts';
import { type DataType, formatType } from '../../src/types/data-type.ts';
import { buildVector } from '../../src/vectors/builder.ts';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void; // the flag makes it a global of new contexts

/** The bytes that are in use. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const groups = 10_000;
const concrete = new Map<string, DataType>(['T', 'U', 'K', 'V'].map((name) => [name, { kind: 'varchar' }]));
const constants: Readonly<Record<string, unknown>> = { fraction: 0.5, error: 0.2, n: 1000n, weight: 2n };

function cell(type: DataType, i: number): unknown {
  const x = (i * 7919) % groups;
  switch (type.kind) {
    case 'boolean':
      return x % 2 === 0;
    case 'varchar':
      return `word ${x} of a text`;
    case 'bigint':
    case 'timestamp':
    case 'interval day to second':
      return BigInt(x);
    default:
      return x + 1;
  }
}

describe('the estimate of the bytes that many groups hold is not far below what they take', () => {
  for (const fn of aggregateFunctions as readonly AggregateFunction[]) {
    for (const { params, returns, accumulator } of fn.overloads) {
      const types = params.map(({ type }) => substitute(type, concrete));
      const names = fn.parameters.filter(({ optional }) => !optional || params.length === fn.parameters.length).map(({ name }) => name);
      const given = types.map((type, i) => (type.kind === 'array' ? [0.25, 0.75] : constants[names[i] ?? '']));
      it(`${fn.name}(${types.map(formatType).join(', ')})`, () => {
        const excess = (): number => {
          const before = bytesInUse();
          const states = accumulator({ types, returns: substitute(returns.type, concrete), constants: given });
          for (let from = 0; from < groups; from += 5000) {
            const rows = Array.from({ length: 5000 }, (_, i) => from + i);
            const columns = types.map((type, i) =>
              buildVector(
                type,
                rows.map((row) => given[i] ?? cell(type, row)),
              ),
            );
            states.update(Uint32Array.from(rows), from + 5000, columns);
          }
          return bytesInUse() - before - 2.5 * states.byteSize();
        };
        // Half a megabyte for what the engine of the language keeps beside them, which is less once it has compiled what runs.
        const allowed = 500_000;
        const first = excess();
        expect(first < allowed ? first : excess()).toBeLessThan(allowed);
      });
    }
  }
});
