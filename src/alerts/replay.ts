import { Table } from '../vectors/table.ts';
import { take } from '../vectors/take.ts';
import { millisecondsOf, type RuleRunner } from './rule-runner.ts';

/** Gives rows to a rule as they would have come, step by step, and lets it look after each. Rows without a time go with those before them. */
export async function replay(runner: RuleRunner, rows: Table): Promise<void> {
  const read = millisecondsOf(rows);
  if (!read) return;
  const { step } = runner.rule.parts;
  const order = new Float64Array(rows.rowCount);
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows.rowCount; row++) order[row] = last = read(row) ?? last;
  const inOrder = Int32Array.from(order.keys()).sort((a, b) => order[a]! - order[b]! || a - b);
  for (let from = 0; from < inOrder.length; ) {
    const end = (Math.floor(order[inOrder[from]!]! / step) + 1) * step;
    let to = from;
    while (to < inOrder.length && (order[inOrder[to]!]! < end || to === from)) to++;
    const chosen = inOrder.subarray(from, to);
    // The step before is over as soon as this one has a row.
    const first = new Table(
      rows.schema,
      rows.columns.map((column) => take(column, chosen.subarray(0, 1))),
      1,
    );
    runner.append(first);
    await runner.look();
    if (chosen.length > 1)
      runner.append(
        new Table(
          rows.schema,
          rows.columns.map((column) => take(column, chosen.subarray(1))),
          chosen.length - 1,
        ),
      );
    from = to;
  }
}
