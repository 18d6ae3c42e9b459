import { arrayOf, bigint, double, optional, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { clusterSamples } from './algorithms/cluster.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { fillLinear } from './algorithms/gaps.ts';
import { ignored, integer, number, optionSchema } from './options.ts';
import { optionsParameter } from './parameters.ts';
import { resultRow, toFloats } from './series-function.ts';

const row = resultRow({ assignments: arrayOf(bigint), centers: arrayOf(arrayOf(double)), sizes: arrayOf(bigint), n_clusters: bigint });
const options = optionSchema({
  n_clusters: { ...integer(1, 1000), description: 'the number of clusters', otherwise: 'the best of 1 to 8 by silhouette' },
  max_iter: { ...integer(1, 10_000), default: 100, description: 'the most iterations of one run' },
  tol: {
    ...number(0, 1),
    default: 1e-6,
    description: 'a run ends when no center moves farther, relative to the length of the first center',
  },
  init_mode: ignored,
  metric: ignored,
});

const maxSamples = 50_000;

function evaluate(
  samples: readonly (readonly (number | null)[] | null)[],
  method: string,
  optionsSource: string | undefined,
  call: CallSite,
): readonly unknown[] {
  return row.answer(call, () => {
    if (method !== 'kmeans' && method !== 'kshape') throw new SeriesFailure(`the method is 'kmeans' or 'kshape', not '${method}'`);
    if (samples.length === 0) throw new SeriesFailure('there are no samples');
    if (samples.length > maxSamples) throw new SeriesFailure(`there are more than ${maxSamples} samples`);
    const length = samples[0]?.length ?? 0;
    const { n_clusters: count, max_iter: maxIterations, tol: tolerance } = options.read(optionsSource);
    const series = samples.map((sample, i) => {
      if (sample?.length !== length || length === 0)
        throw new SeriesFailure(`sample ${i + 1} has ${sample?.length ?? 0} values, the first has ${length}`);
      const floats = toFloats(sample);
      if (floats.every(Number.isNaN)) throw new SeriesFailure(`sample ${i + 1} has no values`);
      if (floats.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) throw new SeriesFailure('a value is infinite');
      return fillLinear(floats);
    });
    if (count !== undefined && count > series.length) throw new SeriesFailure(`${series.length} samples cannot form ${count} clusters`);
    const found = clusterSamples(series, method, { count, maxIterations, tolerance, tick: call.tick });
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
    "Groups series of the same length by value or by shape; clusters are numbered from 0 by decreasing size, and the same samples always give the same clusters. The centers of 'kshape' have mean 0 and standard deviation 1.",
  parameters: {
    samples: 'one array per series, all of the same length; gaps are filled linearly',
    method: "'kmeans' groups by value (k-means++), 'kshape' by shape, however shifted in time (Paparrizos and Gravano, SIGMOD 2015)",
    ...optionsParameter,
  },
  examples: [
    {
      call: "cluster(array[array[1, 1], array[9, 9], array[1, 2], array[9, 8], array[2, 1]], 'kmeans', '{\"n_clusters\": 2}').assignments",
      result: '[0, 1, 0, 1, 0]',
    },
    { call: "cluster(array[array[1, 1], array[2]], 'kmeans').error_msg", result: "'sample 2 has 1 values, the first has 2'" },
  ],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(double)), varchar, optional(varchar)],
      returns: row.returns,
      options,
      prepare: (call) => (samples, method, source) => evaluate(samples, method, source, call),
    }),
  ],
});
