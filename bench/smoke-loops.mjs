// The nine tuned queries of bench/compare as loops over the same columns, as one would write them without an engine: each answers the numbers that `check` makes of rows.
const textOf =
  ({ codes, values }) =>
  (row) =>
    values[codes[row]];
const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

/** By the name of the query: what to do with the columns of the log. */
export const loops = {
  'series of counts per minute': ({ columns: { __time__ }, rows }) => {
    const counts = countBy(rows, (row) => Number(__time__[row] / 60n));
    const minutes = [...counts.keys()];
    return [Math.max(...minutes) - Math.min(...minutes) + 1, rows];
  },
  'counts by minute, agent, verb, JSON member': ({ columns: { __time__, agent, verb, object }, rows }) => {
    const [agentOf, verbOf, objectOf] = [agent, verb, object].map(textOf);
    const counts = countBy(rows, (row) => `${__time__[row] / 60n} ${agentOf(row)} ${verbOf(row)} ${JSON.parse(objectOf(row)).resource}`);
    return [counts.size, rows];
  },
  'filters, then groups': ({ columns: { agent, verb, uri, latency }, rows }) => {
    const [agentOf, verbOf, uriOf] = [agent, verb, uri].map(textOf);
    const groups = new Map();
    for (let row = 0; row < rows; row++) {
      if (verbOf(row) !== 'GET' || !(latency[row] > 0.05) || !uriOf(row).includes('leases')) continue;
      const group = groups.get(agentOf(row)) ?? { n: 0, total: 0, max: Number.NEGATIVE_INFINITY };
      group.n++;
      group.total += latency[row];
      group.max = Math.max(group.max, latency[row]);
      groups.set(agentOf(row), group);
    }
    const best = [...groups.values()].sort((a, b) => b.n - a.n).slice(0, 10);
    return [best.length, sum(best.map(({ n }) => n))];
  },
  'moments of all rows': ({ columns: { latency }, rows }) => {
    let [total, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of latency) {
      total += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    const mean = total / rows;
    let squares = 0;
    for (const value of latency) squares += (value - mean) ** 2;
    return [total, mean, min, max, Math.sqrt(squares / (rows - 1))];
  },
  'top of many addresses': ({ columns: { address }, rows }) => topOf(countBy(rows, textOf(address))),
  'top of very many URIs': ({ columns: { uri }, rows }) => topOf(countBy(rows, textOf(uri))),
  'slowest hundred rows': ({ columns: { latency }, rows }) => {
    const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => latency[b] - latency[a]);
    return [100, sum(order.slice(0, 100).map((row) => latency[row]))];
  },
  'regular expression, then groups': ({ columns: { uri }, rows }) => {
    const uriOf = textOf(uri);
    return topOf(countBy(rows, (row) => /\/namespaces\/([^/?]+)/.exec(uriOf(row))?.[1]));
  },
  'join with owners, then groups': ({ columns: { user, latency }, rows, owners }) => {
    const userOf = textOf(user);
    const teamOf = new Map(owners.map((owner) => [owner.user, owner.team]));
    const groups = new Map();
    for (let row = 0; row < rows; row++) {
      const team = teamOf.get(userOf(row));
      if (team === undefined) continue;
      const group = groups.get(team) ?? { n: 0, total: 0 };
      group.n++;
      group.total += latency[row];
      groups.set(team, group);
    }
    const all = [...groups.values()];
    return [all.length, sum(all.map(({ n }) => n)), sum(all.map(({ n, total }) => total / n))];
  },
  'sketches by agent': ({ columns: { agent, address, latency }, rows }) => {
    const [agentOf, addressOf] = [agent, address].map(textOf);
    const groups = new Map();
    for (let row = 0; row < rows; row++) {
      const group = groups.get(agentOf(row)) ?? { seen: new Set(), values: [] };
      group.seen.add(addressOf(row));
      group.values.push(latency[row]);
      groups.set(agentOf(row), group);
    }
    const all = [...groups.values()];
    const percentile = (values) => values.sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1];
    return [all.length, sum(all.map(({ seen }) => seen.size)), sum(all.map(({ values }) => percentile(values)))];
  },
};

function countBy(rows, keyOf) {
  const counts = new Map();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function topOf(counts) {
  const best = [...counts.values()].sort((a, b) => b - a).slice(0, 10);
  return [best.length, sum(best)];
}
