import { coercionCost, commonType } from '../types/coercion.ts';
import { type DataType, isNumeric, sameType, UNKNOWN } from '../types/data-type.ts';
import type { TypeDescriptor } from '../types/type-descriptor.ts';

/** One argument as the binder sees it: its type, or a lambda that waits for its parameter types. */
export type Argument =
  | { readonly kind: 'value'; readonly type: DataType; readonly text: boolean }
  | { readonly kind: 'lambda'; readonly arity: number; readonly bind: (parameters: readonly DataType[]) => DataType };

interface Signature {
  readonly params: readonly TypeDescriptor[];
  readonly returns: TypeDescriptor;
  readonly variadic?: boolean;
  readonly maxLeading?: number;
}

/** The signature chosen for a call, with its type variables replaced. */
export interface Resolution<S> {
  readonly overload: S;
  /** The type each argument must be brought to. */
  readonly params: readonly DataType[];
  /** Which declared parameter each argument is given to. */
  readonly positions: readonly number[];
  readonly returns: DataType;
}

type Bindings = Map<string, DataType>;

const lenientCost = 1000;

/**
 * Chooses the signature that needs the cheapest coercions; the first declared wins a tie. With `lenient`, VARCHAR may
 * stand for a time or a number. Answers undefined where none fits.
 */
export function resolveOverload<S extends Signature>(
  overloads: readonly S[],
  args: readonly Argument[],
  lenient: boolean,
): Resolution<S> | undefined {
  let best: (Candidate & { readonly overload: S; readonly bindings: Bindings; readonly cost: number }) | undefined;
  for (const overload of overloads) {
    if (best?.cost === 0) break;
    for (const candidate of candidatesOf(overload, args.length)) {
      const bindings: Bindings = new Map();
      let cost = 0;
      for (let i = 0; i < args.length && cost < Number.POSITIVE_INFINITY; i++)
        cost += fitArgument(candidate.params[i]!, args[i]!, bindings, lenient);
      if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { ...candidate, overload, bindings, cost };
    }
  }
  if (!best) return undefined;
  const { overload, params, positions, returns, bindings } = best;
  // A lambda's result may widen a type variable that other arguments bound: bind again until nothing changes.
  for (let round = 0; round < 4; round++) {
    const before = [...bindings.values()];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      const param = params[i]!;
      if (arg.kind !== 'lambda' || param.kind !== 'function') continue;
      const result = arg.bind(param.parameters.map((p) => substitute(p, bindings)));
      if (fitArgument(param.returns, { kind: 'value', type: result, text: false }, bindings, false) === Number.POSITIVE_INFINITY)
        return undefined;
    }
    const after = [...bindings.values()];
    if (before.length === after.length && before.every((type, i) => sameType(type, after[i]!))) break;
  }
  return {
    overload,
    params: params.map((param, i) => {
      const arg = args[i]!;
      return param.kind === 'any' && arg.kind === 'value' ? arg.type : substitute(param, bindings);
    }),
    positions,
    returns: substitute(returns, bindings),
  };
}

/** A way to give so many arguments to a signature: a type per argument, classes of types replaced by one of their members. */
interface Candidate {
  readonly params: readonly DataType[];
  readonly positions: readonly number[];
  readonly returns: DataType;
}

/** The candidates of signatures by the number of arguments, while that is small. */
const candidates = new WeakMap<Signature, (readonly Candidate[])[]>();
const maxKnownArguments = 8;

function candidatesOf(signature: Signature, count: number): readonly Candidate[] {
  let known = candidates.get(signature);
  if (!known) candidates.set(signature, (known = []));
  const found =
    known[count] ??
    arrangements(signature, count).flatMap((positions) =>
      instancesOf(signature).map(({ params, returns }) => ({ params: positions.map((position) => params[position]!), positions, returns })),
    );
  if (count <= maxKnownArguments) known[count] = found;
  return found;
}

/** The ways in which so many arguments fall to the parameters: those at the end may be absent, the first or the last may repeat. */
function arrangements({ params, variadic, maxLeading }: Signature, count: number): (readonly number[])[] {
  const all = params.map((_, i) => i);
  if (variadic) {
    const fixed = all.slice(0, -1);
    return count < fixed.length ? [] : [[...fixed, ...Array.from({ length: count - fixed.length }, () => params.length - 1)]];
  }
  const required = params.findLastIndex((param) => !param.optional) + 1;
  const ways: (readonly number[])[] = [];
  for (let given = params.length; given >= required; given--) {
    const repeated = count - given;
    if (repeated === 0 || (given > 0 && repeated > 0 && repeated < (maxLeading ?? 1)))
      ways.push([...Array.from({ length: repeated }, () => 0), ...all.slice(0, given)]);
  }
  return ways;
}

export interface Instance {
  readonly params: readonly DataType[];
  readonly returns: DataType;
}

