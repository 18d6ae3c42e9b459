// A worker that runs a query until it is told to cancel.
import { createEngine, QueryError, Table, untrustedLimits } from '/dist/index.js';

const engine = createEngine({ tables: { logs: Table.fromColumns({ x: Float64Array.from({ length: 3000 }, (_, i) => i) }) }, limits: untrustedLimits });
const controller = new AbortController();

onmessage = async ({ data }) => {
  if (data === 'cancel') return controller.abort();
  postMessage('running');
  const code = await engine
    .query(data, { signal: controller.signal })
    .then(() => 'rows', (error) => (error instanceof QueryError ? error.diagnostics[0].code : String(error)));
  postMessage({ code });
};
