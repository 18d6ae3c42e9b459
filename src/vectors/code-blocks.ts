/** The rows of a block. */
export const blockRows = 256;
/** Blocks pay where their codes lie so close together, on average. */
const maxSpan = 128;

/** The smallest and the largest code of each block of rows, from the first row of a vector on; the last block may be shorter. */
export interface CodeBlocks {
  readonly min: Int32Array;
  readonly max: Int32Array;
}

/**
 * The blocks of a column of codes; undefined where they span so much that nobody could use them, as where neighbouring rows have nothing in common. `before`: those
 * of the first rows, which may have ended within a block.
 */
export function codeBlocksOf(codes: Int32Array, before?: CodeBlocks): CodeBlocks | undefined {
  const count = Math.ceil(codes.length / blockRows);
  const min = new Int32Array(count);
  const max = new Int32Array(count);
  if (before) {
    min.set(before.min);
    max.set(before.max);
  }
  for (let block = Math.max(0, (before?.min.length ?? 0) - 1); block < count; block++) {
    const from = block * blockRows;
    const to = Math.min(codes.length, from + blockRows);
    let low = codes[from]!;
    let high = low;
    for (let row = from + 1; row < to; row++) {
      const code = codes[row]!;
      if (code < low) low = code;
      else if (code > high) high = code;
    }
    min[block] = low;
    max[block] = high;
  }
  let spans = 0;
  for (let block = 0; block < count; block++) spans += max[block]! - min[block]!;
  return spans <= maxSpan * count ? { min, max } : undefined;
}

/** The blocks of the rows from..to, where those begin with a block. */
export function sliceBlocks(blocks: CodeBlocks | undefined, from: number, to: number): CodeBlocks | undefined {
  if (!blocks || from % blockRows !== 0) return undefined;
  const first = from / blockRows;
  const end = Math.ceil(to / blockRows);
  return { min: blocks.min.subarray(first, end), max: blocks.max.subarray(first, end) };
}
