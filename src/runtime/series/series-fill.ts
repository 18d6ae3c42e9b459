import type { Fill } from '../../operators/plan/plan.ts';
import { storageOf } from '../../types/storage.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, mayHaveNulls, type Vector } from '../../vectors/vector.ts';

/** Fills the missing cells of series that lie end to end; series g is offsets[g]..offsets[g + 1]. */
export function fillGaps(cells: Vector, fill: Fill, offsets: Int32Array): Vector {
  if (fill.kind === 'null' || !mayHaveNulls(cells)) return cells;
  const read = cellReader(cells);
  const builder = createBuilder(cells.type, cells.length);
  const wide = storageOf(cells.type) === 'int64';
  const constant = fill.kind === 'value' ? (wide ? BigInt(fill.value) : Number(fill.value)) : fill.kind === 'nan' ? Number.NaN : undefined;
  for (let g = 0; g + 1 < offsets.length; g++) {
    const end = offsets[g + 1]!;
    let last: unknown = null;
    let lastAt = -1;
    let nextAt = -1;
    for (let i = offsets[g]!; i < end; i++) {
      const cell = read(i);
      if (cell !== null) {
        last = cell;
        lastAt = i;
        builder.append(cell);
        continue;
      }
      if (constant !== undefined || fill.kind === 'last') {
        builder.append(constant ?? last);
        continue;
      }
      if (nextAt < i) {
        nextAt = i;
        while (nextAt < end && read(nextAt) === null) nextAt++;
      }
      const next = nextAt < end ? read(nextAt) : null;
      builder.append(
        fill.kind === 'next'
          ? next
          : between(last as number | null, next as number | null, fill.kind === 'linear' ? (i - lastAt) / (nextAt - lastAt) : 0.5),
      );
    }
  }
  return builder.finish();
}

/** The value a share of the way between two neighbours; the only neighbour where there is one. */
function between(before: number | null, after: number | null, share: number): number | null {
  if (before === null || after === null) return before ?? after;
  return before + (after - before) * share;
}
