// A service that runs queries of anybody over tables in memory: POST /query with `{ "query": "* | limit 1" }`. Start it with: node examples/http-service/service.mjs
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { createEngine, QueryError, untrustedLimits } from 'logflume';

const maxBodyBytes = 200_000;

/** A server that is not listening yet, over tables by name. */
export function createService(tables) {
  const engine = createEngine({ tables, limits: untrustedLimits });
  // A connection that is closed after Node's 5 seconds of rest may be closed just when its client asks again.
  return createServer({ keepAliveTimeout: 120_000 }, async (request, response) => {
    const answer = (status, body) => {
      if (response.destroyed) return;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method !== 'POST' || request.url !== '/query') return answer(404, { error: 'POST /query with { "query": … }' });
    // A client that leaves takes its query with it.
    const controller = new AbortController();
    response.on('close', () => controller.abort());
    try {
      const { query, params = {} } = JSON.parse(await bodyOf(request));
      if (typeof query !== 'string') return answer(400, { error: "'query' must be a string" });
      const result = await engine.query(query, { params, signal: controller.signal, onLimit: 'partial' });
      answer(200, { rows: result.toArray({ bigint: 'text', timestamp: 'text' }), warnings: result.warnings.map(({ message }) => message) });
    } catch (error) {
      if (error instanceof QueryError) answer(400, { error: error.message, details: error.render() });
      else if (error instanceof SyntaxError || error instanceof TooLarge) answer(400, { error: error.message });
      else {
        console.error(error);
        answer(500, { error: 'the service failed' });
      }
    }
  });
}

class TooLarge extends Error {}

/** The body as a string; what is more than its size may be is read, so that the answer arrives, and dropped. */
async function bodyOf(request) {
  const pieces = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes <= maxBodyBytes) pieces.push(piece);
    else if (bytes > 10 * maxBodyBytes) break;
  }
  if (bytes > maxBodyBytes) throw new TooLarge(`the body is larger than ${maxBodyBytes} bytes`);
  return Buffer.concat(pieces).toString('utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { sampleTables } = await import('./sample.mjs');
  const server = createService(sampleTables());
  server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () =>
    console.log(`listening on http://127.0.0.1:${server.address().port}/query`),
  );
}
