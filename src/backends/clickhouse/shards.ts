import type { RemoteTableDefinition } from '../../operators/plan/plan.ts';
import type { Shards } from '../backend.ts';
import { clickhouseString } from '../sql/clickhouse-literal.ts';
import { ask, type Connection } from './http.ts';

/** Which shards answer, of the clusters over which `Distributed` tables are spread: each is asked which of the cluster's it is. @throws BackendError */
export async function shardsOf(
  connection: Connection,
  tables: readonly RemoteTableDefinition[],
  signal: AbortSignal,
): Promise<readonly Shards[]> {
  const listed = tables.map(({ stored }) => clickhouseString(stored)).join(', ');
  const engines = await ask(
    connection,
    `SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND engine = 'Distributed' AND name IN (${listed})`,
    {},
    signal,
  );
  const names = engines.flatMap(([engine]) => /^Distributed\('?([^',]+)/.exec(engine!)?.[1] ?? []);
  const found: Shards[] = [];
  for (const cluster of new Set(names)) {
    const name = clickhouseString(cluster);
    const known = await ask(connection, `SELECT shard_num, host_name, port FROM system.clusters WHERE cluster = ${name}`, {}, signal);
    const answers = await ask(
      connection,
      `SELECT DISTINCT shard_num FROM cluster(${name}, system, clusters) WHERE cluster = ${name} AND is_local = 1`,
      { skip_unavailable_shards: 1 },
      signal,
    );
    const live = new Set(answers.map(([shard]) => shard));
    const shown = (isLive: boolean): readonly string[] => [
      ...new Set(known.filter(([shard]) => live.has(shard) === isLive).map(([shard, host, port]) => `${shard} (${host}:${port})`)),
    ];
    found.push({ cluster, answering: shown(true), missing: shown(false) });
  }
  return found;
}
