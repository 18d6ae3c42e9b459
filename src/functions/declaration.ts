import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import type { Span } from '../diagnostics/span.ts';
import type { DataType } from '../types/data-type.ts';
import type { CellArray, TypeKind } from '../types/storage.ts';
import type { TimeZone } from '../types/time-zone.ts';
import type { JsOf, KindOf, TypeDescriptor } from '../types/type-descriptor.ts';
import type { Vector } from '../vectors/vector.ts';
import type { GeoProvider } from './geo-provider.ts';

/** The account of a query's memory. */
export interface MemoryTracker {
  /** Takes so many bytes into account. @throws ExecutionAbort when the query holds more than its limit. */
  reserve(bytes: number): void;
  free(bytes: number): void;
}

/** What a call or an implicit cast may warn of: names of diagnostics whose messages count how often it happened. */
export type CallWarningName =
  | 'no-answer'
  | 'suspicious-time-unit'
  | 'unordered-series-times'
  | 'repeated-series-times'
  | 'missing-series-points'
  | 'lost-digits'
  | 'digits-as-times'
  | 'numbers-as-strings'
  | 'quantities-as-strings'
  | 'failed-cells';

/** A warning of one call, for the result of the query. */
export interface CallWarning {
  readonly name: CallWarningName;
  /** The name and the place of the call. */
  readonly call: string;
  readonly span: Span;
  /** How many points or inputs it is about; warnings of one call are added up. */
  readonly count: number;
  /** Why, where the message says so; the first reason is shown. */
  readonly reason: string;
  /** What to do about it, where that differs by call. */
  readonly help?: string;
}

/** What an engine sets for all calls of a query. */
export interface EvaluationContext {
  readonly timeZone: TimeZone;
  /** The instant the query started, nanoseconds since 1970. */
  readonly now: bigint;
  /** Uniform in [0, 1), reproducible from the engine's seed. */
  readonly random: () => number;
  /** Called from long loops with the steps taken (1 unless given); throws when the query must stop. */
  readonly tick: (steps?: number) => void;
  /** Does work that the compiler can do without, such as computing a constant: undefined if it takes long, or if such work took long before. */
  readonly attempt: <T extends object>(work: () => T) => T | undefined;
  /** The account of what the query keeps in memory. */
  readonly memory: MemoryTracker;
  /** Reserves the bytes of a large computed cell until the batch is done. */
  readonly reserveCell: (bytes: number) => void;
  /** Frees the cells of the batch: it is done. */
  readonly freeCells: () => void;
  /** The most characters of one computed text and elements of one computed array. */
  readonly cellSize: number;
  /** The longest regular expression that is compiled. */
  readonly regexpLength: number;
  /** Where addresses are, if the host gave a database. */
  readonly geo: GeoProvider | undefined;
  /** Takes the warnings of calls; they are counted per call and returned with the result. */
  readonly report: (warning: CallWarning) => void;
}

/** One place in a query where a function is called. */
export interface CallSite extends EvaluationContext {
  /** The concrete types of the arguments. */
  readonly types: readonly DataType[];
  readonly returns: DataType;
  /** The column each argument reads, where it is a bare column. */
  readonly names: readonly (string | undefined)[];
  /** The arguments that are the same for all rows; undefined for the others. */
  readonly constants: readonly unknown[];
  /** Warns the user of the query. A call that does not fail but has nothing to answer, or that changed its input, says so here. */
  readonly warn: (name: CallWarningName, count: number, reason?: string) => void;
}

type Values<A extends readonly TypeDescriptor[]> = { [I in keyof A]: JsOf<A[I]> };

/** What a batch kernel does: fills `out` from arrays; rows that it cannot decide are handed to `defer`. */
export type BatchKernel<A extends readonly TypeDescriptor[], K extends TypeKind> = (
  out: CellArray<K>,
  defer: (row: number) => void,
  ...args: { [I in keyof A]: CellArray<KindOf<A[I]>> }
) => void;

/** The kinds of a descriptor where a class of types stands for its member M. */
type KindFor<K extends TypeKind, M extends TypeKind> = M extends K ? M : K;

/** One batch kernel for each member of a class of types. */
type KernelsByKind<A extends readonly TypeDescriptor[], K extends TypeKind> = {
  readonly [M in KindOf<A[number]>]?: (
    out: CellArray<KindFor<K, M>>,
    defer: (row: number) => void,
    ...args: { [I in keyof A]: CellArray<KindFor<KindOf<A[I]>, M>> }
  ) => void;
};

