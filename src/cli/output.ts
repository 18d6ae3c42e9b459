import { printable } from '../diagnostics/render.ts';
import type { FileReport } from '../formats/input.ts';
import { jsonRows, writeCsv, writeMarkdown, writeNdjson } from '../formats/write.ts';
import type { NamedResult, OperatorStats } from '../index.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './render-table.ts';

/** The formats that results are printed in. */
export type OutputFormat = 'table' | 'json' | 'ndjson' | 'csv' | 'markdown';

export const outputFormats: readonly OutputFormat[] = ['table', 'json', 'ndjson', 'csv', 'markdown'];

/** How results are printed. */
export interface OutputSettings {
  readonly format: OutputFormat;
  /** Columns of the terminal; undefined where there is none. */
  readonly width: number | undefined;
  readonly paint: Paint;
  /** Whether CSV is safe to open in a spreadsheet. */
  readonly csvSafe: boolean;
}

/** The outputs of a script as text. */
export async function renderOutputs(outputs: readonly NamedResult[], settings: OutputSettings): Promise<string> {
  const { format, paint } = settings;
  const several = outputs.length > 1;
  const rendered = await Promise.all(
    outputs.map(async ({ name, result }, i) => {
      const title =
        several && (format === 'table' || format === 'markdown')
          ? `${paint.bold(name === undefined ? `output ${i + 1}` : printable(`$${name}`))}\n`
          : '';
      return title + (await renderOne(result, settings));
    }),
  );
  return rendered.join(several && format !== 'ndjson' ? '\n' : '');
}

async function renderOne(result: NamedResult['result'], { format, width, paint, csvSafe }: OutputSettings): Promise<string> {
  switch (format) {
    case 'json': {
      const rows = jsonRows(result);
      return rows.length === 0 ? '[]\n' : `[\n  ${rows.join(',\n  ')}\n]\n`;
    }
    case 'ndjson':
      return writeNdjson(result);
    case 'csv':
      return writeCsv(result, { escapeFormulas: csvSafe });
    case 'markdown':
      return writeMarkdown(result);
    case 'table': {
      const count = paint.faint(`${result.rowCount.toLocaleString('en-US')} ${result.rowCount === 1 ? 'row' : 'rows'}`);
      return `${await renderTable(result, { width, paint })}\n${count}\n`;
    }
  }
}

/** What was read, one file per line. */
export function renderReports(reports: readonly FileReport[]): string {
  const bytesOf = (bytes: number): string => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  return reports
    .map(
      ({ name, format, bytes, rows, time }) =>
        `Read ${printable(`${name} (${format})`).padEnd(28)} ${bytesOf(bytes).padStart(10)} ${rows.toLocaleString('en-US').padStart(12)} rows ${time.toFixed(1).padStart(9)} ms`,
    )
    .join('\n');
}

/** What every operator did, one a line. */
export function renderStats(stats: readonly OperatorStats[]): string {
  return stats
    .map(
      ({ operator, rowsIn, rowsOut, time }) =>
        `${printable(operator).padEnd(16)} ${String(rowsIn).padStart(10)} rows in ${String(rowsOut).padStart(10)} rows out ${time.toFixed(1).padStart(9)} ms`,
    )
    .join('\n');
}
