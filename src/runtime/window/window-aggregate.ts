import type { RowError } from '../../diagnostics/row-error.ts';
import type { Accumulator } from '../../functions/declaration.ts';
import { cellBytes } from '../../types/values.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { growCells } from '../../vectors/fixed-width.ts';
import { concatenate, slice, take } from '../../vectors/take.ts';
import { byteSize, cellReader, constantVector, type Vector } from '../../vectors/vector.ts';
import type { Extent } from './frames.ts';
import type { Partitions } from './partitions.ts';

/** Pairs of rows and frames that one update takes in. */
const maxPairs = 65_536;

/** What an aggregate over a window is computed from. */
export interface WindowAggregate {
  readonly accumulator: () => Accumulator;
  readonly type: Vector['type'];
  readonly args: readonly Vector[];
  /** By row: whether it takes part. */
  readonly passes: ((row: number) => boolean) | undefined;
  readonly partitions: Partitions;
  /** Takes the failure of a row's value, which is NULL. */
  readonly fail: (row: number, failure: RowError) => void;
  /** Reports work to the query's budget. */
  readonly tick: (steps: number) => void;
  /** Reserves the bytes of states and results. */
  readonly reserve: (bytes: number) => void;
}

/** The same value for all rows of a partition. O(rows). */
export function* overPartitions({
  accumulator,
  type,
  args,
  passes,
  partitions,
  fail,
  tick,
  reserve,
}: WindowAggregate): Generator<void, Vector> {
  const states = accumulator();
  const count = partitions.offsets.length - 1;
  const rows = passes ? Int32Array.from(partitions.partitionOf.keys()).filter(passes) : undefined;
  const groups = rows ? Uint32Array.from(rows, (row) => partitions.partitionOf[row]!) : partitions.partitionOf;
  states.update(groups, count, rows ? args.map((arg) => take(arg, rows)) : args);
  tick(groups.length);
  reserve(states.byteSize());
  yield;
  const values = states.finish(0, count);
  if (values.errors)
    partitions.partitionOf.forEach((partition, row) => values.errors!.has(partition) && fail(row, values.errors!.get(partition)!));
  if (count === 1) return constantVector(type, cellReader(values)(0), partitions.partitionOf.length);
  // Nested cells are copied to every row.
  if (values.encoding === 'list' || values.encoding === 'map' || values.encoding === 'row')
    for (let p = 0; p < count; p++) reserve(byteSize(slice(values, p, p + 1)) * (partitions.offsets[p + 1]! - partitions.offsets[p]!));
  return take(values, Int32Array.from(partitions.partitionOf));
}

/**
 * The value over all rows from the beginning of the partition to the end of each row's frame, by one state per partition that takes in the
 * rows once. O(rows) and one result per different end.
 */
export function* running(
  { accumulator, type, args, passes, partitions, fail, tick, reserve }: WindowAggregate,
  frames: Frames,
): Generator<void, Vector> {
  const { rows, offsets } = partitions;
  const growing = passes ? undefined : accumulator();
  if (growing?.growing) return yield* growingFrames(growing.growing.bind(growing), args, partitions, frames, fail, tick, reserve);
  const results = new Array<unknown>(rows.length);
  for (let p = 0; p + 1 < offsets.length; p++) {
    const frame = frames(p);
    const states = accumulator();
    let taken = offsets[p]!;
    let value: unknown;
    let failure: RowError | undefined;
    let known = -1;
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const { end } = frame(at);
      if (end !== known) {
        const fresh = chosen(rows.subarray(taken, Math.max(taken, end)), passes);
        states.update(
          new Uint32Array(fresh.length),
          1,
          args.map((arg) => take(arg, fresh)),
        );
        const answer = states.finish(0, 1);
        value = cellReader(answer)(0);
        failure = answer.errors?.get(0);
        reserve(cellBytes(value));
        taken = Math.max(taken, end);
        known = end;
        tick(16 + fresh.length);
        if ((at & 255) === 255) yield;
      }
      results[rows[at]!] = value;
      if (failure) fail(rows[at]!, failure);
    }
  }
  return build(type, results);
}

/** What the order of rows, ends, values and their copies take. */
const bytesPerPlace = 16;

/** The same by an accumulator that gives the values of all places of all partitions. */
function* growingFrames(
  growing: NonNullable<Accumulator['growing']>,
  args: readonly Vector[],
  { rows, offsets }: Partitions,
  frames: Frames,
  fail: WindowAggregate['fail'],
  tick: WindowAggregate['tick'],
  reserve: WindowAggregate['reserve'],
): Generator<void, Vector> {
  reserve(bytesPerPlace * (1 + args.length) * rows.length);
  const ends = new Int32Array(rows.length);
  const places = new Int32Array(rows.length);
  for (let p = 0; p + 1 < offsets.length; p++) {
    const frame = frames(p);
    // Frames that would end before others have no rows of their own.
    let last = offsets[p]!;
    for (let place = last; place < offsets[p + 1]!; place++) {
      ends[place] = last = Math.max(last, frame(place).end);
      places[rows[place]!] = place;
      if ((place & 0x3fff) === 0x3fff) yield;
    }
  }
  tick(rows.length);
  const values = yield* growing(
    args.map((arg) => take(arg, rows)),
    offsets,
    ends,
  );
  values.errors?.forEach((failure, place) => fail(rows[place]!, failure));
  return { ...take(values, places), errors: undefined };
}

/** The value over any frames, each taken in for itself. O(rows × rows of a frame). */
export function* overFrames(
  { accumulator, type, args, passes, partitions, fail, tick, reserve }: WindowAggregate,
  frames: Frames,
): Generator<void, Vector> {
  const { rows, offsets } = partitions;
  const parts: Vector[] = [];
  const order = new Int32Array(rows.length);
  let members = new Int32Array(2 * maxPairs);
  let groups = new Int32Array(2 * maxPairs);
  let size = 0;
  let count = 0;
  let next = 0;
  const flush = (): void => {
    const states = accumulator();
    const picked = members.subarray(0, size);
    states.update(
      new Uint32Array(groups.buffer, 0, size),
      count,
      args.map((arg) => take(arg, picked)),
    );
    const values = states.finish(0, count);
    // The frames of a flush end at the place before `next`, one per place.
    values.errors?.forEach((failure, group) => fail(rows[next - count + group]!, failure));
    parts.push(values);
    reserve(byteSize(values));
    tick(size + count);
    size = 0;
    count = 0;
  };
  for (let p = 0; p + 1 < offsets.length; p++) {
    const frame = frames(p);
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const { start, end } = frame(at);
      for (let i = start; i < end; i++) {
        if (passes && !passes(rows[i]!)) continue;
        if (size === members.length) {
          reserve(members.byteLength + groups.byteLength);
          members = growCells(members, 2 * size);
          groups = growCells(groups, 2 * size);
        }
        members[size] = rows[i]!;
        groups[size++] = count;
        if ((i & 0xffff) === 0xffff) tick(0xffff);
      }
      order[rows[at]!] = at;
      count++;
      next = at + 1;
      if (size + count >= maxPairs) {
        flush();
        yield;
      }
    }
  }
  flush();
  return take(concatenate(type, parts), order);
}

/** By partition: the frame of each place. */
export type Frames = (partition: number) => (at: number) => Extent;

function chosen(rows: Int32Array, passes: ((row: number) => boolean) | undefined): Int32Array {
  return passes ? rows.filter(passes) : rows;
}

function build(type: Vector['type'], cells: readonly unknown[]): Vector {
  const builder = createBuilder(type, cells.length);
  for (const cell of cells) builder.append(cell);
  return builder.finish();
}