/** What is wrong with a JSON text of options. */
export interface OptionProblem {
  /** `unknown`: no option has the name that `message` holds; `value`: `message` says what must hold. */
  readonly kind: 'unknown' | 'value';
  readonly message: string;
  readonly help?: string;
}

/** One option of a function, for the reference. */
export interface OptionDoc {
  /** The name; a member of a nested object is `outer.inner`. */
  readonly name: string;
  /** What the value may be, such as `number from 0 to 1`. */
  readonly type: string;
  readonly description: string;
  /** What a number counts, such as `points`. */
  readonly unit?: string;
  /** What an absent option stands for. */
  readonly default?: string;
}

/** Options that a function takes as one JSON text. */
export interface OptionTexts {
  readonly options: readonly OptionDoc[];
  check(text: string): readonly OptionProblem[];
}

/** What is worth saying about a constant argument that the function takes, but that seldom means what its author thinks. */
export interface ArgumentHint {
  readonly message: string;
  readonly help: string;
}

/** Looks at a constant argument when the query is compiled: fails as the call would for every row, or answers a hint. */
export type ArgumentCheck<V> = (value: V, context: EvaluationContext) => ArgumentHint | undefined;

type ArgumentChecks<A extends readonly TypeDescriptor[]> = { readonly [I in keyof A]?: ArgumentCheck<JsOf<A[I]>> | undefined };

/** One signature of a scalar function and its meaning. */
export interface Overload<A extends readonly TypeDescriptor[] = readonly TypeDescriptor[], R = unknown, K extends TypeKind = TypeKind> {
  readonly params: A;
  readonly returns: TypeDescriptor<R, K>;
  /** The last parameter may repeat, or be absent. */
  readonly variadic?: boolean;
  /** The first parameter may repeat: it is given at least once and at most this many times. */
  readonly maxLeading?: number;
  /** The last parameter is a JSON text of these; a literal one is checked when the query is compiled. */
  readonly options?: OptionTexts;
  /** Whether `prepare` may fail by the types of the arguments alone, such as where a ROW has not the members that it needs. */
  readonly readsTypes?: true;
  /** Checks of single arguments, by their place, such as the format of `date_parse`; they see constants that are not NULL. */
  readonly checks?: ArgumentChecks<A>;
  /** The meaning for one row; with `nulls: 'propagate'` no argument is NULL. Throws a RowError for bad values. */
  row?(...args: Values<A>): R | null;
  /** The same as `row`, prepared once for a call site. @throws RowError for constant arguments with which every row fails; found when the query is compiled. */
  prepare?(call: CallSite): (...args: Values<A>) => R | null;
  /**
   * A faster way to the same result for functions over numbers, times and booleans: fills `out` from arrays without
   * looking at NULLs (those rows are masked afterwards). Rows that it cannot decide are handed to `defer`, which computes them by the meaning.
   * A signature over a class of types has a kernel for each kind of its first argument that is worth one.
   */
  readonly batch?: BatchKernel<A, K> | KernelsByKind<A, K>;
  /**
   * The same straight from the vectors of a batch, for cells so large that making JavaScript values of them takes most of the time. No argument
   * is NULL in the row.
   */
  fromVectors?(call: CallSite): (vectors: readonly Vector[], row: number) => R | null;
}

/** Checks a declared overload against its tokens; the result joins lists of mixed overloads. */
export function overload<const A extends readonly TypeDescriptor[], R, K extends TypeKind>(declared: Overload<A, R, K>): Overload {
  return declared as unknown as Overload; // the signature that was just checked; its arguments are known by `params` alone from here on
}

export type FunctionCategory =
  | 'operator'
  | 'math'
  | 'string'
  | 'regexp'
  | 'json'
  | 'datetime'
  | 'conditional'
  | 'array'
  | 'map'
  | 'binary'
  | 'url'
  | 'ip'
  | 'search'
  | 'series'
  | 'patterns'
  | 'aggregate'
  | 'metrics'
  | 'traces'
  | 'window';

interface Documented {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: FunctionCategory;
  /**
   * One sentence for the reference, hover and completion. The functions of the published package have no texts: their summaries and descriptions
   * are empty, as are their examples, and `logflume/docs` has them.
   */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Calls and what they give as the language writes it; run as tests. */
  readonly examples: readonly Example[];
}

