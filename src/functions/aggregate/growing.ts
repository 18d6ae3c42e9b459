/** Places between two turns. */
const stepPlaces = 0x4000;

/** What an aggregate does over frames that grow. */
export interface Growing {
  /** Forgets all rows, where a partition begins. */
  reset(): void;
  /** Takes in the row of a place. */
  add(place: number): void;
  /** Writes what is known as the value of a place. */
  give(place: number): void;
}

/** Takes in each place of each partition once, and gives place i the value of those before ends[i]. Yields between pieces of work. */
export function* overGrowing(offsets: Int32Array, ends: Int32Array, { reset, add, give }: Growing): Generator<void> {
  for (let p = 0; p + 1 < offsets.length; p++) {
    reset();
    let taken = offsets[p]!;
    for (let place = taken; place < offsets[p + 1]!; place++) {
      for (; taken < ends[place]!; taken++) add(taken);
      give(place);
      if (place % stepPlaces === stepPlaces - 1) yield;
    }
  }
}
