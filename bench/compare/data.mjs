// A made-up API server log, the same for the same seed: columns of numbers, and strings as codes into their values.
const verbs = ['GET', 'LIST', 'WATCH', 'PATCH', 'UPDATE', 'CREATE', 'DELETE', 'DELETECOLLECTION', 'CONNECT', 'POST'];
const resources = ['leases', 'pods', 'nodes', 'events', 'endpoints', 'configmaps', 'secrets', 'services', 'jobs', 'deployments'];
const teams = ['platform', 'network', 'storage', 'security', 'payments', 'search', 'data', 'mobile'];

/** A uniform random number generator (xorshift, G. Marsaglia 2003). */
function uniform(seed) {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

export function makeLog(rows, seed = 42) {
  const random = uniform(seed);
  /** Small numbers are more frequent. */
  const skewed = (n, power = 2) => Math.floor(n * random() ** power);
  const agents = Array.from(
    { length: 50 },
    (_, i) => `component-${i}/v1.${20 + (i % 12)}.${i % 7} (linux/amd64) kubernetes/${(i * 7919 + 2 ** 24).toString(16)}`,
  );
  const users = Array.from({ length: 540 }, (_, i) =>
    i < 400 ? `system:node:node-${i}` : `system:serviceaccount:team-${i % 30}:worker-${i}`,
  );
  const addresses = Array.from({ length: 90_000 }, (_, i) => `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i * 2) & 255}`);
  const objects = Array.from({ length: 6000 }, (_, i) =>
    JSON.stringify({ resource: resources[i % 10], namespace: `team-${i % 30}`, name: `${resources[i % 10]}-${i.toString(36)}` }),
  );
  const paths = Array.from(
    { length: Math.max(1000, Math.floor(rows / 3)) },
    (_, i) =>
      `/api/v1/namespaces/team-${i % 30}/${resources[i % 10]}/${resources[i % 10]}-${i.toString(36)}?resourceVersion=${180_000_000 + i * 5}&timeout=8m15s`,
  );
  const coded = (values, power) => ({ codes: Int32Array.from({ length: rows }, () => skewed(values.length, power)), values });
  const start = 1_734_391_800;
  const times = BigInt64Array.from({ length: rows }, (_, i) => BigInt(start + Math.floor((i * 21_600) / rows) - skewed(4)));
  return {
    rows,
    columns: {
      __time__: times,
      agent: coded(agents, 2),
      verb: coded(verbs, 1.6),
      object: coded(objects, 2.5),
      uri: coded(paths, 1.2),
      status: Int32Array.from({ length: rows }, () => [200, 200, 200, 200, 200, 201, 404, 409, 429, 500][skewed(10, 1)]),
      latency: Float64Array.from(
        { length: rows },
        () => Math.round(1e6 * 0.01 * Math.exp(3 * (random() + random() + random() - 1.5))) / 1e6,
      ),
      user: coded(users, 1.5),
      address: coded(addresses, 3),
    },
    owners: users.filter((_, i) => i % 41 !== 40).map((user, i) => ({ user, team: teams[(i * 7) % 8], tier: 1 + (i % 3) })),
  };
}
