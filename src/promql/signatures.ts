import type { ValueType } from './syntax.ts';

/** The types of the arguments of a function, of which the last `optional` may be absent, or repeat where it is `many`. */
export interface Signature {
  readonly args: readonly ValueType[];
  readonly optional?: number;
  readonly many?: boolean;
  readonly returns: ValueType;
}

const instant: Signature = { args: ['vector'], returns: 'vector' };
const overTime: Signature = { args: ['matrix'], returns: 'vector' };
const ofTime: Signature = { args: ['vector'], optional: 1, returns: 'vector' };

const each = (names: string, signature: Signature): readonly (readonly [string, Signature])[] =>
  names.split(' ').map((name) => [name, signature] as const);

/** The functions that are supported, by name. */
export const signatures: ReadonlyMap<string, Signature> = new Map([
  ...each(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    instant,
  ),
  ...each(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    overTime,
  ),
  ...each('days_in_month day_of_month day_of_week day_of_year hour minute month year', ofTime),
  ['clamp', { args: ['vector', 'scalar', 'scalar'], returns: 'vector' }],
  ...each('clamp_max clamp_min', { args: ['vector', 'scalar'], returns: 'vector' }),
  ...each('double_exponential_smoothing', { args: ['matrix', 'scalar', 'scalar'], returns: 'vector' }),
  ['histogram_quantile', { args: ['scalar', 'vector'], returns: 'vector' }],
  ['label_join', { args: ['vector', 'string', 'string', 'string'], optional: 1, many: true, returns: 'vector' }],
  ['label_replace', { args: ['vector', 'string', 'string', 'string', 'string'], returns: 'vector' }],
  ['pi', { args: [], returns: 'scalar' }],
  ['predict_linear', { args: ['matrix', 'scalar'], returns: 'vector' }],
  ['quantile_over_time', { args: ['scalar', 'matrix'], returns: 'vector' }],
  ['round', { args: ['vector', 'scalar'], optional: 1, returns: 'vector' }],
  ['scalar', { args: ['vector'], returns: 'scalar' }],
  ...each('sort_by_label sort_by_label_desc', { args: ['vector', 'string'], optional: 1, many: true, returns: 'vector' }),
  ['time', { args: [], returns: 'scalar' }],
  ['vector', { args: ['scalar'], returns: 'vector' }],
]);

/** The aggregations that are supported, with the type of the parameter before the vector. */
export const aggregations: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].map((name) => [name, undefined] as const),
  ...['topk', 'bottomk', 'quantile', 'limitk'].map((name) => [name, 'scalar'] as const),
  ['count_values', 'string'],
]);
