/** Fills gaps (NaN) by linear interpolation, those at the ends with the nearest value; all gaps give zeros. O(n). */
export function fillLinear(values: Float64Array): Float64Array {
  const out = values.slice();
  let last = -1;
  for (let i = 0; i <= out.length; i++) {
    if (i < out.length && Number.isNaN(out[i]!)) continue;
    for (let j = last + 1; j < i; j++) {
      if (last < 0) out[j] = i < out.length ? out[i]! : 0;
      else if (i >= out.length) out[j] = out[last]!;
      else out[j] = out[last]! + ((out[i]! - out[last]!) * (j - last)) / (i - last);
    }
    last = i;
  }
  return out;
}