/** One parameter of a function, for the reference, hover and signature help. */
export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  /** What it means, in half a sentence. */
  readonly description: string;
  /** What a number counts, such as `nanoseconds`. */
  readonly unit?: string;
  /** What an absent argument stands for, as the language writes it. */
  readonly default?: string;
}

/** Parameters by name, in order: the description, or all there is to say. A name that ends in `?` is optional. */
export type ParameterDocs = Readonly<Record<string, string | Omit<Parameter, 'name' | 'optional'>>>;

/** A call with its result, or with the code of the diagnostic that it fails with. */
export type Example =
  | { readonly call: string; readonly result: string; readonly error?: undefined }
  | { readonly call: string; readonly error: DiagnosticCode; readonly result?: undefined };

/** A library that a function needs and that is loaded when a query first uses it. */
export interface LazyLibrary {
  readonly name: string;
  readonly ready: () => boolean;
  readonly load: () => Promise<void>;
}

/** A function of one row. */
export interface ScalarFunction extends Documented {
  readonly kind: 'scalar';
  /** `propagate` (the default): a NULL argument gives NULL. `called`: the function sees NULLs. */
  readonly nulls: 'propagate' | 'called';
  /** `immutable` (the default) may be folded and computed once per distinct value; `stable` holds for one query; `volatile` differs by row. */
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly library?: LazyLibrary;
  /** Words that the last argument may be written as without quotes, in any case. */
  readonly bareWords?: readonly string[];
  /** How a call is written where not as a call: between its operands, or before the one that it has. */
  readonly notation?: { readonly infix: string } | { readonly prefix: string };
  /** A call without times reads the time array that make-series made of the row. */
  readonly impliedTimes?: boolean;
  readonly overloads: readonly Overload[];
}

/** The states of all groups of one aggregate. */
export interface Accumulator {
  /** Takes in one batch: row i belongs to group groups[i] < groupCount. */
  update(groups: Uint32Array, groupCount: number, args: readonly Vector[]): void;
  /** The same where all rows are of one group, group 0; a shorter way to the same states. An accumulator takes in rows by one of the two only. */
  updateAll?(args: readonly Vector[], length: number): void;
  /** The states of the groups, one row per group, as vectors that can cross threads; NULL where nothing was taken in, marked where the group failed. */
  state(groupCount: number): readonly Vector[];
  /** Takes in states of another accumulator of the same call: their row i joins groups[i] < groupCount. */
  mergeState(state: readonly Vector[], groups: Uint32Array, groupCount: number): void;
  /**
   * The values of the groups from `from` to before `to`; groups never updated give the aggregate's answer for no rows. Asked piece by piece, so
   * that a query can be stopped between two, and again after more rows where a window grows.
   */
  finish(from: number, to: number): Vector;
  /**
   * The values over frames that begin with their partition and grow: that of place i, of partition p, is of the places from offsets[p] to before ends[i].
   * A shorter way to what `update` and `finish` would give, one place after the other. Yields between pieces of work.
   */
  growing?(args: readonly Vector[], offsets: Int32Array, ends: Int32Array): Generator<void, Vector>;
  /** The bytes that the states hold, estimated. */
  byteSize(): number;
}

/** What an accumulator is made for. */
export interface AggregateCallSite {
  readonly types: readonly DataType[];
  readonly returns: DataType;
  /** The arguments that are the same for all rows; undefined for the others. */
  readonly constants: readonly unknown[];
}

/** One signature of an aggregate. */
export interface AggregateOverload {
  readonly params: readonly TypeDescriptor[];
  readonly returns: TypeDescriptor;
  readonly variadic?: boolean;
  readonly maxLeading?: number;
  /** Whether it is the number of rows of a group where no argument is NULL; then the rows are counted as their groups are found. */
  readonly countsRows?: true;
  /** Whether it is the number of distinct values of a group that are not NULL; then they are looked up in one table of all groups. */
  readonly countsDistinct?: true;
  /**
   * Whether the states of consecutive rows, merged in their order, are to the last digit the state of all these rows. Then threads aggregate
   * apart; otherwise one takes in the rows of all.
   */
  readonly exactMerge?: true;
  /** @throws RowError for constant arguments that the aggregate cannot take; found when the query is compiled. */
  accumulator(call: AggregateCallSite): Accumulator;
}

/** A function of a group of rows. */
export interface AggregateFunction extends Documented {
  readonly kind: 'aggregate';
  readonly overloads: readonly AggregateOverload[];
}

