import { columnsOf, type Expression } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan, type PlanOf } from './plan.ts';

/** An estimate of what a query needs, made before it runs. */
export interface Cost {
  /** Rows that stages take in, summed over all stages: reading a table of 1,000 rows and filtering it is 2,000. */
  readonly rows: number;
  /** The groups of the stage with the most. */
  readonly groups: number;
  /** Cells that stages keep and that the result has: rows or groups times columns. */
  readonly cells: number;
  /** `rows` and `cells` together: about how many cells are worked on. What the limit `maxCost` bounds. */
  readonly total: number;
}

/** What is known of a table without reading all of it. */
export interface TableStatistics {
  readonly rowCount: number;
  /** At most how many distinct values a column has; the number of rows where nothing more is known. */
  distinctCount(column: number): number;
  /** The elements of all arrays or maps of a column together; undefined where it has neither. */
  elementCount(column: number): number | undefined;
}

/** What is known of the rows of a node. */
interface Estimate {
  readonly rows: number;
  /** Per column, at most how many distinct values it has. */
  readonly distinct: readonly number[];
  /** Per column, how many elements a row has. */
  readonly elements: readonly (number | undefined)[];
}

/** Elements per row of an array that is computed, of which nothing is known. */
const assumedElements = 16;

/** What the walk over the plans adds up. */
interface Sum {
  rows: number;
  groups: number;
  cells: number;
}

/**
 * Estimates what plans need, from the numbers of rows and of distinct values of their tables. Filters are taken to keep every row, joins to find what
 * evenly distributed keys would, computed arrays to have 16 elements; the others are upper bounds. What a backend computes costs nothing here. Visits every node once
 * and reads no rows.
 */
export function costOf(
  plans: readonly LogicalPlan[],
  statisticsOf: (table: string) => TableStatistics | undefined,
  { seriesPoints }: { readonly seriesPoints: number },
): Cost {
  const sum: Sum = { rows: 0, groups: 0, cells: 0 };
  const known = new Map<LogicalPlan, Estimate>();
  const estimate = (plan: LogicalPlan): Estimate => {
    if (plan.kind === 'Remote') return unknownRows(0, plan.schema.length);
    const before = known.get(plan);
    if (before) return before;
    const inputs = inputsOf(plan).map(estimate);
    const found = plan.kind === 'Scan' ? scanned(plan, statisticsOf(plan.table)) : after(plan, inputs, sum, seriesPoints);
    sum.rows += plan.kind === 'Scan' ? found.rows : inputs.reduce((rows, input) => rows + input.rows, 0);
    known.set(plan, found);
    return found;
  };
  for (const plan of plans) {
    const { rows } = estimate(plan);
    sum.cells += rows * plan.schema.length;
  }
  return { ...sum, total: sum.rows + sum.cells };
}

function scanned({ columns }: PlanOf<'Scan'>, table: TableStatistics | undefined): Estimate {
  if (!table) return { rows: 0, distinct: columns.map(() => 0), elements: columns.map(() => undefined) };
  const { rowCount } = table;
  const perRow = (count: number | undefined): number | undefined => (count === undefined ? undefined : count / Math.max(1, rowCount));
  return {
    rows: rowCount,
    distinct: columns.map((column) => table.distinctCount(column)),
    elements: columns.map((column) => perRow(table.elementCount(column))),
  };
}

/** How many distinct values an expression has at most: as many as combinations of the columns that it reads. */
function distinctOf(expression: Expression, { rows, distinct }: Estimate): number {
  let combinations = 1;
  for (const column of columnsOf(expression)) combinations *= distinct[column] ?? rows;
  return Math.min(rows, combinations);
}

function elementsOf(expression: Expression, { elements }: Estimate): number {
  if (expression.kind === 'column') return elements[expression.index] ?? assumedElements;
  if (expression.kind === 'literal') return Array.isArray(expression.value) ? expression.value.length : assumedElements;
  return assumedElements;
}

const groupsOf = (keys: readonly { readonly value: Expression }[], input: Estimate): number =>
  Math.min(
    input.rows,
    keys.reduce((groups, { value }) => groups * distinctOf(value, input), 1),
  );

/** The same columns for other numbers of rows. */
const withRows = (input: Estimate, rows: number): Estimate => ({
  rows,
  distinct: input.distinct.map((count) => Math.min(count, rows)),
  elements: input.elements,
});

/** Rows of which nothing is known but their number. */
const unknownRows = (rows: number, columns: number): Estimate => ({
  rows,
  distinct: Array.from({ length: columns }, () => rows),
  elements: Array.from({ length: columns }, () => undefined),
});

/** Rows of which the first columns come from an input; a column of an outer side has NULL as well. */
const beside = (rows: number, columns: number, distinct: readonly number[]): Estimate => ({
  ...unknownRows(rows, columns),
  distinct: Array.from({ length: columns }, (_, i) => Math.min(rows, (distinct[i] ?? rows) + 1)),
});

