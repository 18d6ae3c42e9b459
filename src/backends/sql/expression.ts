import type { Expression } from '../../operators/expressions/expression.ts';
import { formatType } from '../../types/data-type.ts';
import { type Dialect, literalOf, type Site } from './dialect.ts';
import { Unportable } from './unportable.ts';

/** The SQL of an expression over columns. @throws Unportable where it has none with the same result for every value. */
export function expressionSql(expression: Expression, columns: readonly string[], dialect: Dialect, site: Site): string {
  const inner = (e: Expression): string => expressionSql(e, columns, dialect, site);
  try {
    switch (expression.kind) {
      case 'column':
        return columns[expression.index]!;
      case 'literal':
        return dialect.literal(expression.value, expression.type) ?? refuse(`a literal of type ${formatType(expression.type)}`);
      case 'call': {
        const { fn, args, type, span } = expression;
        const known = dialect.calls.get(fn.name);
        if (!known) refuse(`function '${fn.name}'`);
        const call = {
          name: fn.name,
          args: args.map(inner),
          types: args.map((arg) => arg.type),
          literals: args.map(literalOf),
          returns: type,
          span,
        };
        return known(call, site) ?? refuse(`function '${fn.name}' with these arguments`);
      }
      case 'and':
      case 'or':
        return `(${expression.args.map(inner).join(` ${expression.kind.toUpperCase()} `)})`;
      case 'coalesce':
        return `coalesce(${expression.args.map(inner).join(', ')})`;
      case 'case': {
        const branches = expression.branches.map(({ when, result }) => `WHEN ${inner(when)} THEN ${inner(result)}`);
        return `CASE ${branches.join(' ')} ELSE ${inner(expression.otherwise)} END`;
      }
      case 'isNull':
        return `(${inner(expression.value)} IS NULL)`;
      case 'try':
        return dialect.attempt(expressionSql(expression.value, columns, dialect, { ...site, mayFail: () => {} })) ?? refuse("'try'");
      case 'cast': {
        const { value, type, lenient } = expression;
        const sql = dialect.cast(inner(value), value.type, type, lenient, site);
        return sql ?? refuse(`the cast of ${formatType(value.type)} to ${formatType(type)}`);
      }
      case 'member':
        return refuse('a member of a ROW');
      case 'lambda':
      case 'argument':
        return refuse('a lambda');
    }
  } catch (error) {
    if (error instanceof Unportable) error.span ??= expression.span;
    throw error;
  }
  function refuse(what: string): never {
    throw new Unportable(what, `has no equal in ${dialect.name} for every value`);
  }
}
