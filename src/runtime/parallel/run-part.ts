import type { FunctionDeclaration } from '../../functions/declaration.ts';
import { findTimeZone } from '../../types/time-zone.ts';
import type { Table } from '../../vectors/table.ts';
import type { Dictionary, Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { runPlan } from '../driver.ts';
import { createEvaluation } from '../evaluation.ts';
import { runCooperatively } from '../scheduler.ts';
import type { Job, PortablePart, PortableRows, Report } from './messages.ts';
import { giveUp, NoWarnings } from './no-warnings.ts';
import type { GroupedPart, GroupedRows } from './parts.ts';
import { unpacked } from './portable-plan.ts';
import { compact, type Packing, type PortableVector, packVector } from './portable-vector.ts';

/** Runs a job over its rows, and reports what it found. */
export async function runPart(
  job: Job,
  table: Table,
  functions: readonly FunctionDeclaration[],
  numberOf: (dictionary: Dictionary) => number | undefined,
  report: (said: Report) => void,
): Promise<void> {
  const { id, limits, now, elapsed, worked, maxBatchRows, kernels, dictionaryInputs, stop } = job;
  let ownWork = (): number => 0;
  try {
    const timeZone = findTimeZone(job.timeZone) ?? giveUp();
    const interrupted = (): boolean => Atomics.load(stop, 0) === 1;
    const evaluation = createEvaluation(timeZone, now, 1, limits, undefined, interrupted, performance.now() - elapsed);
    evaluation.pace.addWork(worked);
    ownWork = () => evaluation.pace.worked - worked;
    const pack = (vector: Vector): PortableVector => packVector(vector, packing) ?? giveUp();
    const packing: Packing = {
      array: compact,
      dictionary: (dictionary) => numberOf(dictionary) ?? { values: dictionary.values, repeats: dictionary.repeats ?? false },
      objects: true,
    };
    const context: ExecutionContext = {
      evaluation: { ...evaluation, report: giveUp },
      pace: evaluation.pace,
      cells: evaluation.cells,
      limits,
      maxBatchRows,
      kernels,
      dictionaryInputs,
      onRowError: 'null',
      onLimit: 'fail',
      tableOf: () => table,
      warnings: new NoWarnings(),
      stats: [],
      shared: new Map(),
      partSink: {
        rows: (rows) => report({ kind: 'rows', job: id, rows: portableRows(rows, pack) }),
        done: (part) => report({ kind: 'done', job: id, part: portablePart(part, pack), worked: ownWork(), stats: context.stats }),
      },
    };
    const work = runPlan(unpacked(job.plan, functions), context, () => 'needMore');
    await runCooperatively(ticking(work, interrupted), undefined, evaluation.pace);
  } catch {
    // Whatever it was happens again where the query runs, and is told to its author there.
    report({ kind: 'givenUp', job: id, worked: ownWork() });
  }
}

function* ticking(work: Generator<void>, interrupted: () => boolean): Generator<void> {
  for (const _ of work) {
    if (interrupted()) giveUp();
    yield;
  }
}

const portableRows = ({ groups, columns, length }: GroupedRows, pack: (vector: Vector) => PortableVector): PortableRows => ({
  groups: groups?.slice(),
  columns: columns.map(pack),
  length,
});

const portablePart = ({ keys, groupCount, rowCounts, states }: GroupedPart, pack: (vector: Vector) => PortableVector): PortablePart => ({
  keys: keys.map(pack),
  groupCount,
  rowCounts,
  states: states.map((members) => members.map(pack)),
});
