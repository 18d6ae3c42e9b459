import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { clusterSamples } from './algorithms/cluster.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { fillLinear } from './algorithms/gaps.ts';
import { ignored, number, optionTexts, whole } from './options.ts';
import { answerRow, toFloats } from './series-form.ts';

const row = answerRow({ assignments: arrayOf(bigint), centers: arrayOf(arrayOf(double)), sizes: arrayOf(bigint), n_clusters: bigint });
const options = optionTexts({
  n_clusters: whole(1, 1000),
  max_iter: whole(1, 10_000),
  tol: number(0, 1),
  init_mode: ignored,
  metric: ignored,
});

const maxSamples = 50_000;

function evaluate(
  samples: readonly (readonly (number | null)[] | null)[],
  method: string,
  text: string | undefined,
  { tick }: CallSite,
): readonly unknown[] {
  return row.answer(() => {
    if (method !== 'kmeans' && method !== 'kshape') throw new SeriesFailure(`the method is 'kmeans' or 'kshape', not '${method}'`);
    if (samples.length === 0) throw new SeriesFailure('there are no samples');
    if (samples.length > maxSamples) throw new SeriesFailure(`there are more than ${maxSamples} samples`);
    const length = samples[0]?.length ?? 0;
    const { n_clusters: count, max_iter: maxIterations = 100, tol: tolerance = 1e-6 } = options.read(text);
    const series = samples.map((sample, i) => {
      if (sample?.length !== length || length === 0)
        throw new SeriesFailure(`sample ${i + 1} has ${sample?.length ?? 0} values, the first has ${length}`);
      const floats = toFloats(sample);
      if (floats.every(Number.isNaN)) throw new SeriesFailure(`sample ${i + 1} has no values`);
      if (floats.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) throw new SeriesFailure('a value is infinite');
      return fillLinear(floats);
    });
    if (count !== undefined && count > series.length) throw new SeriesFailure(`${series.length} samples cannot form ${count} clusters`);
    const found = clusterSamples(series, method, { count, maxIterations, tolerance, tick });
    return [
      Array.from(found.assignments, BigInt),
      found.centers.map((center) => Array.from(center)),
      found.sizes.map(BigInt),
      BigInt(found.sizes.length),
    ];
  });
}

export const cluster = defineScalar({
  name: 'cluster',
  category: 'series',
  summary:
    "Groups series of one length: 'kmeans' by their values (k-means++), 'kshape' by their shape wherever in time it lies (Paparrizos and Gravano, SIGMOD 2015; centers have mean 0 and deviation 1). Clusters are numbered from 0 by falling size; their number is the best by silhouette unless n_clusters is given. Options: n_clusters, max_iter (100), tol (0.000001). The same samples always give the same clusters.",
  parameters: ['samples', 'method', 'options?'],
  examples: [
    {
      call: "cluster(array[array[1, 1], array[9, 9], array[1, 2], array[9, 8], array[2, 1]], 'kmeans', '{\"n_clusters\": 2}').assignments",
      result: '[0, 1, 0, 1, 0]',
    },
    { call: "cluster(array[array[1, 1], array[2]], 'kmeans').error_msg", result: "'sample 2 has 1 values, the first has 2'" },
  ],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(double)), varchar],
      returns: row.returns,
      prepare: (call) => (samples, method) => evaluate(samples, method, undefined, call),
    }),
    overload({
      params: [arrayOf(arrayOf(double)), varchar, varchar],
      returns: row.returns,
      options,
      prepare: (call) => (samples, method, text) => evaluate(samples, method, text, call),
    }),
  ],
});
