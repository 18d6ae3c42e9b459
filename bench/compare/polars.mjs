// Polars, where `npm install` was run in this folder. It reads how many threads to use when it is loaded.
import { join } from 'node:path';

export async function polars({ folder, names }, threads) {
  process.env.POLARS_MAX_THREADS = String(threads);
  const { default: pl } = await import('nodejs-polars');
  const strings = names.filter((name) => !numbers.includes(name));
  const schema = {
    __time__: pl.Int64,
    status: pl.Int32,
    latency: pl.Float64,
    ...Object.fromEntries(strings.map((name) => [name, pl.String])),
  };
  const read = pl.readCSV(join(folder, 'logs.csv'), { dtypes: schema });
  // Categories, the form in which Polars is fastest on most of these queries.
  const logs = read.withColumns(...strings.map((name) => pl.col(name).cast(pl.Categorical)));
  const owners = pl.readCSV(join(folder, 'owners.csv')).withColumns(pl.col('user').cast(pl.Categorical));
  const queries = queriesOf(pl);
  return {
    name: 'polars',
    load() {},
    /** The rows, or undefined for a query that is not written for Polars. */
    async run({ name }) {
      return queries[name]?.(logs.lazy(), owners.lazy()).collectSync().rows();
    },
  };
}

const numbers = ['__time__', 'status', 'latency'];

function queriesOf(pl) {
  const { col, lit } = pl;
  const n = pl.len().alias('n');
  const text = (name) => col(name).cast(pl.String);
  const top = (frame, count = 10) => frame.sort(col('n'), true).limit(count);
  const minute = col('__time__').minus(col('__time__').modulo(60)).alias('minute');
  return {
    'series of counts per minute': (logs) =>
      logs.groupBy(minute).agg(n).sort(col('minute')).select(col('minute').implode(), col('n').implode()),
    'counts by minute, agent, verb, JSON member': (logs) =>
      logs
        .withColumns(minute, text('object').str.jsonPathMatch('$.resource').alias('r'))
        .groupBy(['minute', 'agent', 'verb', 'r'])
        .agg(n)
        .select(col('n').count().alias('groups'), col('n').sum().alias('total')),
    'filters, then groups': (logs) =>
      top(
        logs
          .filter(text('verb').eq(lit('GET')).and(col('latency').gt(0.05)).and(text('uri').str.contains('leases')))
          .groupBy('agent')
          .agg(n, col('latency').mean().alias('a'), col('latency').max().alias('m')),
      ),
    'moments of all rows': (logs) =>
      logs.select(
        col('latency').sum().alias('s'),
        col('latency').mean().alias('a'),
        col('latency').min().alias('mi'),
        col('latency').max().alias('ma'),
        col('latency').std().alias('sd'),
      ),
    'top of many addresses': (logs) => top(logs.groupBy('address').agg(n)),
    'top of very many URIs': (logs) => top(logs.groupBy('uri').agg(n)),
    'slowest hundred rows': (logs) => logs.sort(col('latency'), true).limit(100).select('__time__', 'latency', 'agent', 'uri'),
    'regular expression, then groups': (logs) =>
      top(logs.withColumns(text('uri').str.extract('/namespaces/([^/?]+)', 1).alias('ns')).groupBy('ns').agg(n)),
    'join with owners, then groups': (logs, owners) =>
      top(logs.join(owners, { on: 'user', how: 'inner' }).groupBy('team').agg(n, col('latency').mean().alias('a')), 100),
    'sketches by agent': (logs) => logs.groupBy('agent').agg(col('address').nUnique().alias('d'), col('latency').quantile(0.95).alias('p')),
    'exact distinct by verb': (logs) => logs.groupBy('verb').agg(col('address').nUnique().alias('n')),
    'exact median by status': (logs) => logs.groupBy('status').agg(col('latency').median().alias('m')),
    'join of two large tables': (logs) =>
      logs
        .select('address', 'latency')
        .join(logs.groupBy('address').agg(n), { on: 'address', how: 'inner' })
        .select(col('n').count().alias('count'), col('latency').sum().alias('s')),
  };
}
