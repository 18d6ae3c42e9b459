// The facts about KQL's series functions as vectors. Tags: D = Kusto documentation, E = output of the real engine as recorded in
// public differential tests, M = a Kusto developer, C = computed from the documented steps. Where the documentation truncates digits the
// comparison allows for it; the typing errors of its pages are not copied.
import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const engine = createEngine({ tables: { one: Table.from([{ x: 1 }]) } });

function evaluate(expression: string): unknown {
  const [row] = engine.querySync(`$one | project v = ${expression}`).toArray({ bigint: 'number' });
  return row!.v;
}

/** Compares numbers within a tolerance, everything else exactly. */
function near(found: unknown, expected: unknown, tolerance: number, path: string): void {
  if (typeof expected === 'number' && typeof found === 'number')
    expect(Math.abs(found - expected), `${path}: ${found} for ${expected}`).toBeLessThanOrEqual(tolerance);
  else if (Array.isArray(expected)) {
    expect(found, path).toHaveLength(expected.length);
    expected.forEach((item, i) => near((found as unknown[])[i], item, tolerance, `${path}[${i}]`));
  } else expect(found, path).toEqual(expected);
}

const array = (values: readonly unknown[]): string => `array[${values.map((v) => (v === null ? 'null' : v)).join(', ')}]`;
const N = null;
const gaps = [N, 111.5, N, 36.5, 41.5, N, N, 16.5, 61.5, 33.5, N, N];

const stats15 = array([23, 46, 23, 87, 4, 8, 3, 75, 2, 56, 13, 75, 32, 16, 29]);
const line12 = array([2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30]);
const lines11 = array([1, 2.2, 2.5, 4.7, 5.0, 12, 10.3, 10.3, 9, 8.3, 6.2]);
const traffic = array([
  80, 139, 87, 110, 68, 54, 50, 51, 53, 133, 86, 141, 97, 156, 94, 149, 95, 140, 77, 61, 50, 54, 47, 133, 72, 152, 94, 148, 105, 162, 101,
  160, 87, 63, 53, 55, 54, 151, 103, 189, 108, 183, 113, 175, 113, 178, 90, 71, 62, 62, 65, 165, 109, 181, 115, 182, 121, 178, 114, 170,
]);
const bump = array([...new Array<number>(9).fill(0), 10, 20, 40, 100, 40, 20, 10, ...new Array<number>(8).fill(0)]);
const smeared = [2, 6, 14, 34, 42, 44, 42, 34, 14, 6, 2];
const outliers16 = array([-3, 2.4, 15, 3.9, 5, 6, 4.5, 5.2, 3, 4, 5, 16, 7, 5, 5, 4]);
const dec1 = array([1, 3, 5, 1, 3, 5, 2, 4, 6]);
const dec2 = array([
  10.3, 20.3, 31.1, 21.1, 12.2, 22.5, 32.9, 23.9, 13.7, 24.6, 35.2, 25.3, 16.0, 51.8, 36.9, 27.6, 17.8, 28.7, 27.4, 29.2, 20.1, 30.4, 41.0,
  31.1,
]);
const repeated = (values: readonly number[], length: number): number[] => Array.from({ length }, (_, i) => values[i % values.length]!);
const at = (length: number, places: Readonly<Record<number, number>>): number[] => Array.from({ length }, (_, i) => places[i] ?? 0);

