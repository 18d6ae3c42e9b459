import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { Bound, PlanOf } from '../../operators/plan/plan.ts';
import { type DataType, TIMESTAMP } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { formatTimestamp } from '../../types/time-format.ts';
import { columnBytes, type RecordBatch } from '../../vectors/record-batch.ts';
import { concatenate, slice, take } from '../../vectors/take.ts';
import { byteSize, cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { askBefore } from '../grouping/key-table.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { type Axis, atLeast, axisOf, type Extent, rangeOf } from '../series/series-axis.ts';
import { fillGaps } from '../series/series-fill.ts';
import { mergeSort } from '../sorting/merge-sort.ts';
import { reportRowErrors } from './project.ts';

/** The columns of one input batch that series need. */
interface Held {
  readonly groups: Uint32Array;
  readonly times: Vector;
  readonly from: Vector | undefined;
  readonly to: Vector | undefined;
  readonly weights: Vector | undefined;
  readonly values: readonly Vector[];
}

/** Collects rows into one series per group: an array of times and one array per value column, ordered by time, on an even axis if there is a step. */
export function makeSeries(plan: PlanOf<'MakeSeries'>, context: ExecutionContext): PhysicalOperator {
  const evaluator = ({ value }: { readonly value: PlanOf<'MakeSeries'>['on']['value'] }) => compileEvaluator(value, context);
  const by = plan.by.map(evaluator);
  const on = evaluator(plan.on);
  const from = plan.from.kind === 'column' ? evaluator(plan.from) : undefined;
  const to = plan.to.kind === 'column' ? evaluator(plan.to) : undefined;
  const weight = plan.weight && compileEvaluator(plan.weight, context);
  const series = plan.series.map(evaluator);
  const arrayOfTimes = plan.schema[plan.by.length]!.type;
  const timeType = arrayOfTimes.kind === 'array' ? arrayOfTimes.element : TIMESTAMP;
  return {
    name: 'MakeSeries',
    schema: plan.schema,
    open(emit) {
      const index = new GroupKeys(
        plan.by.map(({ value }) => value.type),
        false,
        askBefore(context.evaluation.memory),
      );
      const buffered: Held[] = [];
      let rowsBefore = 0;
      let heldBytes = 0;
      const reservation = new Reservation(context.evaluation.memory);
      return {
        push(batch) {
          const compute = (evaluate: ReturnType<typeof compileEvaluator>): Vector => reportRowErrors(evaluate(batch), rowsBefore, context);
          const groups = new Uint32Array(batch.length);
          index.intern(by.map(compute), batch.length, groups);
          const values = series.map(compute);
          buffered.push({
            groups,
            times: compute(on),
            from: from && compute(from),
            to: to && compute(to),
            weights: weight && compute(weight),
            values,
          });
          // Beside the values: the group, the time and the place of each row, and twice while they are gathered.
          heldBytes += values.reduce((sum, v) => sum + columnBytes + byteSize(v), 2 * columnBytes + 32 * batch.length);
          reservation.resize(heldBytes + index.byteSize());
          rowsBefore += batch.length;
          return 'needMore';
        },
        *finish() {
          if (rowsBefore === 0) return;
          const rows = yield* gatherRows(plan, buffered, index.size, context);
          yield;
          const tags = index.keyColumns();
          const axes = plan.step === undefined ? undefined : yield* placeRows(plan, rows, tags, context, reservation);
          yield;
          const rowTimes: Vector = { encoding: 'flat', type: timeType, values: rows.times, validity: undefined, length: rows.times.length };
          const values: Vector[] = [];
          for (const [s, { value }] of plan.series.entries()) {
            values.push(
              concatenate(
                value.type,
                buffered.map((held) => held.values[s]!),
              ),
            );
            yield;
          }
          const piece = (from: number, to: number): RecordBatch => {
            const placed = axes?.slice(from, to);
            const { offsets, selection } = placed ? axisSelection(placed) : rowSelection(rows, from, to);
            context.evaluation.tick(selection.length);
            const length = to - from;
            const list = (child: Vector, type: Vector['type']): Vector => ({
              encoding: 'list',
              type,
              offsets,
              child,
              validity: undefined,
              length,
            });
            const times = placed ? axisTimes(placed, offsets, timeType) : take(rowTimes, selection);
            const series = plan.series.map(({ value, fill }, s) => {
              const picked = take(values[s]!, selection);
              context.evaluation.tick(selection.length);
              return list(placed ? fillGaps(picked, fill, offsets) : picked, { kind: 'array', element: value.type });
            });
            return {
              schema: plan.schema,
              length,
              columns: [...tags.map((tag) => slice(tag, from, to)), list(times, arrayOfTimes), ...series],
            };
          };
          yield* emitInBatches(index.size, context.maxBatchRows, piece, emit, axes && 1);
          reservation.free();
        },
      };
    },
  };
}

/** All rows with a time, ordered by group and then by time. */
interface SeriesRows {
  /** Nanoseconds per row. */
  readonly times: BigInt64Array;
  /** Row numbers: the rows of group g are at offsets[g]..offsets[g + 1]. */
  readonly order: Int32Array;
  readonly offsets: Int32Array;
  /** How many rows of the input a row stands for. */
  readonly weight: (row: number) => number;
  readonly from: (row: number) => bigint | undefined;
  readonly to: (row: number) => bigint | undefined;
}

function* gatherRows(
  plan: PlanOf<'MakeSeries'>,
  buffered: readonly Held[],
  groupCount: number,
  context: ExecutionContext,
): Generator<void, SeriesRows> {
  const total = buffered.reduce((sum, h) => sum + h.groups.length, 0);
  const groups = new Uint32Array(total);
  const times = new BigInt64Array(total);
  const present = new Uint8Array(total);
  let at = 0;
  let missing = 0;
  for (const { groups: part, times: vector, weights } of buffered) {
    groups.set(part, at);
    const read = cellReader(vector);
    const weigh = weights && cellReader(weights);
    for (let i = 0; i < part.length; i++, at++) {
      const time = read(i) as bigint | null;
      if (time === null) {
        missing += weigh ? Number(weigh(i)) : 1;
        continue;
      }
      present[at] = 1;
      times[at] = time;
    }
    yield;
  }
  if (missing > 0) context.warnings.add(diagnose('rows-left-out', plan.on.value.span, { count: missing, reason: 'their time is NULL' }));
  const offsets = new Int32Array(groupCount + 1);
  for (let row = 0; row < total; row++) if (present[row]) offsets[groups[row]! + 1]!++;
  for (let g = 0; g < groupCount; g++) offsets[g + 1]! += offsets[g]!;
  const next = offsets.slice(0, groupCount);
  const order = new Int32Array(offsets[groupCount]!);
  for (let row = 0; row < total; row++) if (present[row]) order[next[groups[row]!]!++] = row;
  let repeated = 0;
  for (let g = 0; g < groupCount; g++) {
    const rows = order.subarray(offsets[g]!, offsets[g + 1]!);
    if (!isOrdered(rows, times)) {
      const before = rows.slice();
      const sorted = yield* mergeSort(rows.length, (a, b) => {
        const x = times[before[a]!]!;
        const y = times[before[b]!]!;
        return x < y ? -1 : x > y ? 1 : 0;
      });
      for (let i = 0; i < rows.length; i++) rows[i] = before[sorted[i]!]!;
    } else if ((g & 0xfff) === 0xfff) yield;
    if (plan.step === undefined) for (let i = 1; i < rows.length; i++) if (times[rows[i]!] === times[rows[i - 1]!]) repeated++;
  }
  if (repeated > 0)
    context.warnings.add(
      diagnose(
        'repeated-series-times',
        plan.on.value.span,
        { count: repeated },
        { help: "group by the time in 'stats' first, or name every tag in 'by'" },
      ),
    );
  const column = (pick: (h: Held) => Vector | undefined): ((row: number) => unknown) | undefined => {
    const parts = buffered.flatMap((h) => pick(h) ?? []);
    return parts.length === 0 ? undefined : cellReader(concatenate(parts[0]!.type, parts));
  };
  const instant = (read: ((row: number) => unknown) | undefined) => (row: number) =>
    (read?.(row) as bigint | null | undefined) ?? undefined;
  const weigh = column((h) => h.weights);
  return {
    times,
    order,
    offsets,
    weight: weigh ? (row) => Number(weigh(row)) : () => 1,
    from: instant(column((h) => h.from)),
    to: instant(column((h) => h.to)),
  };
}

function isOrdered(rows: Int32Array, times: BigInt64Array): boolean {
  for (let i = 1; i < rows.length; i++) if (times[rows[i]!]! < times[rows[i - 1]!]!) return false;
  return true;
}

/** Cells that are placed in one go. */
const maxCells = 1_000_000;

interface PlacedAxis extends Axis {
  /** Per cell: its row, or -1. */
  readonly cells: Int32Array;
}

/** Puts every row into its cell; two rows in one cell stop the query. */
function* placeRows(
  plan: PlanOf<'MakeSeries'>,
  rows: SeriesRows,
  tags: readonly Vector[],
  context: ExecutionContext,
  reservation: Reservation,
): Generator<void, PlacedAxis[]> {
  const { times, order, offsets, weight } = rows;
  const { tick } = context.evaluation;
  const axes = yield* axesOf(plan, rows, context);
  let outside = 0;
  const placed: PlacedAxis[] = [];
  let cellsSinceYield = 0;
  for (const [g, axis] of axes.entries()) {
    const { starts, end } = axis;
    // The cells, and what stands in them for a moment.
    reservation.grow(16 * starts.length);
    const cells = new Int32Array(starts.length).fill(-1);
    tick(starts.length);
    let cell = 0;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const row = order[i]!;
      const time = times[row]!;
      if (starts.length === 0 || time < starts[0]! || (end !== undefined && time >= end)) {
        outside += weight(row);
        continue;
      }
      while (cell + 1 < starts.length && starts[cell + 1]! <= time) cell++;
      if (cells[cell]! >= 0) throw stop(repeatedCell(plan, tags, g, starts[cell]!, context), context);
      cells[cell] = row;
    }
    placed.push({ ...axis, cells });
    cellsSinceYield += starts.length;
    if (cellsSinceYield > maxCells) {
      cellsSinceYield = 0;
      yield;
    }
  }
  if (outside > 0)
    context.warnings.add(diagnose('rows-left-out', plan.span, { count: outside, reason: "their time is outside 'from' and 'to'" }));
  return placed;
}

