// Starts the servers that tests of backends and the benchmark of clusters need, on free ports of loopback, and ends them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

const isThere = (command) => spawnSync('which', [command]).status === 0;

/** Installs what is missing: Debian's ClickHouse of 2018, and chdb, which is ClickHouse of today in process. @throws where that fails. */
export function install() {
  if (!isThere('clickhouse-server')) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'clickhouse-server']);
  }
  // Not `npm ci`: the binaries of other systems, which a lock file must name, may not be in the registry.
  if (!existsSync(join(here, 'node_modules/chdb')))
    run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
}

/** Ports that nobody listens on. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) =>
          createServer().listen(0, '127.0.0.1', function listening() {
            resolve(this);
          }),
        ),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function answers(url, child) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server of ${url} ended with code ${child.exitCode}`);
    const answer = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (answer.startsWith('Ok')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server of ${url} does not answer`);
}

const users = `<yandex><profiles><default/></profiles><users>
<default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
<guarded><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></guarded>
</users><quotas><default/></quotas></yandex>`;

const configOf = (
  folder,
  [http, tcp, inter],
  shards,
) => `<yandex><logger><level>error</level><log>${folder}/log</log><errorlog>${folder}/errors</errorlog></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${inter}</interserver_http_port>
<listen_host>127.0.0.1</listen_host><interserver_http_host>127.0.0.1</interserver_http_host>
<path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><format_schema_path>${folder}/schemas/</format_schema_path>
<users_config>${folder}/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>100000000</mark_cache_size><timezone>UTC</timezone>
<remote_servers><c3>${shards.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`).join('')}</c3></remote_servers></yandex>`;

/** Servers of Debian's ClickHouse, which know each other as the cluster `c3`. `maxFileKilobytes`: what one file of theirs may have, as on a disk that is full. */
export async function startEarly(count = 3, { maxFileKilobytes } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'logflume-clickhouse-'));
  const ports = await freePorts(3 * count);
  const own = Array.from({ length: count }, (_, i) => ports.slice(3 * i, 3 * i + 3));
  const children = own.map((list, i) => {
    const home = join(folder, String(i));
    for (const part of ['data', 'tmp', 'schemas']) mkdirSync(join(home, part), { recursive: true });
    writeFileSync(join(home, 'users.xml'), users);
    writeFileSync(
      join(home, 'config.xml'),
      configOf(
        home,
        list,
        own.map(([, tcp]) => tcp),
      ),
    );
    const limit = maxFileKilobytes === undefined ? '' : `trap '' XFSZ; ulimit -f ${2 * maxFileKilobytes}; `;
    return spawn('sh', ['-c', `${limit}exec clickhouse-server --config-file='${join(home, 'config.xml')}'`], { stdio: 'ignore' });
  });
  return ready(
    children,
    own.map(([http]) => `http://127.0.0.1:${http}/`),
    folder,
  );
}

/** Servers of ClickHouse of today; they do not know each other. */
export async function startModern(count = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'logflume-chdb-'));
  const ports = await freePorts(count);
  const children = ports.map((port) =>
    spawn(process.execPath, [join(here, 'chdb-server.mjs'), String(port), join(folder, String(port))], { stdio: 'ignore' }),
  );
  return ready(
    children,
    ports.map((port) => `http://127.0.0.1:${port}/`),
    folder,
  );
}

async function ready(children, urls, folder) {
  const stop = async () => {
    await Promise.all(
      children
        .filter((child) => child.exitCode === null && child.signalCode === null)
        .map(
          (child) =>
            new Promise((resolve) => {
              child.once('exit', resolve);
              child.kill('SIGKILL');
            }),
        ),
    );
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(urls.map((url, i) => answers(url, children[i])));
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, pids: children.map(({ pid }) => pid), stop };
}

/** Sends a statement. */
export async function ask(url, statement) {
  const response = await fetch(url, { method: 'POST', body: statement });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
