// node chdb-server.mjs PORT FOLDER: the HTTP interface of ClickHouse, as far as the backend uses it, before chdb.
import { createServer } from 'node:http';
import { Session } from 'chdb';

const [port, folder] = process.argv.slice(2);
const session = new Session(folder);
const unsupported = new Set(['query_id', 'database', 'readonly', 'default_format', 'user', 'password']);

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

const server = createServer(async (request, response) => {
  try {
    const { searchParams } = new URL(request.url, 'http://localhost');
    if (request.method === 'GET' && !searchParams.has('query')) return response.end('Ok.\n');
    const [, statement, format = 'TabSeparated'] = /^(.*?)(?:\s+FORMAT\s+(\w+))?\s*$/s.exec(
      `${searchParams.get('query') ?? ''}${await body(request)}`,
    );
    const settings = [...searchParams]
      .filter(([name]) => name !== 'query' && !unsupported.has(name))
      .map(([name, value]) => `${name} = ${/^[\d.]+$/.test(value) ? value : `'${value}'`}`);
    const reads = /^\s*(?:SELECT|WITH|EXPLAIN)\b/i.test(statement);
    const result = await session.queryAsync(`${statement}${reads && settings.length > 0 ? ` SETTINGS ${settings.join(', ')}` : ''}`, {
      format,
    });
    response.end(Buffer.from(result.bytes()));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error?.message ?? error));
  }
});
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  session.cleanup?.();
  process.exit(0);
});