/** The rows of one partition of a window, in its order; rows are numbered from 0. */
export interface WindowRows {
  readonly length: number;
  /** The value of an argument in a row. */
  arg(index: number, row: number): unknown;
  /** The first row that is equal to a row in the order, and the row after the last one. */
  peers(row: number): { readonly start: number; readonly end: number };
  /** The number of peer groups before the row's. */
  peerGroup(row: number): number;
  /** The rows that the frame of a row spans: from `start` up to but not including `end`. */
  frame(row: number): { readonly start: number; readonly end: number };
}

/** One signature of a window function. */
export interface WindowOverload {
  readonly params: readonly TypeDescriptor[];
  readonly returns: TypeDescriptor;
  readonly variadic?: boolean;
  /** The value of every row of a partition. Throws a RowError for bad arguments. */
  values(rows: WindowRows): (row: number) => unknown;
}

/** A function of a row and the rows around it: `name(…) over (…)`. Aggregates are window functions too. */
export interface WindowFunction extends Documented {
  readonly kind: 'window';
  readonly overloads: readonly WindowOverload[];
}

/**
 * A form of the language that decides itself what is evaluated, or has types that no signature can state: the binder knows it by name, and
 * this says what the reference, help and completion say of functions.
 */
export interface SpecialForm extends Documented {
  readonly kind: 'special';
  /** How it is written. */
  readonly usage: string;
}

export type FunctionDeclaration = ScalarFunction | AggregateFunction | WindowFunction | SpecialForm;

type DeclaredParameters = { readonly parameters: ParameterDocs | readonly (string | Parameter)[] };

/** Parameters as data from how they are declared; bare names have no description. */
function parametersOf({ parameters }: DeclaredParameters): readonly Parameter[] {
  const parameterOf = (key: string, doc: ParameterDocs[string]): Parameter => {
    const optional = key.endsWith('?');
    return { name: optional ? key.slice(0, -1) : key, optional, ...(typeof doc === 'string' ? { description: doc } : doc) };
  };
  if (isList(parameters)) return parameters.map((known) => (typeof known === 'string' ? parameterOf(known, '') : known));
  return Object.entries(parameters).map(([key, doc]) => parameterOf(key, doc));
}

const isList = (parameters: DeclaredParameters['parameters']): parameters is readonly (string | Parameter)[] => Array.isArray(parameters);

/** The functions of this package, as they were declared. */
const builtins = new WeakSet<FunctionDeclaration>();

/** Whether a function is one of this package, which every thread has under its name, and not the host's own. */
export const isBuiltin = (fn: FunctionDeclaration): boolean => builtins.has(fn);

/** The same declaration as one of the host. */
export function ofHost<F extends FunctionDeclaration>(fn: F): F {
  builtins.delete(fn);
  return fn;
}

function builtin<F extends FunctionDeclaration>(fn: F): F {
  builtins.add(fn);
  return fn;
}

/** What is left of the documentation of functions whose texts scripts/bundle.mjs took out. */
const noDocs = { summary: '', examples: [] };

/** Declares a scalar function. */
export function defineScalar(
  declared: Omit<ScalarFunction, 'kind' | 'nulls' | 'volatility' | 'parameters'> &
    Partial<Pick<ScalarFunction, 'nulls' | 'volatility'>> &
    DeclaredParameters,
): ScalarFunction {
  return builtin({
    ...noDocs,
    kind: 'scalar',
    nulls: 'propagate',
    volatility: 'immutable',
    ...declared,
    parameters: parametersOf(declared),
  });
}

/** Declares an aggregate function. */
export function defineAggregate(declared: Omit<AggregateFunction, 'kind' | 'parameters'> & DeclaredParameters): AggregateFunction {
  return builtin({ ...noDocs, kind: 'aggregate', ...declared, parameters: parametersOf(declared) });
}

/** Declares a window function. */
export function defineWindow(declared: Omit<WindowFunction, 'kind' | 'parameters'> & DeclaredParameters): WindowFunction {
  return { ...noDocs, kind: 'window', ...declared, parameters: parametersOf(declared) };
}

/** Declares a special form. */
export function defineSpecialForm(declared: Omit<SpecialForm, 'kind' | 'parameters'> & DeclaredParameters): SpecialForm {
  return { ...noDocs, kind: 'special', ...declared, parameters: parametersOf(declared) };
}
