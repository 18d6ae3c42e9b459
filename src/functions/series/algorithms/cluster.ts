import { seededRandom } from './random.ts';
import { alignment, extractShape, shapeDistance, standardized } from './shape-distance.ts';

/** The cluster of each sample, numbered from 0 by decreasing size, and the center and size of each cluster. */
export interface Clustering {
  readonly assignments: Int32Array;
  readonly centers: readonly Float64Array[];
  readonly sizes: readonly number[];
}

export interface ClusterOptions {
  /** Undefined to choose by the silhouette. */
  readonly count: number | undefined;
  readonly maxIterations: number;
  /** A run ends when no center moves farther than this, relative to the length of the first center. */
  readonly tolerance: number;
  /** Called with the steps taken; throws when the query must stop. */
  readonly tick: (steps: number) => void;
}

/** What k-means works with: the distance of a sample from a center, and the center of samples. */
interface Geometry {
  readonly distance: (sample: Float64Array, center: Float64Array) => number;
  readonly center: (members: readonly Float64Array[], before: Float64Array) => Float64Array;
}

const squared = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
};

const euclidean: Geometry = {
  distance: squared,
  center(members, before) {
    const out = new Float64Array(before.length);
    for (const member of members) for (let i = 0; i < out.length; i++) out[i]! += member[i]! / members.length;
    return out;
  },
};

/** J. Paparrizos and L. Gravano, "k-Shape: Efficient and Accurate Clustering of Time Series", SIGMOD 2015. */
const shapes: Geometry = {
  distance: (sample, center) => shapeDistance(sample, center) ** 2,
  center: (members, before) => extractShape(members.map((member) => alignment(member, before))),
};

/** The same geometry, which tells the steps that it takes. */
const metered = ({ distance, center }: Geometry, tick: (steps: number) => void): Geometry => ({
  distance(sample, other) {
    tick(stepsPerPoint * sample.length);
    return distance(sample, other);
  },
  center(members, before) {
    tick(stepsPerPoint * members.length * before.length);
    return center(members, before);
  },
});

/** Distances of shapes are Fourier transforms, which take some steps per point. */
const stepsPerPoint = 8;

/** First centers that are far apart (k-means++: D. Arthur and S. Vassilvitskii, SODA 2007). */
function firstCenters(samples: readonly Float64Array[], count: number, { distance }: Geometry, random: () => number): Float64Array[] {
  const centers = [samples[Math.floor(random() * samples.length)]!];
  const nearest = Float64Array.from(samples, (sample) => distance(sample, centers[0]!));
  while (centers.length < count) {
    const total = nearest.reduce((sum, d) => sum + d, 0);
    let left = random() * total;
    let chosen = 0;
    while (chosen < samples.length - 1 && (left -= nearest[chosen]!) > 0) chosen++;
    const center = samples[chosen]!;
    centers.push(center);
    samples.forEach((sample, i) => {
      nearest[i] = Math.min(nearest[i]!, distance(sample, center));
    });
  }
  return centers;
}

interface Run {
  readonly assignments: Int32Array;
  readonly centers: Float64Array[];
  readonly inertia: number;
}

function run(samples: readonly Float64Array[], count: number, geometry: Geometry, options: ClusterOptions, random: () => number): Run {
  let centers = firstCenters(samples, count, geometry, random);
  const assignments = new Int32Array(samples.length).fill(-1);
  const distances = new Float64Array(samples.length);
  for (let iteration = 0; ; iteration++) {
    let changed = 0;
    samples.forEach((sample, i) => {
      let best = 0;
      let minDistance = Number.POSITIVE_INFINITY;
      centers.forEach((center, c) => {
        const d = geometry.distance(sample, center);
        if (d < minDistance) {
          minDistance = d;
          best = c;
        }
      });
      if (assignments[i] !== best) changed++;
      assignments[i] = best;
      distances[i] = minDistance;
    });
    if (changed === 0 || iteration >= options.maxIterations) break;
    const next = centers.map((center, c) => {
      const members = samples.filter((_, i) => assignments[i] === c);
      if (members.length > 0) return geometry.center(members, center);
      // The center of an empty cluster becomes the sample that is farthest from its own.
      const worst = distances.indexOf(distances.reduce((max, d) => Math.max(max, d), 0));
      distances[worst] = 0;
      return samples[worst]!;
    });
    const shift = Math.max(...next.map((center, c) => Math.sqrt(squared(center, centers[c]!))));
    const scale = Math.sqrt(squared(centers[0]!, new Float64Array(centers[0]!.length))) || 1;
    centers = next;
    if (shift <= options.tolerance * scale) break;
  }
  return { assignments, centers, inertia: distances.reduce((sum, d) => sum + d, 0) };
}

