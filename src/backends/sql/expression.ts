import type { Expression } from '../../operators/expressions/expression.ts';
import { formatType } from '../../types/data-type.ts';
import { type Dialect, literalOf, type Site, whereNullMatters } from './dialect.ts';
import { type Reason, reasonOfArguments, reasonOfCast, reasonOfFunction, reasonOfLiteral } from './reasons.ts';
import { translateAll, Unportable } from './unportable.ts';

/** The SQL of arguments; that of an interval, which databases have none of, is missed only where it is read: some calls read the constant alone. */
function argumentsSql(args: readonly Expression[], inner: (e: Expression) => string): readonly string[] {
  const all = [...translateAll(args, (arg) => (isInterval(arg) ? '' : inner(arg)))];
  for (const [i, arg] of args.entries()) if (isInterval(arg)) Object.defineProperty(all, i, { get: () => inner(arg) });
  return all;
}

const isInterval = ({ kind, type }: Expression): boolean => kind === 'literal' && type.kind.startsWith('interval');

/** The SQL of an expression over columns. @throws Unportable where it has none with the same result for every value. */
export function expressionSql(expression: Expression, columns: readonly string[], dialect: Dialect, site: Site): string {
  const inner = (e: Expression): string => expressionSql(e, columns, dialect, site);
  try {
    switch (expression.kind) {
      case 'column':
        return columns[expression.index]!;
      case 'literal':
        return (
          dialect.literal(expression.value, expression.type) ??
          refuse(`a literal of type ${formatType(expression.type)}`, reasonOfLiteral(expression.type))
        );
      case 'call': {
        const { fn, args, type, span } = expression;
        const known = dialect.calls.get(fn.name);
        const types = args.map((arg) => arg.type);
        if (!known) refuse(`function '${fn.name}'`, reasonOfFunction(fn.name, fn.category, [...types, type], dialect.name));
        const call = {
          name: fn.name,
          args: argumentsSql(args, inner),
          types,
          literals: args.map(literalOf),
          returns: type,
          span,
        };
        return known(call, site) ?? refuse(`function '${fn.name}' with these arguments`, reasonOfArguments(fn.name, types));
      }
      case 'and':
      case 'or':
        return dialect.connected(expression.kind, translateAll(expression.args, inner));
      case 'coalesce': {
        const args = expression.args.filter((arg) => arg.kind !== 'literal' || arg.value !== null);
        return args.length < 2 ? inner(args[0] ?? expression.args[0]!) : `coalesce(${translateAll(args, inner).join(', ')})`;
      }
      case 'case': {
        const parts = translateAll([...expression.branches.flatMap(({ when, result }) => [when, result]), expression.otherwise], inner);
        const branches = expression.branches.map((_, i) => `WHEN ${parts[2 * i]} THEN ${parts[2 * i + 1]}`);
        return `CASE ${branches.join(' ')} ELSE ${parts[parts.length - 1]} END`;
      }
      case 'isNull':
        return `(${expressionSql(expression.value, columns, dialect, whereNullMatters(site))} IS NULL)`;
      case 'try':
        return (
          attemptSql(expression.value) ??
          refuse("'try'", {
            reason: `of what may fail has no equal in ${dialect.name}`,
            rewrite: "'try_cast', 'nullif' of a divisor, and 'if' around what fails run there",
          })
        );
      case 'cast': {
        const { value, type, lenient } = expression;
        const sql = dialect.cast(inner(value), value.type, type, lenient, site);
        return sql ?? refuse(`the cast of ${formatType(value.type)} to ${formatType(type)}`, reasonOfCast(value.type, type, dialect.name));
      }
      case 'member':
        return refuse('a member of a ROW', reasonOfLiteral(expression.value.type));
      case 'lambda':
      case 'argument':
        return refuse('a lambda', { reason: 'is a function, which statements do not have' });
    }
  } catch (error) {
    if (error instanceof Unportable) error.span ??= expression.span;
    throw error;
  }
  /** What cannot fail needs no attempt. */
  function attemptSql(value: Expression): string | undefined {
    let fails = false;
    const mayGiveUp = (what: string): never => {
      throw new Unportable(what, "gives up for some values, which 'try' would make NULL");
    };
    const sql = expressionSql(value, columns, dialect, { ...site, mayFail: () => void (fails = true), mayGiveUp });
    return fails ? dialect.attempt(sql) : sql;
  }
  function refuse(what: string, { reason, rewrite }: Reason): never {
    throw new Unportable(what, reason, rewrite);
  }
}
