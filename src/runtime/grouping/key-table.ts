/** What numbers keys in the order of their first appearance, and counts how often each was added since its counts were last taken. */
export interface KeyTable {
  readonly size: number;
  /** Adds the counts to those by number, and starts again from zero. */
  takeCounts(counts: Float64Array): void;
  /** Estimated bytes in use. */
  byteSize(): number;
}

/** Takes the counts of places of so many integers, in which the number plus one is at an offset and the counts are behind it. */
export function harvest(places: Int32Array, width: number, offset: number, counts: Float64Array): void {
  for (let place = 0; place < places.length; place += width) {
    const number = places[place + offset]!;
    if (number === 0) continue;
    for (let at = place + offset + 1; at < place + width; at++) {
      counts[number - 1]! += places[at]!;
      places[at] = 0;
    }
  }
}
