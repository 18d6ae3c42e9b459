import { dynamicKeyFunctions, syntaxFunctions } from '../../functions/syntax/index.ts';
import { arrayType, VARCHAR } from '../../types/data-type.ts';
import { childrenOf, type Expression, mapChildren, rewrite } from '../expressions/expression.ts';

/** What is read of each column: some keys of a map, or the whole column. Only `add` changes a set, and only in a map that {@link requiredOf} or nothing filled. */
export type RequiredColumns = Map<number, Set<string> | 'all'>;

/** Requires all of the columns. */
export function requireAll(columns: Iterable<number>): RequiredColumns {
  return new Map([...columns].map((index) => [index, 'all']));
}

/** The requirements of some columns, in sets of their own, to add to. */
export function requiredOf(columns: Iterable<readonly [number, ReadonlySet<string> | 'all']>): RequiredColumns {
  return new Map(Array.from(columns, ([index, keys]) => [index, keys === 'all' ? keys : new Set(keys)]));
}

function add(needs: RequiredColumns, index: number, keys: ReadonlySet<string> | 'all'): void {
  const known = needs.get(index);
  if (known === 'all') return;
  if (keys === 'all') needs.set(index, keys);
  else if (known) for (const key of keys) known.add(key);
  else needs.set(index, new Set(keys));
}

/** The map and the constant key if an expression reads a constant key from a map. */
function keyRead(expression: Expression): { readonly map: Expression; readonly key: string } | undefined {
  if (expression.kind !== 'call' || expression.fn !== syntaxFunctions.elementAt) return undefined;
  const [map, key] = expression.args;
  return map?.type.kind === 'map' && key?.kind === 'literal' && typeof key.value === 'string' ? { map, key: key.value } : undefined;
}

/** Adds what expressions read. */
export function addReads(expressions: readonly Expression[], needs: RequiredColumns): RequiredColumns {
  for (const expression of expressions) {
    const read = keyRead(expression);
    if (read?.map.kind === 'column') add(needs, read.map.index, new Set([read.key]));
    else if (expression.kind === 'column') add(needs, expression.index, 'all');
    else addReads(childrenOf(expression), needs);
  }
  return needs;
}

/** Adds what an output reads when only some of its keys are required. */
export function addKeyReads(output: Expression, keys: ReadonlySet<string> | 'all', needs: RequiredColumns): void {
  if (keys === 'all') addReads([output], needs);
  else if (output.kind === 'column') add(needs, output.index, keys);
  else if (partsOf(output)) for (const part of partsOf(output)!) addKeyReads(part, keys, needs);
  else addReads([output], needs);
}

/** The maps that a map is combined from: a key that is read of it is read of each of them. */
function partsOf(expression: Expression): readonly Expression[] | undefined {
  const joined = expression.kind === 'coalesce' || (expression.kind === 'call' && expression.fn === syntaxFunctions.mapConcat);
  return joined && expression.type.kind === 'map' ? expression.args : undefined;
}

/** The expression, extracting only the given keys if it extracts keys from a string. */
export function restrictKeys(expression: Expression, keys: ReadonlySet<string> | 'all'): Expression {
  if (keys === 'all') return expression;
  if (partsOf(expression)) return mapChildren(expression, (part) => restrictKeys(part, keys));
  if (expression.kind !== 'call' || !dynamicKeyFunctions.includes(expression.fn)) return expression;
  const overload = expression.fn.overloads.find(
    ({ params }) => params.length === expression.args.length + 1 && params[0]!.type.kind === expression.args[0]!.type.kind,
  );
  if (!overload) return expression;
  const wanted: Expression = { kind: 'literal', type: arrayType(VARCHAR), value: [...keys], span: expression.span };
  return { ...expression, overload, args: [...expression.args, wanted], names: [...expression.names, undefined] };
}

/** Applies {@link restrictKeys} wherever a key is read from a map that the expression itself extracts. */
export function restrictReads(expression: Expression): Expression {
  return rewrite(expression, (node) => {
    const read = keyRead(node);
    if (!read || node.kind !== 'call') return node;
    const map = restrictKeys(read.map, new Set([read.key]));
    return map === read.map ? node : { ...node, args: [map, ...node.args.slice(1)] };
  });
}
