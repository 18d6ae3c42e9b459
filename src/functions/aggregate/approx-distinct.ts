import { invalidArgument, RowError } from '../../diagnostics/row-error.ts';
import { arrayType, INTEGER, rowType, VARBINARY } from '../../types/data-type.ts';
import { bigint, double, T } from '../../types/type-descriptor.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, type AggregateCallSite, type AggregateOverload, defineAggregate } from '../declaration.ts';
import { checkConstant } from './constant-arguments.ts';
import { DistinctSketch, maxRank, rankBits } from './distinct-sketch.ts';
import { createHasher, type RowHashes } from './value-hashes.ts';

const defaultPrecision = 11;
/** What a sketch takes beside its hashes or registers; measured. */
const sketchBytes = 200;

const stateType = rowType([
  { name: 'precision', type: INTEGER },
  { name: 'hashes', type: arrayType(INTEGER) },
  { name: 'registers', type: VARBINARY },
]);

/** One sketch per group. */
class ApproxDistinct implements Accumulator {
  readonly #hashesOf: (vector: Vector) => RowHashes;
  readonly #sketches: (DistinctSketch | undefined)[] = [];
  /** The registers of the sketches that are no longer exact. */
  readonly #registers: (Uint8Array | undefined)[] = [];
  #precision: number | undefined;
  /** Why the standard error cannot be taken. */
  #failure: RowError | undefined;
  #made = 0;
  #bytes = 0;

  constructor({ types }: AggregateCallSite) {
    this.#hashesOf = createHasher(types[0]!);
    this.#precision = types.length > 1 ? undefined : defaultPrecision;
  }

  update(groups: Uint32Array, groupCount: number, [values, errors]: readonly Vector[]): void {
    while (this.#sketches.length < groupCount) {
      this.#sketches.push(undefined);
      this.#registers.push(undefined);
    }
    const errorOf = errors && cellReader(errors);
    const { indexOf, first, second, marks } = this.#hashesOf(values!);
    const registersOf = this.#registers;
    for (let row = 0; row < groups.length; row++) {
      if (!errorOf && this.#precision !== undefined) row = raiseFrom(row, groups, indexOf, marks(this.#precision), registersOf);
      if (row === groups.length) return;
      const index = indexOf[row]!;
      if (index < 0 || (errorOf && errorOf(row) === null)) continue;
      const group = groups[row]!;
      const sketch = this.#sketches[group] ?? this.#sketchOf(group, errorOf?.(row));
      this.#bytes -= sketch.byteSize();
      sketch.add(first[index]!, second[index]!);
      this.#bytes += sketch.byteSize();
      registersOf[group] = sketch.registers;
    }
  }

  /** The sketch of a group; the standard error is that of the first row. */
  #sketchOf(group: number, error: unknown): DistinctSketch {
    try {
      this.#precision ??= precisionFor(error);
    } catch (failure) {
      if (!(failure instanceof RowError)) throw failure;
      this.#failure = failure;
      this.#precision = defaultPrecision;
    }
    const sketch = this.#sketches[group] ?? new DistinctSketch(this.#precision);
    if (!this.#sketches[group]) {
      this.#made++;
      this.#bytes += sketch.byteSize();
    }
    this.#sketches[group] = sketch;
    return sketch;
  }

  state(groupCount: number): readonly Vector[] {
    const builder = createBuilder(stateType, groupCount);
    for (let group = 0; group < groupCount; group++) {
      const state = this.#sketches[group]?.state();
      builder.append(state ? [this.#precision, state.hashes ? [...state.hashes] : null, state.registers ?? null] : null);
    }
    return [this.#withFailure(builder.finish(), 0)];
  }

  mergeState([vector]: readonly Vector[], groups: Uint32Array): void {
    const read = cellReader(vector!);
    for (let row = 0; row < groups.length; row++) {
      this.#failure ??= vector!.errors?.get(row);
      const cells = read(row) as [number, number[] | null, Uint8Array | null] | null;
      if (!cells) continue;
      const [precision, hashes, registers] = cells;
      this.#precision ??= precision;
      const sketch = this.#sketchOf(groups[row]!, undefined);
      this.#bytes -= sketch.byteSize();
      sketch.merge({ hashes: hashes ? Int32Array.from(hashes) : undefined, registers: registers ?? undefined });
      this.#bytes += sketch.byteSize();
      this.#registers[groups[row]!] = sketch.registers;
    }
  }

  finish(from: number, to: number): Vector {
    const values = new BigInt64Array(to - from);
    for (let group = from; group < to; group++) values[group - from] = BigInt(this.#sketches[group]?.estimate() ?? 0);
    return this.#withFailure({ encoding: 'flat', type: bigint.type, values, validity: undefined, length: to - from }, from);
  }

  /** The vector of the groups that begin with `from`, failed where a group took in a row and the standard error cannot be taken. */
  #withFailure(vector: Vector, from: number): Vector {
    const failure = this.#failure;
    if (!failure) return vector;
    const cells = cellReader(vector);
    const builder = createBuilder(vector.type, vector.length);
    const errors = new Map<number, RowError>();
    for (let row = 0; row < vector.length; row++) {
      if (this.#sketches[from + row]) errors.set(row, failure);
      builder.append(errors.has(row) ? null : cells(row));
    }
    return { ...builder.finish(), errors };
  }

  byteSize(): number {
    return this.#made * sketchBytes + this.#bytes;
  }
}

/** Takes in rows up to the first whose group has no registers yet, and answers which that is. A loop of its own, since calls make it slow. */
function raiseFrom(
  from: number,
  groups: Uint32Array,
  indexOf: Int32Array,
  marks: Int32Array,
  registersOf: readonly (Uint8Array | undefined)[],
): number {
  const bits = rankBits;
  const ranks = maxRank;
  let row = from;
  for (; row < groups.length; row++) {
    const index = indexOf[row]!;
    if (index < 0) continue;
    const registers = registersOf[groups[row]!];
    if (!registers) break;
    const mark = marks[index]!;
    const register = mark >>> bits;
    if ((mark & ranks) > registers[register]!) registers[register] = mark & ranks;
  }
  return row;
}

export const approxDistinct = defineAggregate({
  name: 'approx_distinct',
  aliases: ['dcount', 'estdc', 'uniq'],
  category: 'aggregate',
  summary: 'The number of distinct values that are not NULL; exact up to 256, else with a standard error of 2.3 % or the one given.',
  parameters: {
    value: 'what is counted; NULLs are left out',
    'error?': { description: 'the standard error, from 0.0040625 to 0.26; a smaller one needs more memory', default: '0.023' },
  },
  examples: [
    { call: 'approx_distinct(x)', result: '3' },
    { call: 'approx_distinct(nullif(x, 2))', result: '2' },
    { call: 'approx_distinct(x, 5.0)', error: 'SPL2107' },
  ],
  overloads: [false, true].map(
    (withError): AggregateOverload => ({
      params: withError ? [T, double] : [T],
      returns: bigint,
      exactMerge: true,
      accumulator(call) {
        checkConstant(call, 1, precisionFor);
        return new ApproxDistinct(call);
      },
    }),
  ),
});

function precisionFor(error: unknown): number {
  const share = error as number; // what the overload takes
  if (!(share >= 0.0040625 && share <= 0.26)) invalidArgument(`the standard error is from 0.0040625 to 0.26, not ${share}`);
  return Math.min(16, Math.max(4, Math.ceil(Math.log2((1.04 / share) ** 2))));
}
