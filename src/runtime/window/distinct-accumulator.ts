import type { Accumulator } from '../../functions/declaration.ts';
import type { DataType } from '../../types/data-type.ts';
import { take } from '../../vectors/take.ts';
import { DistinctRows } from '../grouping/distinct-rows.ts';

/** An accumulator that takes in only rows whose arguments their group has not had: `sum(distinct x)`. Its states are those of the other, and cannot be merged. */
export function distinctAccumulator(accumulator: Accumulator, types: readonly DataType[]): Accumulator {
  const seen = new DistinctRows(types);
  return {
    update(groups, groupCount, args) {
      const rows = seen.choose(groups, args);
      const chosen = Uint32Array.from(rows, (row) => groups[row]!);
      accumulator.update(
        chosen,
        groupCount,
        args.map((arg) => take(arg, rows)),
      );
    },
    state: (groupCount) => accumulator.state(groupCount),
    mergeState: (state, groups, groupCount) => accumulator.mergeState(state, groups, groupCount),
    finish: (from, to) => accumulator.finish(from, to),
    byteSize: () => accumulator.byteSize() + seen.byteSize(),
  };
}
