// Compares src/regex with V8's RegExp and re2js in one run: nanoseconds per string, the minimum of several rounds.
import { RE2JS } from 're2js';
import { compileRegex } from '../build/regex/regex.js';

const rows = 200_000;
const rounds = 7;
const tick = () => {};
const verbs = ['GET', 'POST', 'PUT', 'LIST'];
const range = Array.from({ length: rows }, (_, i) => i);
const lines = range.map(
  (i) => `2026-11-28T01:02:03.${i}Z host-${i % 97} app[${i}]: method=${verbs[i % 4]} status=${200 + (i % 300)} bytes=${(i * 7) % 100000}`,
);
const paths = range.map((i) => `/api/v${1 + (i % 3)}/namespaces/ns-${i % 1000}/pods/web-${i}-abcdef?watch=true&resource=${i * 13}`);
const access = range.map(
  (i) => `10.0.${i % 256}.${i % 251} - - [28/Nov/2026:01:02:03 +0000] "${verbs[i % 4]} /index-${i}.html HTTP/1.1" 200 ${i}`,
);
const cases = [
  ['\\bstatus=(\\d{3})\\b', lines],
  ['^/api/v[0-9]+/pods', paths],
  ['(GET|POST) (\\S+)', access],
  ['^/api/v[0-9]+/namespaces/([^/]+)/pods/([^?]+)', paths],
  ['error|fail|timeout', lines],
  ['(?i)STATUS=5\\d\\d', lines],
  ['bytes=(\\d+)$', lines],
  ['[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}', access],
  ['"(\\w+) ([^ ]+) HTTP/([\\d.]+)" (\\d+) (\\d+)', access],
];

/** The minima of functions that take turns, so that a busy moment hits all of them; nanoseconds per string. */
function minima(runs) {
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { count, run }] of runs.entries()) {
      const start = performance.now();
      run(count);
      best[i] = Math.min(best[i], ((performance.now() - start) / count) * 1e6);
    }
  }
  return best.map((ns) => Math.round(ns).toString().padStart(6));
}

console.log('ns per string'.padEnd(52), ' match:  ours     V8  re2js   groups: ours     V8  re2js');
for (const [pattern, strings] of cases) {
  const ours = compileRegex(pattern);
  const slots = ours.newSlots();
  const oracle = RE2JS.compile(pattern);
  const host = new RegExp(pattern.replace('(?i)', ''), pattern.startsWith('(?i)') ? 'i' : '');
  let sum = 0;
  const over = (count, one) => ({
    count,
    run(n) {
      for (let i = 0; i < n; i++) sum += one(strings[i]);
    },
  });
  const slow = rows / 20;
  const times = minima([
    over(rows, (s) => (ours.test(s, tick) ? 1 : 0)),
    over(rows, (s) => (host.test(s) ? 1 : 0)),
    over(slow, (s) => (oracle.matcher(s).find() ? 1 : 0)),
    over(rows, (s) => (ours.find(s, 0, slots, tick) ? s.slice(slots.at(-2), slots.at(-1)).length : 0)),
    over(rows, (s) => host.exec(s)?.at(-1)?.length ?? 0),
    over(slow, (s) => {
      const matcher = oracle.matcher(s);
      return matcher.find() ? matcher.group(oracle.groupCount()).length : 0;
    }),
  ]);
  console.log(
    pattern.padEnd(52),
    '       ',
    times.slice(0, 3).join(' '),
    '        ',
    times.slice(3).join(' '),
    sum > 0 ? '' : 'nothing matches',
  );
}