/** The axis of every series; axes of the same bounds share their cells. */
function* axesOf(
  plan: PlanOf<'MakeSeries'>,
  { times, order, offsets, from, to }: SeriesRows,
  context: ExecutionContext,
): Generator<void, readonly Axis[]> {
  const known = new Map<string, Axis>();
  const whole = extentOf(order, times);
  const limit = context.limits.seriesPoints;
  let points = 0;
  const within = (count: number): void => {
    const reached = count > limit ? limit : limit * 100;
    if (count <= limit && points + count <= reached) return;
    const help = "use a larger 'step', or a shorter range with 'from' and 'to'";
    throw stop(diagnose('limit-series-points', plan.span, { points: Math.max(count, points + count), limit: reached }, { help }), context);
  };
  const axes: Axis[] = [];
  let madeSinceYield = 0;
  for (let g = 0; g + 1 < offsets.length; g++) {
    const part = order.subarray(offsets[g]!, offsets[g + 1]!);
    const bound = (b: Bound, column: (row: number) => bigint | undefined): Bound => {
      const value = b.kind === 'column' && part.length > 0 ? column(part[0]!) : undefined;
      return b.kind === 'column' ? (value === undefined ? { kind: 'series' } : { kind: 'instant', value }) : b;
    };
    const range = rangeOf(plan, bound(plan.from, from), bound(plan.to, to), extentOf(part, times), whole, context.evaluation.timeZone);
    const key = `${range.begin} ${range.until} ${range.end} ${range.layout}`;
    let axis = known.get(key);
    if (!axis) {
      within(atLeast(plan.step!, range));
      axis = axisOf(plan.step!, range, context.evaluation.timeZone);
      known.set(key, axis);
      madeSinceYield += axis.starts.length;
    }
    within(axis.starts.length);
    points += axis.starts.length;
    axes.push(axis);
    if (madeSinceYield > maxCells) {
      madeSinceYield = 0;
      yield;
    }
  }
  return axes;
}

