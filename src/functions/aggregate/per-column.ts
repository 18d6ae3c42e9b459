/**
 * What several aggregates of one query need of the same cells, computed once: sum, mean and variance their sums by blocks, min and max the extremes.
 * The cells must not change any more.
 */
export function perColumn<R>(compute: (values: Float64Array) => R): (values: Float64Array) => R {
  const known = new WeakMap<Float64Array, R>();
  return (values) => {
    let result = known.get(values);
    if (result === undefined) known.set(values, (result = compute(values)));
    return result;
  };
}
