import { seededRandom } from './random.ts';
import { alignment, extractShape, shapeDistance, standardized } from './shape-distance.ts';

/** Groups of samples: to which each belongs, numbered from 0 by falling size, and their centers. */
export interface Clustering {
  readonly assignments: Int32Array;
  readonly centers: readonly Float64Array[];
  readonly sizes: readonly number[];
}

export interface ClusterOptions {
  /** Undefined to choose by the silhouette among 2 to 8. */
  readonly count: number | undefined;
  readonly maxIterations: number;
  /** Ends when no center moves by more than this share of the spread. */
  readonly tolerance: number;
  /** Called with the steps taken; throws when the query must stop. */
  readonly tick: (steps: number) => void;
}

/** What makes k-means of a kind: how far a sample is from a center, and the center of samples. */
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

/** First centers far apart (k-means++: D. Arthur and S. Vassilvitskii, SODA 2007). */
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
    let moved = 0;
    samples.forEach((sample, i) => {
      options.tick(sample.length * count);
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      centers.forEach((center, c) => {
        const d = geometry.distance(sample, center);
        if (d < least) {
          least = d;
          best = c;
        }
      });
      if (assignments[i] !== best) moved++;
      assignments[i] = best;
      distances[i] = least;
    });
    if (moved === 0 || iteration >= options.maxIterations) break;
    const next = centers.map((center, c) => {
      const members = samples.filter((_, i) => assignments[i] === c);
      if (members.length > 0) return geometry.center(members, center);
      // An empty group takes the sample that fits worst.
      const worst = distances.indexOf(distances.reduce((most, d) => Math.max(most, d), 0));
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

const restarts = 8;
const maxCompared = 400;

/** How well samples fit their own group against the next one, -1 to 1 (P. J. Rousseeuw, "Silhouettes", 1987), over at most 400 samples. O(400² · length). */
function silhouette(
  samples: readonly Float64Array[],
  assignments: Int32Array,
  count: number,
  { distance }: Geometry,
  { tick }: ClusterOptions,
): number {
  const stride = Math.ceil(samples.length / maxCompared);
  const places = samples.map((_, i) => i).filter((i) => i % stride === 0);
  let sum = 0;
  for (const i of places) {
    const sums = new Float64Array(count);
    const sizes = new Float64Array(count);
    for (const j of places) {
      if (i === j) continue;
      tick(samples[i]!.length);
      sums[assignments[j]!]! += Math.sqrt(distance(samples[i]!, samples[j]!));
      sizes[assignments[j]!]!++;
    }
    const own = assignments[i]!;
    if (sizes[own] === 0) continue; // alone in its group: 0
    const inside = sums[own]! / sizes[own]!;
    const outside = Math.min(...[...sums].map((s, c) => (c === own || sizes[c] === 0 ? Number.POSITIVE_INFINITY : s / sizes[c]!)));
    if (Number.isFinite(outside) && Math.max(inside, outside) > 0) sum += (outside - inside) / Math.max(inside, outside);
  }
  return sum / places.length;
}

/**
 * Groups samples of one length, without gaps, by k-means or by shape. The best of eight reproducible starts; where the number of groups is
 * not given, the one with the best silhouette. O(starts · iterations · samples · groups · length).
 */
export function clusterSamples(given: readonly Float64Array[], method: 'kmeans' | 'kshape', options: ClusterOptions): Clustering {
  const geometry = method === 'kmeans' ? euclidean : shapes;
  const samples = method === 'kmeans' ? given : given.map(standardized);
  const random = seededRandom(20_171);
  const best = (count: number): Run => {
    const runs = Array.from({ length: count === 1 ? 1 : restarts }, () => run(samples, count, geometry, options, random));
    return runs.reduce((a, b) => (b.inertia < a.inertia ? b : a));
  };
  if (options.count !== undefined) return numbered(best(options.count));
  let chosen = best(1);
  let most = 0;
  for (let count = 2; count <= Math.min(8, samples.length - 1); count++) {
    const candidate = best(count);
    const quality = silhouette(samples, candidate.assignments, count, geometry, options);
    if (quality > most + 1e-9) {
      most = quality;
      chosen = candidate;
    }
  }
  return numbered(chosen);
}

/** Groups by falling size, equal ones by their first sample; empty ones are gone. */
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