/** The error that stops the query: where times are of another unit, that is the cause of whatever came of it. */
function stop(diagnostic: Diagnostic, { warnings }: ExecutionContext): ExecutionAbort {
  const cause = warnings.all().find(({ name }) => name === 'suspicious-time-unit');
  return new ExecutionAbort(cause ? { ...cause, severity: 'error' } : diagnostic);
}

function extentOf(rows: Int32Array, times: BigInt64Array): Extent | undefined {
  let extent: { min: bigint; max: bigint } | undefined;
  for (const row of rows) {
    const time = times[row]!;
    if (!extent) extent = { min: time, max: time };
    else if (time < extent.min) extent.min = time;
    else if (time > extent.max) extent.max = time;
  }
  return extent;
}

function repeatedCell(
  plan: PlanOf<'MakeSeries'>,
  tags: readonly Vector[],
  group: number,
  time: bigint,
  { evaluation }: ExecutionContext,
): Diagnostic {
  const names = plan.by.map(({ name, value }, i) => {
    const cell = cellReader(tags[i]!)(group);
    return `${name}=${cell === null ? 'null' : valueFormatter(value.type, evaluation.timeZone)(cell)}`;
  });
  const help = "aggregate first: '| stats … by' the time and the tags, or an aggregate inside: make-series n = count(1) on …";
  return diagnose(
    'repeated-series-cell',
    plan.span,
    { series: names.join(', ') || '(all rows)', time: formatTimestamp(time, evaluation.timeZone) },
    { help },
  );
}

/** The rows of the series from..to, as they are where there is no axis. */
function rowSelection({ offsets, order }: SeriesRows, from: number, to: number): ReturnType<typeof axisSelection> {
  const start = offsets[from]!;
  return { offsets: offsets.slice(from, to + 1).map((offset) => offset - start), selection: order.subarray(start, offsets[to]!) };
}

function axisSelection(axes: readonly PlacedAxis[]): { readonly offsets: Int32Array; readonly selection: Int32Array } {
  const offsets = new Int32Array(axes.length + 1);
  axes.forEach(({ cells }, g) => {
    offsets[g + 1] = offsets[g]! + cells.length;
  });
  const selection = new Int32Array(offsets[axes.length]!);
  axes.forEach(({ cells }, g) => selection.set(cells, offsets[g]!));
  return { offsets, selection };
}

function axisTimes(axes: readonly PlacedAxis[], offsets: Int32Array, type: DataType): Vector {
  const values = new BigInt64Array(offsets[axes.length]!);
  axes.forEach(({ starts }, g) => values.set(starts, offsets[g]!));
  return { encoding: 'flat', type, values, validity: undefined, length: values.length };
}