const vectors: readonly (readonly [id: string, expression: string, expected: unknown, tolerance?: number])[] = [
  ['A.2 D forward', `series_fill_forward(${array([N, N, 36, 41, N, N, 16, 61, 33, N, N])})`, [N, N, 36, 41, 41, 41, 16, 61, 33, 33, 33]],
  [
    'A.2 D backward',
    `series_fill_backward(${array([111, N, 36, 41, N, N, 16, 61, 33, N, N])})`,
    [111, 36, 36, 41, 16, 16, 16, 61, 33, N, N],
  ],
  [
    'A.2 D const',
    `series_fill_const(${array([111, N, 36, 41, 23, N, 16, 61, 33, N, N])}, -1)`,
    [111, -1, 36, 41, 23, -1, 16, 61, 33, -1, -1],
  ],
  [
    'A.2 D linear',
    `series_fill_linear(${array([N, '111.0', N, '36.0', '41.0', N, N, '16.0', '61.0', '33.0', N, N])})`,
    [111, 111, 73.5, 36, 41, 32.667, 24.333, 16, 61, 33, 33, 33],
    0.001,
  ],
  [
    'A.2 D linear, edges stay',
    `series_fill_linear(${array(gaps)}, null, false)`,
    [N, 111.5, 74, 36.5, 41.5, 33.1667, 24.8333, 16.5, 61.5, 33.5, N, N],
    0.0001,
  ],
  [
    'A.2 D integers are cut off',
    `series_fill_linear(${array([N, 111, N, 36, 41, N, N, 16, 61, 33, N, N])})`,
    [111, 111, 73, 36, 41, 32, 24, 16, 61, 33, 33, 33],
  ],
  ['A.2 D nothing but gaps', 'series_fill_linear(cast(array[null, null, null, null] as array(double)), null, false)', [0, 0, 0, 0]],
  [
    'A.2 D nothing but gaps, constant',
    'series_fill_linear(cast(array[null, null, null, null] as array(double)), null, false, 2.5)',
    [2.5, 2.5, 2.5, 2.5],
  ],
  ['A.2 D nothing but gaps, no constant', 'series_fill_linear(cast(array[null, null] as array(double)), null, false, null)', [N, N]],
  ['MS-15 E zeros are values', `series_fill_forward(${array([10, 30, 0, 80, 0])})`, [10, 30, 0, 80, 0]],
  ['MS-16 E', `series_fill_forward(${array([10, N, N, 40, N, 60])})`, [10, 10, 10, 40, 40, 60]],
  ['A.3 D min', `series_stats(${stats15}).min`, 2],
  ['A.3 D min_idx', `series_stats(${stats15}).min_idx`, 8],
  ['A.3 D max', `series_stats(${stats15}).max`, 87],
  ['A.3 D max_idx', `series_stats(${stats15}).max_idx`, 3],
  ['A.3 D avg', `series_stats(${stats15}).avg`, 32.8, 1e-12],
  ['A.3 D stdev', `series_stats(${stats15}).stdev`, 28.503633853548269, 1e-12],
  ['A.3 D variance', `series_stats(${stats15}).variance`, 812.45714285714291, 1e-10],
  ['A.3 D sum', `series_stats_dynamic(${stats15}).sum`, 492],
  ['A.3 D len', `series_stats_dynamic(${stats15}).len`, 15],
  ['A.3 E', 'series_stats(array[10, 20]).variance', 50],
  ['A.3 D one missing value', 'series_stats(array[10, null, 20]).avg', N],
  ['A.3 D missing values ignored', 'series_stats(array[10, null, 20], true).avg', 15],
  ['A.4 D rsquare', `series_fit_line(${line12}).rsquare`, 0.9829, 5e-5],
  ['A.4 D slope', `series_fit_line(${line12}).slope`, 2.7308, 5e-5],
  ['A.4 D variance', `series_fit_line(${line12}).variance`, 98.6288, 5e-5],
  ['A.4 D rvariance', `series_fit_line(${line12}).rvariance`, 1.6865, 5e-5],
  ['A.4 D interception', `series_fit_line(${line12}).interception`, -1.6667, 5e-5],
  [
    'A.4 D line',
    `series_fit_line(${line12}).line_fit`,
    [1.064, 3.7945, 6.526, 9.256, 11.987, 14.718, 17.449, 20.18, 22.91, 25.641, 28.371, 31.102],
    0.001,
  ],
  ['A.4 E an exact line', 'series_fit_line(array[1, 2, 3, 4, 5]).rsquare', 1, 1e-12],
  ['MS-14 E', 'series_fit_line(array[1, 2, 4, 8]).rsquare', 0.92, 1e-12],
  ['A.4 C split', `series_fit_2lines(${lines11}).split_idx`, 5],
  ['A.4 C total', `series_fit_2lines(${lines11}).rsquare`, 0.986513, 1e-6],
  ['A.4 C left', `series_fit_2lines(${lines11}).left_slope`, 1.05, 1e-9],
  ['A.4 C right', `series_fit_2lines(${lines11}).right_slope`, -1.037143, 1e-6],
  [
    'A.4 C lines',
    `series_fit_2lines(${lines11}).line_fit`,
    [0.98, 2.03, 3.08, 4.13, 5.18, 11.9429, 10.9057, 9.8686, 8.8314, 7.7943, 6.7571],
    5e-5,
  ],
  ['A.4 C one line', `series_fit_line(${lines11}).rsquare`, 0.488436, 1e-6],
  ['A.4 D a polynomial finds its own coefficients', 'series_fit_poly(array[6, 17, 34, 57, 86], 2).coefficients', [3, 2, 1], 1e-9],
  ['A.5 C trailing', `slice(series_fir(${bump}, array[1, 1, 1, 1, 1]), 10, 11)`, smeared, 1e-12],
  ['A.5 C centered', `slice(series_fir(${bump}, array[1, 1, 1, 1, 1], true, true), 8, 11)`, smeared, 1e-12],
  ['A.5 E history is zero', 'series_fir(array[5, 15, 10, 20], array[1, -1], false, false)', [5, 10, -5, 10]],
  ['A.5 C steps', 'series_fir(array[0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 3, 3], array[1, -1])', [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]],
  ['A.5 D a negative weight cannot be normalized', 'series_fir(array[1, 2], array[1, -1], true)', N],
  ['A.5 D running sum', 'series_iir(array[0, 1, 2, 3, 4], array[1], array[1, -1])', [0, 1, 3, 6, 10]],
  [
    'A.5 C smoothing',
    'series_iir(array[1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2], array[0.4], array[1, -0.6])',
    [0.4, 1.04, 1.824, 2.6944, 3.61664, 4.569984, 5.54199, 6.525194, 7.515117, 4.50907, 3.105442, 2.663265],
    1e-6,
  ],
  ['MS-11 E cumulative', 'series_iir(array[10, 30, 0], array[1], array[1, -1])', [10, 40, 40]],
  ['A.5 D magnitude', 'series_magnitude(array[1, 2, 3, 4])', 5.4772255750516612, 1e-12],
  ['A.5 D dot product', 'series_dot_product(array[1, 2, 4], array[4, 2, 1])', 12],
  ['A.5 D dot product', 'series_dot_product(array[2, 4, 8], array[8, 4, 2])', 48],
  ['A.5 D dot product with a number', 'series_dot_product(array[1, 2, 4], 1)', 7],
  ['A.5 D the longer one is cut', 'series_dot_product(array[1, 2, 4], array[4, 2])', 8],
  ['A.5 D cosine', 'series_cosine_similarity(array[0.1, 0.2, 0.1, 0.2], array[0.11, 0.2, 0.11, 0.21])', 0.99935343825504, 1e-12],
  ['A.5 D cosine', 'series_cosine_similarity(array[0.1, 0.2, 0.1, 0.2], array[1, 2, 3, 4])', 0.923760430703401, 1e-12],
  ['A.5 D pearson', 'series_pearson_correlation(array[1, 2, 3, 4, 5], array[2, 4, 6, 8, 10])', 1, 1e-12],
  ['A.5 D pearson of a missing value', 'series_pearson_correlation(array[1, 2, null], array[2, 4, 6])', N],
  ['A.6 D the period of the traffic', `series_periods_detect(${traffic}, 0, 50, 2).periods`, [14, 0]],
  ['A.6 D its score is high', `series_periods_detect(${traffic}, 0, 50, 2).scores[1] > 0.6`, true],
  ['A.6 D ten is none', `series_periods_validate(${traffic}, 14, 10).scores[2]`, 0],
  ['A.6 D too short, too long', `series_periods_validate(${traffic}, 2, 31).scores`, [0, 0]],
  ['A.6 D season of six', `series_seasonal(${array([2, 5, ...repeated([3, 4, 3, 2, 1, 2], 23)])})`, repeated([1, 2, 3, 4, 3, 2], 25)],
  [
    'A.6 D season of five',
    `series_seasonal(${array([8, 12, 14, 12, 10, ...repeated([10, 12, 14, 12, 10], 15)])})`,
    repeated([10, 12, 14, 12, 10], 20),
  ],
  ['A.6 D three is too short', 'series_seasonal(array[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6])', at(12, {})],
  ['A.6 D given', `series_seasonal(${dec1}, 3)`, repeated([1, 3, 5], 9)],
  ['A.6 D the middle of two', 'series_seasonal(array[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6], 3)', repeated([1.5, 3.5, 5.5], 12)],
  [
    'A.7 M',
    `series_outliers(${outliers16})`,
    at(16, { 0: -1.9040785483608571, 1: -0.10021466044004519, 2: 1.3361954725339347, 11: 1.6702443406674186 }),
    1e-12,
  ],
  [
    'A.7 C tukey',
    `series_outliers(${outliers16}, 'tukey')`,
    [-4.8947, -1.1053, 6.7368, -0.0526, 0, 0.4211, 0, 0, -0.6842, 0, 0, 7.4386, 1.1228, 0, 0, 0],
    5e-5,
  ],
  [
    'A.7 C',
    'series_outliers(array[67.95675, 58.63898, 33.59188, 4906.018, 5.372538, 702.1194, 0.037261, 11161.05, 1.403496, 100.116])',
    at(10, { 6: -0.00061647, 7: 2.82237709 }),
    1e-8,
  ],
  ['A.7 C the formula of today', 'element_at(series_outliers(array[30, 28, 5, 27, 31, 38, 29, 80, 25, 37, 30]), 3)', -4.2655, 5e-5],
  ['A.7 C the formula of today', 'element_at(series_outliers(array[30, 28, 5, 27, 31, 38, 29, 80, 25, 37, 30]), 8)', 8.9576, 5e-5],
  ['A.7 D missing and ignored score 0', "series_outliers(array[1, 2, 3, 2, 1, 2, 3, null, 900], 'ctukey', 900)", at(9, {})],
  ['DEC-1 C seasonal', `series_decompose(${dec1}, 3).seasonal`, repeated([1, 3, 5], 9)],
  ['DEC-1 C trend', `series_decompose(${dec1}, 3).trend`, new Array(9).fill(0.333333), 1e-6],
  ['DEC-1 C residual', `series_decompose(${dec1}, 3).residual`, [...new Array(6).fill(-0.333333), ...new Array(3).fill(0.666667)], 1e-6],
  [
    'DEC-1 C line',
    `series_decompose(${dec1}, 3, 'linefit').residual`,
    [0.266667, 0.116667, -0.033333, -0.183333, -0.333333, -0.483333, 0.366667, 0.216667, 0.066667],
    1e-6,
  ],
  ['DEC-2 C seasonal', `slice(series_decompose(${dec2}, 4, 'linefit').seasonal, 1, 4)`, [14.85, 26.65, 34.05, 26.45], 1e-9],
  ['DEC-2 C trend', `slice(series_decompose(${dec2}, 4, 'linefit').trend, 1, 2)`, [-4.436667, -3.981667], 1e-5],
  [
    'DEC-2 C scores',
    `series_outliers(series_decompose(${dec2}, 4, 'linefit').residual)`,
    at(24, { 1: -0.1537, 3: -0.0756, 10: 0.0313, 13: 19.6923, 18: -7.133, 22: 0.3266 }),
    2e-4,
  ],
  ['DEC-2 C tukey', `element_at(series_outliers(series_decompose(${dec2}, 4, 'linefit').residual, 'tukey'), 14)`, 11.0972, 1e-3],
];