/** The best of so many starts is kept: a single start may end in a poor local optimum. */
const restarts = 8;
/** The silhouette compares at most this many samples with each other. */
const maxCompared = 400;
/** The most clusters that are tried where their number is not given. */
const maxTried = 8;
/** A silhouette must be larger by this much to be better: less is rounding error. */
const minImprovement = 1e-9;
/** Any fixed seed: the same samples always give the same clusters. */
const seed = 20_171;

/** How much better samples fit their own cluster than the next one, -1 to 1 (P. J. Rousseeuw, "Silhouettes", 1987), over at most 400 samples. O(400² · length). */
function silhouette(samples: readonly Float64Array[], assignments: Int32Array, count: number, { distance }: Geometry): number {
  const stride = Math.ceil(samples.length / maxCompared);
  const compared = samples.map((_, i) => i).filter((i) => i % stride === 0);
  let sum = 0;
  for (const i of compared) {
    const sums = new Float64Array(count);
    const sizes = new Float64Array(count);
    for (const j of compared) {
      if (i === j) continue;
      sums[assignments[j]!]! += Math.sqrt(distance(samples[i]!, samples[j]!));
      sizes[assignments[j]!]!++;
    }
    const own = assignments[i]!;
    if (sizes[own] === 0) continue; // alone in its cluster: 0
    const inside = sums[own]! / sizes[own]!;
    const outside = Math.min(...[...sums].map((s, c) => (c === own || sizes[c] === 0 ? Number.POSITIVE_INFINITY : s / sizes[c]!)));
    if (Number.isFinite(outside) && Math.max(inside, outside) > 0) sum += (outside - inside) / Math.max(inside, outside);
  }
  return sum / compared.length;
}

/**
 * Groups samples of the same length, without gaps, by value or by shape. Of several reproducible starts the best is kept; if the number of
 * clusters is not given, the one with the best silhouette is. O(starts · iterations · samples · clusters · length).
 */
export function clusterSamples(given: readonly Float64Array[], method: 'kmeans' | 'kshape', options: ClusterOptions): Clustering {
  const geometry = metered(method === 'kmeans' ? euclidean : shapes, options.tick);
  const samples = method === 'kmeans' ? given : given.map(standardized);
  const random = seededRandom(seed);
  const best = (count: number): Run => {
    const runs = Array.from({ length: count === 1 ? 1 : restarts }, () => run(samples, count, geometry, options, random));
    return runs.reduce((a, b) => (b.inertia < a.inertia ? b : a));
  };
  if (options.count !== undefined) return numbered(best(options.count));
  let chosen = best(1);
  let bestQuality = 0;
  for (let count = 2; count <= Math.min(maxTried, samples.length - 1); count++) {
    const candidate = best(count);
    const quality = silhouette(samples, candidate.assignments, count, geometry);
    if (quality > bestQuality + minImprovement) {
      bestQuality = quality;
      chosen = candidate;
    }
  }
  return numbered(chosen);
}

/** The clusters by decreasing size, those of equal size by their first sample; empty ones are removed. */
function numbered({ assignments, centers }: Run): Clustering {
  const groups = centers
    .map((center, c) => ({ center, c, size: assignments.filter((a) => a === c).length, first: assignments.indexOf(c) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size || a.first - b.first);
  const numbers = new Map(groups.map(({ c }, i) => [c, i]));
  return {
    assignments: assignments.map((c) => numbers.get(c)!),
    centers: groups.map(({ center }) => center),
    sizes: groups.map(({ size }) => size),
  };
}
