import { reasonOf } from './diagnostics/as-query-error.ts';
import { diagnose } from './diagnostics/diagnostic.ts';
import { ExecutionAbort } from './diagnostics/query-error.ts';
import type { HostCallAnswer, HostCallContext, HostSource } from './functions/host-call.ts';
import { inTime } from './in-time.ts';
import { inputsOf, type LogicalPlan, type PlanOf } from './operators/plan/plan.ts';
import { BatchBuffer } from './runtime/batch-buffer.ts';
import { type ExecutionContext, Warnings, withWarnings } from './runtime/context.ts';
import { runPlan } from './runtime/driver.ts';
import { checkLimit, limitError } from './runtime/limits.ts';
import { cancelled, runCooperatively, runInTurns, runSync } from './runtime/scheduler.ts';
import { formatType, sameType } from './types/data-type.ts';
import { buildVector } from './vectors/builder.ts';
import { Table } from './vectors/table.ts';
import { cellReader, type Vector } from './vectors/vector.ts';

/** What a call of the host needs to know of its query. */
export interface Asking {
  readonly context: ExecutionContext;
  readonly signal: AbortSignal | undefined;
  /** The sources that the host loaded, by the name of their table. */
  readonly sources: ReadonlyMap<string, HostSource>;
}

type Call = PlanOf<'HostCall'>;

/** The HostCall nodes of plans, each after those in its input. */
export function hostCalls(plans: readonly LogicalPlan[]): readonly Call[] {
  const seen = new Set<LogicalPlan>();
  const found = new Map<symbol, Call>();
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    inputsOf(plan).forEach(visit);
    if (plan.kind === 'HostCall' && !found.has(plan.key)) found.set(plan.key, plan);
  };
  plans.forEach(visit);
  return [...found.values()];
}

/** The context of a query with what the host answers to its calls. @throws ExecutionAbort */
export async function askHost(calls: readonly Call[], { context, signal, sources }: Asking): Promise<ExecutionContext> {
  let known: ExecutionContext = { ...context, hostWarnings: new Warnings() };
  for (const call of calls) {
    const input = await runCooperatively(inputOf(call, known), signal, known.pace);
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const answer = ask(call, input, sources, known, stop.signal);
      known = withAnswer(
        known,
        call,
        isWork(answer)
          ? await runInTurns(guarded(answer, known), signal, known.pace)
          : await inTime(answer, signal, known.limits, known.pace.started + known.limits.wallTime - performance.now()),
      );
    } catch (error) {
      throw failureOf(error, call, known, signal);
    } finally {
      stop.abort();
      signal?.removeEventListener('abort', abort);
    }
  }
  return known;
}

/** The same where nothing can be waited for. */
export function askHostSync(calls: readonly Call[], { context, sources }: Asking): ExecutionContext {
  let known: ExecutionContext = { ...context, hostWarnings: new Warnings() };
  for (const call of calls) {
    const input = runSync(inputOf(call, known));
    try {
      const answer = ask(call, input, sources, known, new AbortController().signal);
      if (isPromise(answer)) {
        answer.catch(() => {}); // nobody waits for it
        const help = "'engine.query', 'engine.run' and 'engine.stream' wait for it";
        throw new ExecutionAbort(diagnose('host-call-sync', call.span, { call: call.title }, { help }));
      }
      known = withAnswer(known, call, isWork(answer) ? runSync(guarded(answer, known)) : answer);
    } catch (error) {
      throw failureOf(error, call, known, undefined);
    }
  }
  return known;
}

/** The rows before a call. */
function* inputOf({ input }: Call, context: ExecutionContext): Generator<void, Table> {
  const buffer = new BatchBuffer(input.schema, context.evaluation.memory);
  yield* runPlan(input, { ...withWarnings(context, context.hostWarnings!), stats: [] }, (batch) => {
    buffer.push(batch);
    return 'needMore';
  });
  return yield* buffer.toTable();
}

function ask(
  call: Call,
  input: Table,
  sources: ReadonlyMap<string, HostSource>,
  context: ExecutionContext,
  signal: AbortSignal,
): HostCallAnswer {
  const { evaluation } = context;
  const given: HostCallContext = {
    input,
    source: sourceOf(call.input, sources),
    window: call.window,
    signal,
    now: evaluation.now,
    tick: evaluation.tick,
    memory: evaluation.memory,
    warn: (message) => context.hostWarnings!.add(diagnose('host-call-warning', call.span, { call: call.title, message: String(message) })),
  };
  return call.call.run(call.args, given);
}

/** The source of the host at the beginning of a pipeline. */
function sourceOf(plan: LogicalPlan, sources: ReadonlyMap<string, HostSource>): HostSource | undefined {
  let node: LogicalPlan | undefined = plan;
  while (node && node.kind !== 'Scan') [node] = inputsOf(node);
  return node && sources.get(node.table);
}

const isPromise = (answer: HostCallAnswer): answer is Promise<Table> =>
  typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';

const isWork = (answer: HostCallAnswer): answer is Generator<void, Table> =>
  typeof answer === 'object' && answer !== null && 'next' in answer && typeof answer.next === 'function';

/** The same work, which looks at the clock between its steps. */
function* guarded(work: Generator<void, Table>, { evaluation }: ExecutionContext): Generator<void, Table> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    evaluation.tick();
    yield;
  }
}

/** The context in which a call has its rows. @throws Error if they are not what the call declared. */
function withAnswer(context: ExecutionContext, call: Call, answer: unknown): ExecutionContext {
  if (!(answer instanceof Table)) throw new TypeError('it did not return a Table');
  checkLimit('rowsScanned', answer.rowCount, context.limits);
  const columns = call.schema.map(({ name, type }): Vector => {
    const column = answer.column(name);
    if (column && sameType(column.type, type)) return column;
    if (answer.rowCount === 0) return buildVector(type, []);
    if (!column) throw new TypeError(`its answer has no column '${name}'`);
    return converted(column, name, type);
  });
  const table = new Table(call.schema, columns, answer.rowCount);
  return { ...context, hostAnswers: new Map([...(context.hostAnswers ?? []), [call.key, table]]) };
}

/** A column in its declared type: one without values, or whole numbers where numbers or wider ones are declared. @throws Error for others. */
function converted(column: Vector, name: string, type: Vector['type']): Vector {
  const read = cellReader(column);
  const cells = Array.from({ length: column.length }, (_, row) => read(row));
  const { kind } = column.type;
  if (kind === 'unknown') return buildVector(type, cells);
  const whole = kind === 'bigint' || kind === 'integer' || kind === 'smallint' || kind === 'tinyint';
  if (whole && type.kind === 'double')
    return buildVector(
      type,
      cells.map((cell) => (cell === null ? null : Number(cell))),
    );
  if (whole && type.kind === 'bigint')
    return buildVector(
      type,
      cells.map((cell) => (cell === null ? null : BigInt(cell as number))),
    );
  throw new TypeError(
    `column '${name}' of its answer is ${formatType(column.type).toUpperCase()}, and ${formatType(type).toUpperCase()} was declared`,
  );
}

/** Why a call failed, as the user sees it: limits and cancellation as they are. */
function failureOf(
  error: unknown,
  { title, span }: Call,
  { pace, limits }: ExecutionContext,
  signal: AbortSignal | undefined,
): ExecutionAbort {
  if (error instanceof ExecutionAbort) return error;
  if (signal?.aborted) return cancelled();
  if (performance.now() >= pace.started + limits.wallTime) return limitError('wallTime', limits);
  return new ExecutionAbort(diagnose('host-call-failed', span, { call: title, reason: reasonOf(error) }), { cause: error });
}
