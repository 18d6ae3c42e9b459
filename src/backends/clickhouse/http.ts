import { reasonOf } from '../../diagnostics/as-query-error.ts';
import { BackendError, type RunOptions } from '../backend.ts';

/** Where a server is, and who asks. */
export interface Connection {
  readonly url: string;
  readonly database?: string;
  readonly username?: string;
  readonly password?: string;
  /** Headers of every request, such as those of a proxy. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Settings of every statement. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Does requests in place of the global `fetch`: for proxies, and certificates of one's own. */
  readonly fetch?: typeof fetch;
}

/** How often a server is asked that cannot be reached, and milliseconds between. */
const pauses = [100, 400];

let statements = 0;

/** Sends a statement; what comes back is a stream of bytes. It is sent again only as long as no answer has begun. @throws BackendError */
export async function send(
  connection: Connection,
  statement: string,
  settings: Readonly<Record<string, string | number>>,
  signal?: AbortSignal,
): Promise<Response> {
  const { url, database, username, password, headers = {}, fetch: request = fetch } = connection;
  const target = new URL(url);
  const parameters = { ...(database === undefined ? {} : { database }), ...settings, ...connection.settings };
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, String(value));
  const own = {
    ...headers,
    ...(username === undefined ? {} : { 'X-ClickHouse-User': username }),
    ...(password === undefined ? {} : { 'X-ClickHouse-Key': password }),
  };
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await request(target, { method: 'POST', body: statement, headers: own, ...(signal ? { signal } : {}) });
      if (response.ok) return response;
      throw failureOf(wordsOf(await response.text(), response.status));
    } catch (error) {
      if (error instanceof BackendError || signal?.aborted) throw error;
      const pause = pauses[attempt];
      if (pause === undefined)
        throw new BackendError(`${target.host} cannot be reached: ${reasonOf(causeOf(error))}`, 'failed', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** `fetch` says no more than that it failed; its cause says why. */
const causeOf = (error: unknown): unknown => (error instanceof Error && error.cause instanceof Error ? error.cause : error);

/** What the server has read of a statement, asked four times a second; it may forbid to ask. */
function watched(connection: Connection, id: string, onProgress: NonNullable<RunOptions['onProgress']>): ReturnType<typeof setInterval> {
  let asking = false;
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const [row] = await ask(connection, `SELECT read_rows, total_rows_approx FROM system.processes WHERE query_id = '${id}'`).catch(
      () => [],
    );
    asking = false;
    if (row) onProgress(Number(row[0]), Number(row[1]) > 0 ? Math.max(Number(row[0]), Number(row[1])) : undefined);
  };
  return setInterval(() => void look(), 250);
}

/** What a server says, by its code: 396 is more rows than asked for, 241 more memory. */
export function failureOf(words: string): BackendError {
  const code = /^Code: (\d+)/.exec(words)?.[1];
  return new BackendError(words, code === '396' ? 'rows' : code === '241' ? 'memory' : 'failed');
}

/** What a server says of a failure, without its stack. */
function wordsOf(text: string, status: number): string {
  const words = text
    .trim()
    .replace(/, e\.what\(\) = .*/s, '')
    .replace(/\s*Stack trace:.*/s, '');
  return words === '' ? `the server answered with status ${status}` : words.slice(0, 1000);
}

/** The rows of a small statement, as arrays of strings. */
export async function ask(
  connection: Connection,
  statement: string,
  settings: Readonly<Record<string, string | number>> = {},
  signal?: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const text = await (await send(connection, `${statement} FORMAT TabSeparated`, settings, signal)).text();
  const unescaped = (cell: string): string =>
    cell.replace(/\\(.)/g, (_, sign: string) => ({ n: '\n', t: '\t', r: '\r', 0: '\0', b: '\b', f: '\f' })[sign] ?? sign);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t').map(unescaped));
}

/** The bytes of a large statement, with limits of the server's own; the server is told to stop when the signal says so. */
export async function* bytesOf(
  connection: Connection,
  statement: string,
  settings: Readonly<Record<string, string | number>>,
  { signal, timeout, maxRows, onProgress }: RunOptions,
): AsyncGenerator<Uint8Array> {
  const id = `logflume-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${statements++}`;
  const kill = (): void => void ask(connection, `KILL QUERY WHERE query_id = '${id}' ASYNC`).catch(() => {}); // it may have ended
  const limits = {
    readonly: 2,
    max_execution_time: Math.max(1, Math.ceil(timeout / 1000)),
    ...(Number.isFinite(maxRows) ? { max_result_rows: maxRows + 1, result_overflow_mode: 'throw' } : {}),
    query_id: id,
  };
  const stop = new AbortController();
  const abort = (): void => {
    if (stop.signal.aborted) return;
    kill();
    stop.abort();
  };
  const watching = onProgress && watched(connection, id, onProgress);
  const timer = setTimeout(abort, Math.min(timeout, 2 ** 31 - 1));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let ended = false;
  try {
    const { body } = await send(connection, `${statement} FORMAT Native`, { ...limits, ...settings }, stop.signal);
    const reader = body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
    ended = true;
  } catch (error) {
    ended = error instanceof BackendError;
    throw error instanceof BackendError
      ? error
      : new BackendError(`the connection was lost: ${reasonOf(causeOf(error))}`, 'failed', { cause: error });
  } finally {
    clearTimeout(timer);
    clearInterval(watching);
    signal.removeEventListener('abort', abort);
    if (!ended) abort();
  }
}