describe('vectors of the KQL series functions', () => {
  for (const [id, expression, expected, tolerance = 0] of vectors)
    it(`${id}: ${expression}`, () => near(evaluate(expression), expected, tolerance, 'v'));
});

/** make-series: the language differs on purpose (fills are named, an absent one is NULL), bins and gaps do not. */
const hour = 3_600_000_000_000n;
const day = 24n * hour;
const epoch = 1_609_459_200_000_000_000n; // 2021-01-01
const series: readonly (readonly [id: string, rows: readonly (readonly [bigint, number | null])[], command: string, expected: unknown])[] =
  [
    [
      'MS-4 E the end is left out',
      [1n, 2n, 3n, 4n, 5n].map((t) => [t, Number(t)]),
      "v = sum(v) default = '0' on t from 1 to 5 step '1ns'",
      [1, 2, 3, 4],
    ],
    [
      'MS-5 E',
      [
        [0n, 10],
        [day, 20],
        [3n * day, 40],
      ],
      "v = avg(v) default = '0' on t step '1d'",
      [10, 20, 0, 40],
    ],
    ['MS-6 E', [[epoch, 100]], `v = sum(v) default = '0' on t from ${epoch} to ${epoch + 9n * day} step '3d'`, [100, 0, 0]],
    [
      'MS-7 E',
      [
        [epoch + 23n * hour, 1],
        [epoch + 25n * hour, 2],
        [epoch + 47n * hour, 3],
      ],
      `v = sum(v) default = '0' on t from ${epoch} to ${epoch + 2n * day} step '12h'`,
      [0, 1, 2, 3],
    ],
    [
      'MS-9 E a missing bin stays NULL',
      [
        [epoch, 10],
        [epoch + 3n * day, 40],
      ],
      `v = avg(v) on t from ${epoch} to ${epoch + 4n * day} step '1d'`,
      [10, N, N, 40],
    ],
    [
      'MS-12 E',
      [
        [epoch, 10],
        [epoch + 2n * day, 30],
        [epoch + 7n * day, 80],
      ],
      `v = sum(v) default = '0' on t from ${epoch} to ${epoch + 9n * day} step '2d'`,
      [10, 30, 0, 80, 0],
    ],
    [
      'MS-17 E unsorted',
      [
        [1n, 5],
        [5n, 1],
        [3n, 3],
        [2n, 4],
        [4n, 2],
      ],
      "v = sum(v) default = '0' on t from 1 to 6 step '1ns'",
      [5, 4, 3, 2, 1],
    ],
    [
      'MS-18 E any number fills',
      [
        [2n, 20],
        [4n, 40],
        [6n, 60],
      ],
      "v = sum(v) default = '-7' on t from 1 to 8 step '1ns'",
      [-7, 20, -7, 40, -7, 60, -7],
    ],
    [
      'MS-19 E half hours',
      [
        [epoch, 1],
        [epoch + hour / 2n, 2],
        [epoch + (3n * hour) / 2n, 3],
      ],
      `v = sum(v) default = '0' on t from ${epoch} to ${epoch + 2n * hour} step '30m'`,
      [1, 2, 0, 3],
    ],
  ];

describe('vectors of KQL make-series', () => {
  it.each(series)('%s', (_, rows, command, expected) => {
    const table = Table.from(rows.map(([t, v]) => ({ t, v })));
    const [row] = createEngine({ tables: { logs: table } })
      .querySync(`* | make-series ${command} | project v`)
      .toArray({ bigint: 'number' });
    near(row!.v, expected, 1e-9, 'v');
  });
});
