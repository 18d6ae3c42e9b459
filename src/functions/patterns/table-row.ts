import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatType } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import type { CallSite } from '../declaration.ts';
import { SeriesFailure } from '../series/algorithms/failure.ts';

/** The columns of a table that is one ROW of arrays, as strings, by name. */
export interface TableColumns {
  readonly names: readonly string[];
  readonly columns: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
}

/** A reader of tables that are a ROW of arrays: the first argument of a call, and their names. @throws RowError for another type, as every call will. */
export function tableRowReader(call: CallSite): (row: readonly unknown[], names: readonly (string | null)[]) => TableColumns {
  const type = call.types[0]!;
  if (type.kind !== 'row' || type.fields.some(({ type: member }) => member.kind !== 'array'))
    return invalidArgument(
      `the table must be a row of arrays such as row(array_agg(verb), array_agg(host)), not ${formatType(type).toUpperCase()}`,
    );
  const formats = type.fields.map(({ type: member }) => valueFormatter(member.kind === 'array' ? member.element : member, call.timeZone));
  return (row, names) => {
    if (row.length !== names.length) throw new SeriesFailure(`the row has ${row.length} columns, and there are ${names.length} names`);
    const cells = row.map((column) => (column ?? []) as readonly unknown[]);
    const rowCount = cells[0]!.length;
    call.tick(rowCount * cells.length);
    const uneven = cells.findIndex(({ length }) => length !== rowCount);
    if (uneven >= 0)
      throw new SeriesFailure(`column '${names[uneven]}' has ${cells[uneven]!.length} values, column '${names[0]}' has ${rowCount}`);
    const columns = cells.map((column, i) => column.map((value) => (value === null ? null : formats[i]!(value))));
    return { names: names.map((name) => name ?? ''), columns, rowCount };
  };
}

/** A pattern as the vendor writes it, which `where` accepts: `verb='GET' and host='a'`. */
export const patternText = (values: readonly (readonly [attribute: number, value: string])[], names: readonly string[]): string =>
  values.map(([at, value]) => `${nameText(names[at]!)}='${value.replaceAll("'", "''")}'`).join(' and ');

const nameText = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
