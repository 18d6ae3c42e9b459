/** Row numbers to select, in output order; -1 selects NULL. */
export type Selection = Int32Array;

let scratch = new Int32Array(0);

/** Room for rows while they are found; whoever fills it copies them at once. A fresh array per batch would be zeroed and paged in for nothing. */
export function selectionScratch(length: number): Selection {
  if (scratch.length < length) scratch = new Int32Array(length);
  return scratch;
}

/** So many rows, from a first one on. A loop, since `Int32Array.from` calls a function per row. */
export function rowsFrom(first: number, length: number): Selection {
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = first + i;
  return rows;
}

/** The rows whose codes are marked: marks[code + 1] is 1. */
export function rowsMarked(codes: Int32Array, marks: Uint8Array): Selection {
  const rows = selectionScratch(codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    if (marks[codes[row]! + 1] === 1) rows[count++] = row;
  }
  return rows.slice(0, count);
}
