import type { HostCall } from './functions/host-call.ts';
import { callOf, instantAnswer, instantColumns, rangeAnswer, rangeColumns } from './promql/calls.ts';
import type { DataSource } from './settings.ts';
import { Table } from './vectors/table.ts';

/**
 * What answers `… | prom-call promql_query_range('<PromQL>', '<step>')` and `promql_query('<PromQL>')` over the rows of metrics before it:
 * `createEngine({ calls: { prom: promqlCalls } })`. Needs the package `@prometheus-io/lezer-promql`.
 */
export const promqlCalls: Readonly<Record<'promql_query_range' | 'promql_query', HostCall>> = {
  promql_query_range: callOf(
    rangeAnswer,
    rangeColumns,
    'Answers a PromQL query at every step of the window, one row per series with arrays of times and values.',
    true,
  ),
  promql_query: callOf(instantAnswer, instantColumns, 'Answers a PromQL query at the end of the window, one row per series.', false),
};

/**
 * The source `.metricstore` over tables of metrics: `with(promql_query='<PromQL>', range='<step>')` answers a query, and without arguments, or with others, it gives the rows
 * themselves, as for a `prom-call` that follows. `metrics` loads them, and gets the arguments and the query window.
 */
export function metricStore(metrics: Table | DataSource): DataSource {
  return async (args, context) => {
    const table = metrics instanceof Table ? metrics : await metrics(args, context);
    const { promql_query: query, range } = args;
    if (typeof query !== 'string') return table;
    const step = typeof range === 'string' ? range : undefined;
    const work = rangeAnswer(table, { query, step, window: context.window }, context);
    for (;;) {
      const next = work.next();
      if (next.done) return next.value;
      context.tick();
    }
  };
}
