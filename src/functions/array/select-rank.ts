/** Parts of so few values are sorted. */
const fewValues = 600;

/**
 * The value that has this rank (from 0) when the values are sorted as typed arrays sort numbers, with NaN last. Moves the values so that those before that
 * place are not larger and those after it not smaller. O(n): Hoare's selection (1961), whose pivot is the median of three places; a part that does not
 * get smaller is sorted.
 */
export function selectRank(values: Float64Array, rank: number): number {
  let low = 0;
  let high = withoutNaN(values) - 1;
  if (rank > high) return values[rank]!;
  for (let rounds = 2 * Math.log2(values.length + 1); high - low > fewValues && rounds > 0; rounds--) {
    const pivot = median(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return signed(values, rank);
  }
  values.subarray(low, high + 1).sort();
  return signed(values, rank);
}

/** Moves NaN to the end, and answers how many other values there are. */
function withoutNaN(values: Float64Array): number {
  let end = values.length;
  for (let i = 0; i < end; i++) {
    if (values[i] === values[i]) continue;
    while (end > i && values[end - 1] !== values[end - 1]) end--;
    if (end <= i) break;
    values[i] = values[--end]!;
    values[end] = Number.NaN;
  }
  return end;
}

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** Comparisons do not tell -0 from 0, which sorting puts after it. */
function signed(values: Float64Array, rank: number): number {
  const value = values[rank]!;
  if (value !== 0) return value;
  let before = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! < 0 || Object.is(values[i], -0)) before++;
  return rank < before ? -0 : 0;
}
