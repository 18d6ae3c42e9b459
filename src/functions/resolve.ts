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
}

/** The signature chosen for a call, with its type variables replaced. */
export interface Resolution<S> {
  readonly overload: S;
  /** The type each argument must be brought to. */
  readonly params: readonly DataType[];
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
  let best: { readonly overload: S; readonly params: readonly DataType[]; readonly bindings: Bindings; readonly cost: number } | undefined;
  for (const overload of overloads) {
    const params = spread(overload, args.length);
    if (!params) continue;
    const bindings: Bindings = new Map();
    let cost = 0;
    for (let i = 0; i < args.length && cost < Number.POSITIVE_INFINITY; i++) cost += fitArgument(params[i]!, args[i]!, bindings, lenient);
    if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { overload, params, bindings, cost };
  }
  if (!best) return undefined;
  const { overload, params, bindings } = best;
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
    params: params.map((p) => substitute(p, bindings)),
    returns: substitute(overload.returns.type, bindings),
  };
}

/** The parameter types for so many arguments. */
function spread(signature: Signature, count: number): DataType[] | undefined {
  const params = signature.params.map((p) => p.type);
  if (!signature.variadic) return count === params.length ? params : undefined;
  const fixed = params.slice(0, -1);
  if (count < fixed.length) return undefined;
  return [...fixed, ...Array.from({ length: count - fixed.length }, () => params.at(-1)!)];
}

/** The cost of giving an argument to a parameter; infinite where it does not fit. Binds type variables. */
function fitArgument(param: DataType, arg: Argument, bindings: Bindings, lenient: boolean): number {
  if (arg.kind === 'lambda') return param.kind === 'function' && param.parameters.length === arg.arity ? 0 : Number.POSITIVE_INFINITY;
  if (param.kind === 'function') return Number.POSITIVE_INFINITY;
  const cost = unify(param, arg.type, bindings);
  if (cost !== undefined) return cost;
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
  switch (type.kind) {
    case 'variable':
      return bindings.get(type.name) ?? UNKNOWN;
    case 'array':
      return { kind: 'array', element: substitute(type.element, bindings) };
    case 'map':
      return { kind: 'map', key: substitute(type.key, bindings), value: substitute(type.value, bindings) };
    case 'row':
      return {
        kind: 'row',
        fields: type.fields.map((field) => ({ name: field.name, type: substitute(field.type, bindings) })),
      };
    case 'function':
      return {
        kind: 'function',
        parameters: type.parameters.map((p) => substitute(p, bindings)),
        returns: substitute(type.returns, bindings),
      };
    default:
      return type;
  }
}