/** What a stage emits; adds what it keeps. */
function after(
  plan: Exclude<LogicalPlan, PlanOf<'Scan' | 'Remote'>>,
  [first, second, ...more]: readonly Estimate[],
  sum: Sum,
  maxPoints: number,
): Estimate {
  const input = first!; // every node but a scan has one
  const width = plan.schema.length;
  switch (plan.kind) {
    case 'Filter':
      return input;
    case 'Project':
      return {
        rows: input.rows,
        distinct: plan.outputs.map(({ value }) => distinctOf(value, input)),
        elements: plan.outputs.map(({ value }) => (value.kind === 'column' ? input.elements[value.index] : undefined)),
      };
    case 'Aggregate': {
      const groups = plan.keys.length === 0 ? 1 : groupsOf(plan.keys, input);
      sum.groups = Math.max(sum.groups, groups);
      sum.cells += groups * width;
      return {
        ...unknownRows(groups, width),
        distinct: [...plan.keys.map(({ value }) => distinctOf(value, input)), ...plan.aggregates.map(() => groups)],
      };
    }
    case 'Dedup': {
      const keys = plan.keys.map((value) => ({ value }));
      const kept = groupsOf(keys, input);
      sum.groups = Math.max(sum.groups, kept);
      sum.cells += kept * keys.length;
      return withRows(input, kept);
    }
    case 'Sort':
      sum.cells += input.rows * (width + plan.keys.length);
      return input;
    case 'TopN':
    case 'Limit': {
      const limited = withRows(input, Math.min(input.rows, plan.count));
      if (plan.kind === 'TopN') sum.cells += Math.min(input.rows, plan.count + plan.offset) * width;
      return limited;
    }
    case 'Window':
      sum.cells += input.rows * width;
      return beside(input.rows, width, input.distinct);
    case 'Sample':
      sum.cells += input.rows * width;
      return plan.size.kind === 'ratio'
        ? withRows(input, input.rows * plan.size.value)
        : withRows(input, Math.min(input.rows, groupsOf(plan.keys, input) * plan.size.value));
    case 'MakeSeries': {
      const groups = plan.by.length === 0 ? 1 : groupsOf(plan.by, input);
      sum.groups = Math.max(sum.groups, groups);
      sum.cells += Math.min(groups, 100) * pointsOf(plan, maxPoints) * (plan.series.length + 1);
      return unknownRows(groups, width);
    }
    case 'Unnest': {
      const perRow = plan.items.reduce((most, item) => Math.max(most, elementsOf(item, input)), 0);
      const kept = plan.kept.map((column) => input.distinct[column]!);
      return beside(Math.ceil(input.rows * (plan.outer ? Math.max(1, perRow) : perRow)), width, kept);
    }
    case 'Join': {
      sum.cells += second!.rows * plan.right.schema.length;
      return beside(joined(plan, input, second!), width, [...input.distinct, ...second!.distinct]);
    }
    case 'Union':
      return unknownRows(
        [second, ...more].reduce((rows, other) => rows + (other?.rows ?? 0), input.rows),
        width,
      );
    case 'SpreadColumns':
      sum.cells += input.rows * width;
      return unknownRows(input.rows, width);
    case 'HostCall':
      sum.cells += input.rows * plan.input.schema.length;
      return unknownRows(0, width);
    case 'Shared':
      sum.cells += input.rows * width;
      return input;
  }
}

/** The points of a series: as many as steps fit between the bounds where these are written, or else as many as the limit lets through. */
function pointsOf({ from, to, step }: PlanOf<'MakeSeries'>, maxPoints: number): number {
  if (from.kind !== 'instant' || to.kind !== 'instant' || step === undefined) return maxPoints;
  const nanos = step.nanos ?? BigInt(step.days ?? 28 * step.months!) * 86_400_000_000_000n;
  return Math.min(maxPoints, Math.max(1, Number((to.value - from.value) / nanos) + 1));
}

/** The rows that a join emits, where each key is as frequent as any other. */
function joined({ join, unique, leftKeys, rightKeys }: PlanOf<'Join'>, left: Estimate, right: Estimate): number {
  if (join === 'semi' || join === 'anti' || unique) return left.rows + (join === 'right' || join === 'full' ? right.rows : 0);
  const keys = leftKeys.reduce((most, key, i) => Math.max(most, Math.min(distinctOf(key, left), distinctOf(rightKeys[i]!, right))), 1);
  const pairs = Math.ceil((left.rows * right.rows) / keys);
  const unmatched = (join === 'left' || join === 'full' ? left.rows : 0) + (join === 'right' || join === 'full' ? right.rows : 0);
  return pairs + unmatched;
}
