import type { AggregateFunction, AggregateOverload } from '../../src/functions/declaration.ts';
import { formatType } from '../../src/types/data-type.ts';

/** An argument of an aggregate, by the name of its parameter where that says more than its type. */
function argument(name: string, type: string): string {
  const known: Readonly<Record<string, string>> = {
    n: '10000',
    error: '0.01',
    weight: '1',
    separator: "','",
    overflow_error: 'false',
    filler: "'…'",
    with_count: 'true',
  };
  if (name === 'fraction') return type === 'double' ? '0.5' : 'array[0.25, 0.75]';
  if (known[name]) return known[name];
  const byType: Readonly<Record<string, string>> = {
    bigint: 'n',
    double: 'd',
    real: 'cast(d as real)',
    boolean: 'b',
    varchar: 's',
    timestamp: 'from_unixtime(n)',
    'interval day to second': "interval '1' second",
    'interval year to month': "interval '1' month",
  };
  return byType[type] ?? 's';
}

/** A call of an overload over columns n (BIGINT), d (DOUBLE), s (VARCHAR) and b (BOOLEAN). */
export function callOf(fn: AggregateFunction, { params }: AggregateOverload): string {
  const optional = fn.parameters.filter((p) => p.optional);
  const absent = fn.parameters.length - params.length;
  const given = fn.parameters.filter((p) => !p.optional || optional.indexOf(p) < optional.length - absent);
  return `${fn.name}(${params.map((p, i) => argument(given[i]!.name, formatType(p.type))).join(', ')})`;
}