const instances = new WeakMap<Signature, readonly Instance[]>();

/** The signature once per member of its classes of types. */
export function instancesOf(signature: Signature): readonly Instance[] {
  let known = instances.get(signature);
  if (!known) {
    known = [{ params: signature.params.map(({ type }) => type), returns: signature.returns.type }];
    const classes = new Map<string, readonly DataType[]>();
    for (const { type } of signature.params) collectClasses(type, classes);
    for (const [name, among] of classes) {
      known = known.flatMap(({ params, returns }) =>
        among.map((member) => {
          const replace = (type: DataType): DataType => replaceVariables(type, (variable) => (variable === name ? member : undefined));
          return { params: params.map(replace), returns: replace(returns) };
        }),
      );
    }
    instances.set(signature, known);
  }
  return known;
}

function collectClasses(type: DataType, classes: Map<string, readonly DataType[]>): void {
  replaceVariables(type, (name, among) => {
    if (among) classes.set(name, among);
    return undefined;
  });
}

/** The cost of giving an argument to a parameter; infinite where it does not fit. Binds type variables. */
function fitArgument(param: DataType, arg: Argument, bindings: Bindings, lenient: boolean): number {
  if (arg.kind === 'lambda') return param.kind === 'function' && param.parameters.length === arg.arity ? 0 : Number.POSITIVE_INFINITY;
  if (param.kind === 'function') return Number.POSITIVE_INFINITY;
  const cost = unify(param, arg.type, bindings);
  if (cost !== undefined) return cost;
  // An array that a file has in all rows is ARRAY, else JSON: what takes JSON takes both.
  if (param.kind === 'json' && (arg.type.kind === 'array' || arg.type.kind === 'map' || arg.type.kind === 'row')) return 60;
  // A text stands for a time where only a time will do.
  if (arg.text && (param.kind === 'timestamp' || param.kind === 'date')) return param.kind === 'timestamp' ? 50 : 51;
  if (lenient && arg.type.kind === 'varchar' && (param.kind === 'timestamp' || param.kind === 'date'))
    return lenientCost - (param.kind === 'timestamp' ? 2 : 1);
  if (lenient && arg.type.kind === 'varchar' && isNumeric(param))
    return lenientCost + (param.kind === 'double' ? 0 : param.kind === 'bigint' ? 1 : 5);
  return Number.POSITIVE_INFINITY;
}

function unify(param: DataType, arg: DataType, bindings: Bindings): number | undefined {
  switch (param.kind) {
    case 'any':
      return 0.1;
    case 'variable': {
      const bound = bindings.get(param.name);
      if (!bound) {
        bindings.set(param.name, arg);
        return 0.1;
      }
      const common = commonType(bound, arg);
      if (!common) return undefined;
      bindings.set(param.name, common);
      return 0.1 + (coercionCost(bound, common) ?? 0) + (coercionCost(arg, common) ?? 0);
    }
    case 'array':
      if (arg.kind === 'unknown') return unify(param.element, UNKNOWN, bindings);
      if (arg.kind === 'json') return sum(28, unify(param.element, arg, bindings));
      return arg.kind === 'array' ? unify(param.element, arg.element, bindings) : undefined;
    case 'map':
      if (arg.kind === 'unknown') return sum(unify(param.key, UNKNOWN, bindings), unify(param.value, UNKNOWN, bindings));
      return arg.kind === 'map' ? sum(unify(param.key, arg.key, bindings), unify(param.value, arg.value, bindings)) : undefined;
    case 'row':
      if (arg.kind === 'unknown') return 1;
      if (arg.kind !== 'row' || arg.fields.length !== param.fields.length) return undefined;
      return param.fields.reduce<number | undefined>((cost, field, i) => sum(cost, unify(field.type, arg.fields[i]!.type, bindings)), 0);
    default:
      return coercionCost(arg, param);
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Replaces type variables; one that nothing bound is UNKNOWN. */
export function substitute(type: DataType, bindings: ReadonlyMap<string, DataType>): DataType {
  return replaceVariables(type, (name) => bindings.get(name) ?? UNKNOWN);
}

/** Replaces the type variables that `replace` has an answer for. */
function replaceVariables(
  type: DataType,
  replace: (name: string, among: readonly DataType[] | undefined) => DataType | undefined,
): DataType {
  const inside = (part: DataType): DataType => replaceVariables(part, replace);
  switch (type.kind) {
    case 'variable':
      return replace(type.name, type.among) ?? type;
    case 'array':
      return { kind: 'array', element: inside(type.element) };
    case 'map':
      return { kind: 'map', key: inside(type.key), value: inside(type.value) };
    case 'row':
      return { kind: 'row', fields: type.fields.map((field) => ({ name: field.name, type: inside(field.type) })) };
    case 'function':
      return { kind: 'function', parameters: type.parameters.map(inside), returns: inside(type.returns) };
    default:
      return type;
  }
}
