// Grouping accuracy of log_patterns: the share of lines whose group holds exactly the lines of one true template, as the LogHub studies measure it.
// Lines in the style of the LogHub systems are made here from templates of our own.
import { createEngine, Table } from 'logflume';

function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const systems = {
  storage: [
    'Received block blk_{id} of size {n} from /{ip}',
    'Receiving block blk_{id} src: /{ip}:{port} dest: /{ip}:{port}',
    'PacketResponder {d} for block blk_{id} terminating',
    'Verification succeeded for blk_{id}',
    'Deleting block blk_{id} file /data/{d}/blk_{id}',
    'BLOCK* NameSystem.addStoredBlock: blockMap updated: {ip}:{port} is added to blk_{id} size {n}',
    'Exception while serving blk_{id} to /{ip}: connection reset',
    'Starting thread to transfer block blk_{id} to {ip}:{port}',
  ],
  ssh: [
    'Failed password for {user} from {ip} port {port} ssh2',
    'Failed password for invalid user {user} from {ip} port {port} ssh2',
    'Accepted publickey for {user} from {ip} port {port} ssh2',
    'Connection closed by {ip} [preauth]',
    'Received disconnect from {ip}: {d}: Bye Bye [preauth]',
    'pam_unix(sshd:auth): authentication failure; logname= uid={d} euid={d} rhost={ip}',
    'reverse mapping checking getaddrinfo for {host} [{ip}] failed',
    'Did not receive identification string from {ip}',
  ],
  web: [
    'jk2_init() Found child {n} in scoreboard slot {d}',
    'workerEnv.init() ok /etc/httpd/conf/workers{d}.properties',
    'mod_jk child workerEnv in error state {d}',
    '[client {ip}] Directory index forbidden by rule: /var/www/{word}/',
    '[client {ip}] File does not exist: /var/www/{word}/{word}.html',
    'loaded modules {list}',
    'caught SIGTERM, shutting down',
    'Server configured -- resuming normal operations',
  ],
  cluster: [
    'Scaled up replica set {word}-{hex} to {d}',
    'Successfully assigned {word}/{word}-{hex} to {host}',
    'Pulling image "registry/{word}:{d}.{d}.{d}"',
    'Successfully pulled image "registry/{word}:{d}.{d}.{d}" in {f}s',
    'Started container {word}',
    'Evicting pods {list} from {host}',
    'Readiness probe failed: HTTP probe failed with statuscode: {n}',
    'Back-off restarting failed container {word} in pod {word}-{hex}',
    'Node {host} status is now: NodeNotReady',
    'etcdserver: request "{hex}" took too long ({f}ms) to execute',
    'Throttling request took {f}s, request: GET:https://{ip}:{port}/api/v1/{word}',
    'lease {word}/{host} renewed by {host} after {f} seconds',
  ],
};
const words = ['billing', 'search', 'cart', 'login', 'report', 'audit', 'media', 'mail'];
const users = ['root', 'admin', 'oracle', 'test', 'guest', 'deploy', 'git', 'ubuntu'];

function fill(template, next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const whole = (most) => Math.floor(next() * most);
  return template.replace(/\{(\w+)\}/g, (_, kind) => {
    switch (kind) {
      case 'id':
        return `${next() < 0.5 ? '-' : ''}${whole(1e9)}${whole(1e9)}`;
      case 'n':
        return String(whole(1e6));
      case 'd':
        return String(whole(10));
      case 'f':
        return (next() * 10).toFixed(3);
      case 'ip':
        return [whole(255), whole(255), whole(255), whole(255)].join('.');
      case 'port':
        return String(1024 + whole(60000));
      case 'hex':
        return whole(2 ** 32)
          .toString(16)
          .padStart(8, '0');
      case 'host':
        return `node-${whole(40)}.example.org`;
      case 'user':
        return pick(users);
      case 'list':
        return Array.from({ length: 1 + whole(3) }, () => pick(words)).join(' ');
      default:
        return pick(words);
    }
  });
}

function accuracy(lines, groups) {
  const truths = new Map();
  const found = new Map();
  lines.forEach(({ truth }, i) => {
    truths.set(truth, (truths.get(truth) ?? 0) + 1);
    const key = groups[i];
    const members = found.get(key) ?? new Map();
    members.set(truth, (members.get(truth) ?? 0) + 1);
    found.set(key, members);
  });
  let right = 0;
  for (const members of found.values()) {
    const [[truth, count]] = members;
    if (members.size === 1 && truths.get(truth) === count) right += count;
  }
  return right / lines.length;
}

export function patterns() {
  process.stdout.write('\n## Log patterns, grouping accuracy (2,000 lines a system, three seeds)\n\n');
  const all = [];
  for (const [system, templates] of Object.entries(systems)) {
    const scores = [1, 2, 3].map((seed) => {
      const next = random(seed);
      const lines = Array.from({ length: 2000 }, () => {
        const truth = templates[Math.floor(next() ** 2 * templates.length)];
        return { truth, text: fill(truth, next) };
      });
      const engine = createEngine({ tables: { logs: Table.from(lines) } });
      const rows = engine
        .querySync(
          `.let model = * | stats lines = array_agg(text) | project id = get_log_patterns(lines).model_id;
          * | extend one = 1 | join ($model | extend one = 1) on one | project p = match_log_patterns(id, text).pattern_id`,
        )
        .toArray();
      return accuracy(
        lines,
        rows.map(({ p }) => String(p)),
      );
    });
    all.push(...scores);
    process.stdout.write(`${system}: ${scores.map((score) => score.toFixed(3)).join(', ')}\n`);
  }
  process.stdout.write(`mean: ${(all.reduce((sum, score) => sum + score, 0) / all.length).toFixed(3)}\n`);
}
