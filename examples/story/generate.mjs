// A seeded generator of Kubernetes API-server access logs with faults planted in them.
// Nothing here knows the engine, and the demo knows nothing of the faults.

/** Uniform random numbers in [0, 1) from a seed (Mulberry32, public domain). */
export function randomFrom(seed) {
  let state = (seed * 2654435761) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(random, mean) {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Draws an index in proportion to weights. */
function sampler(weights) {
  const sums = [];
  let total = 0;
  for (const weight of weights) sums.push((total += weight));
  return (random) => {
    const wanted = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const zipf = (count, exponent) => Array.from({ length: count }, (_, i) => (i + 1) ** -exponent);

export const verbs = ['GET', 'LIST', 'WATCH', 'UPDATE', 'PATCH', 'CREATE', 'DELETE', 'DELETECOLLECTION', 'CONNECT', 'PROXY'];
const verbWeights = [38, 17, 20, 11, 6, 4, 2, 0.5, 0.9, 0.6];

const namedResources =
  'leases pods nodes configmaps secrets endpoints services events deployments replicasets namespaces endpointslices serviceaccounts jobs statefulsets daemonsets persistentvolumes persistentvolumeclaims ingresses customresourcedefinitions horizontalpodautoscalers poddisruptionbudgets storageclasses volumeattachments csinodes tokenreviews subjectaccessreviews'.split(
    ' ',
  );
export const resources = [
  ...namedResources,
  ...Array.from({ length: 105 - namedResources.length }, (_, i) => `widgets${String(i + 1).padStart(2, '0')}.example.com`),
];

const clientNames =
  'kubelet kube-controller-manager kube-scheduler kube-apiserver kube-proxy coredns cluster-autoscaler prometheus argocd flux metrics-server cert-manager external-dns ingress-nginx istiod calico-node cilium-agent velero keda kubectl helm node-problem-detector'.split(
    ' ',
  );
export const userAgents = Array.from({ length: 52 }, (_, i) => {
  const name = clientNames[i % clientNames.length];
  return `${name}${i < clientNames.length ? '' : `-${Math.floor(i / clientNames.length) + 1}`}/v1.${24 + (i % 8)}.${i % 5} (linux/amd64) kubernetes/${(0xa51f3d + i * 7919).toString(16)}`;
});

const groupOf = {
  leases: 'coordination.k8s.io',
  deployments: 'apps',
  replicasets: 'apps',
  statefulsets: 'apps',
  daemonsets: 'apps',
  jobs: 'batch',
  ingresses: 'networking.k8s.io',
  endpointslices: 'discovery.k8s.io',
};
const clusterWide = new Set([
  'nodes',
  'namespaces',
  'persistentvolumes',
  'customresourcedefinitions',
  'storageclasses',
  'volumeattachments',
  'csinodes',
]);

/**
 * @typedef {{ verb?: string, resource?: string, userAgent?: string, factor: number }} Fault
 * @typedef {{ lines?: number, seed?: number, hours?: number, start?: number, faultMinute?: number, faultLength?: number, faults?: Fault[] }} LogOptions
 */

/** The fault of the story: GETs of leases at seven times their usual rate. */
export const leaseSurge = { verb: 'GET', resource: 'leases', factor: 7 };

/** A fault drawn from the generator's own popular verbs and resources. */
export function randomFault(seed) {
  const random = randomFrom(seed ^ 0x5f3759df);
  const shape = random();
  const fault = { factor: 5 + 6 * random() };
  if (shape < 0.75) fault.resource = resources[Math.floor(random() * 6)];
  if (shape < 0.5 || shape >= 0.75) fault.verb = verbs[Math.floor(random() * 4)];
  if (shape >= 0.75) fault.userAgent = userAgents[Math.floor(random() * 5)];
  return fault;
}

/** Reads `verb=GET,resource=leases,x=7`. */
export function readFault(text) {
  const fault = { factor: 7 };
  for (const pair of text.split(',')) {
    const [name, ...rest] = pair.split('=');
    const value = rest.join('=');
    if (name === 'x') fault.factor = Number(value);
    else if (name === 'verb' || name === 'resource' || name === 'userAgent') fault[name] = value;
    else throw new Error(`a fault is written verb=…,resource=…,userAgent=…,x=factor; found '${pair}'`);
  }
  return fault;
}

/**
 * Yields the lines of a log, in the order of their times.
 * @param {LogOptions} options
 */
export function* generateLog(options) {
  for (const { request } of generateRequests(options)) yield JSON.stringify(request);
}

/**
 * Yields the requests of a log, the moment of each in milliseconds, and whether it was slowed down.
 * @param {LogOptions} options
 */
export function* generateRequests({
  lines = 320_000,
  seed = 7,
  hours = 6,
  start = 1734382800,
  faultMinute,
  faultLength = 15,
  faults = [leaseSurge],
} = {}) {
  const random = randomFrom(seed);
  const minutes = Math.round(hours * 60);
  const faultAt = faultMinute ?? Math.floor(minutes * (0.55 + 0.3 * random()));
  const perMinute = lines / minutes;
  // Every client has its own taste for resources and verbs; all of them look after leases.
  const client = sampler(zipf(userAgents.length, 0.9));
  const tastes = userAgents.map(() => {
    const weights = zipf(resources.length, 1.05).map((weight) => weight * Math.exp(0.4 * normal(random)));
    return { resource: sampler(weights), verb: sampler(verbWeights.map((weight) => weight * Math.exp(0.25 * normal(random)))) };
  });
  const phase = random() * 2 * Math.PI;
  for (let minute = 0; minute < minutes; minute++) {
    const rhythm = 1 + 0.25 * Math.sin((2 * Math.PI * minute) / 1440 + phase) + 0.05 * Math.sin((2 * Math.PI * minute) / 60);
    const count = poisson(random, perMinute * rhythm * Math.exp(0.015 * normal(random)));
    const faulty = minute >= faultAt && minute < faultAt + faultLength;
    const draw = () => {
      const ua = client(random);
      return {
        ua,
        resource: resources[tastes[ua].resource(random)],
        verb: verbs[tastes[ua].verb(random)],
        extra: false,
        at: random() * 60,
      };
    };
    const events = Array.from({ length: count }, draw);
    // A fault adds requests of its kind, as independent of each other as the usual ones.
    for (const fault of faulty ? faults : []) {
      for (let i = poisson(random, count * (fault.factor - 1)); i > 0; i--) {
        const event = draw();
        if (matches(event, fault)) events.push({ ...event, extra: true });
      }
    }
    events.sort((a, b) => a.at - b.at);
    for (const event of events) yield requestOf(event, start + minute * 60, faulty, random);
  }
}

function matches(event, { verb, resource, userAgent }) {
  return (!verb || verb === event.verb) && (!resource || resource === event.resource) && (!userAgent || userAgent === userAgents[event.ua]);
}

function requestOf({ ua, resource, verb, extra, at }, minuteStart, faulty, random) {
  const namespace = clusterWide.has(resource) ? undefined : `team-${1 + Math.floor(random() ** 2 * 40)}`;
  const single = !['LIST', 'WATCH', 'CREATE', 'DELETECOLLECTION'].includes(verb);
  const name = single ? `${resource.slice(0, 12)}-${Math.floor(random() ** 2 * 400)}` : undefined;
  const group = groupOf[resource] ?? (resource.includes('.') ? resource.slice(resource.indexOf('.') + 1) : undefined);
  const objectRef = {
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(group ? { apiGroup: group } : {}),
    apiVersion: 'v1',
  };
  const path = `${group ? `/apis/${group}/v1` : '/api/v1'}${namespace ? `/namespaces/${namespace}` : ''}/${resource}${name ? `/${name}` : ''}`;
  const slow = faulty ? 2.2 : 1;
  const latency = Math.exp(-5.2 + 0.9 * normal(random)) * slow * (verb === 'WATCH' ? 200 : verb === 'LIST' ? 4 : 1);
  const failed = random() < (extra ? 0.06 : 0.008);
  const request = {
    __time__: minuteStart + Math.floor(at),
    verb,
    requestURI: path,
    userAgent: userAgents[ua],
    user:
      ua < 1 ? `system:node:node-${1 + Math.floor(random() * 120)}` : `system:serviceaccount:kube-system:${userAgents[ua].split('/')[0]}`,
    sourceIP: `10.${Math.floor(random() * 4)}.${Math.floor(random() * 64)}.${1 + Math.floor(random() * 250)}`,
    objectRef,
    code: failed ? (extra ? 429 : 404) : verb === 'CREATE' ? 201 : 200,
    latency: Number(latency.toFixed(6)),
  };
  return { request, moment: (minuteStart + at) * 1000, slow: faulty };
}
