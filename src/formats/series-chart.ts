import { printable } from '../diagnostics/render.ts';
import { type Interruptible, rowsBetween } from './interruption.ts';

/** A series to draw; arrays have one length; NULL and what is not finite leave gaps. */
export interface SeriesChart {
  readonly title?: string;
  /** Nanoseconds since 1970; the places from 1 where absent. */
  readonly times?: readonly (bigint | number | string)[];
  readonly values: readonly (number | bigint | null)[];
  readonly baseline?: readonly (number | null)[];
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
  /** Points above 0 are marked. */
  readonly scores?: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
}

const margin = { top: 28, right: 12, bottom: 24, left: 52 };
const palette = { line: '#1f6feb', baseline: '#8b949e', band: '#8b949e', mark: '#cf222e', text: '#57606a' };

/** Text in SVG; controls, which XML cannot have, and characters that turn the direction of text are replaced. */
const escaped = (text: string): string =>
  printable(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Round numbers between two bounds, about so many. */
function ticks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

/** The largest number that is drawn as it is: differences of two stay finite. */
const largest = 1e300;

/** A cell as the number that is drawn. */
function scaled(cell: number | bigint | null | undefined): number | null {
  const value = Number(cell ?? Number.NaN);
  return Number.isFinite(value) ? Math.max(-largest, Math.min(largest, value)) : null;
}

/** The least and the greatest of the numbers; a little apart where they are equal. */
function rangeOf(lists: readonly (readonly (number | null)[])[], options: Interruptible): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists)
    for (const i of rowsBetween(0, list.length, options)) {
      const value = list[i];
      if (!isNumber(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return { low: 0, high: 1 };
  return { low, high: Math.max(high, low + Math.max(1e-9, Math.abs(low) * 1e-9)) };
}

/** The parts of a line between gaps. */
function path(values: readonly (number | null)[], x: (i: number) => string, y: (value: number) => string, options: Interruptible): string {
  let open = false;
  let line = '';
  for (const i of rowsBetween(0, values.length, options)) {
    const value = values[i];
    if (isNumber(value)) line += `${open ? 'L' : 'M'}${x(i)} ${y(value)}`;
    open = isNumber(value);
  }
  return line;
}

/**
 * Draws a series as an SVG picture: values, what was expected, the band around it and the points that are odd, as
 * `series_decompose_anomalies` gives them. Text that comes from data is escaped.
 * @throws QueryError if it is interrupted
 */
export function drawSeries(chart: SeriesChart, options: Interruptible = {}): string {
  const { width = 720, height = 220 } = chart;
  const each = (list: readonly unknown[]): Generator<number> => rowsBetween(0, list.length, options);
  const values = Array.from(each(chart.values), (i) => scaled(chart.values[i]));
  const [baseline, lower, upper] = [chart.baseline, chart.lower, chart.upper].map(
    (list) => list && Array.from(each(list), (i) => scaled(list[i])),
  );
  const { low, high } = rangeOf([values, lower ?? [], upper ?? []], options);
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = (i: number): string => (margin.left + ((right - margin.left) * i) / Math.max(1, values.length - 1)).toFixed(1);
  const y = (value: number): string => (bottom - ((bottom - margin.top) * (value - low)) / (high - low)).toFixed(1);
  const label = (i: number): string =>
    chart.times ? new Date(Number(BigInt(chart.times[i]!) / 1_000_000n)).toISOString().slice(5, 16).replace('T', ' ') : String(i + 1);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
  ];
  if (chart.title) parts.push(`<text x="${margin.left}" y="16" fill="${palette.text}" font-weight="bold">${escaped(chart.title)}</text>`);
  for (const tick of ticks(low, high, 4))
    parts.push(
      `<line x1="${margin.left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#d0d7de" stroke-width="0.5"/>`,
      `<text x="${margin.left - 6}" y="${Number(y(tick)) + 4}" text-anchor="end" fill="${palette.text}">${short(tick)}</text>`,
    );
  for (const share of [0, 1 / 3, 2 / 3, 1]) {
    const i = Math.round(share * (values.length - 1));
    if (values.length > 0)
      parts.push(
        `<text x="${x(i)}" y="${height - 8}" text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}" fill="${palette.text}">${label(i)}</text>`,
      );
  }
  if (lower && upper) {
    const there = Array.from(each(lower)).filter((i) => isNumber(lower[i]) && isNumber(upper[i]));
    const over = Array.from(each(there), (at) => `${x(there[at]!)} ${y(upper[there[at]!]!)}`);
    const under = Array.from(each(there), (at) => `${x(there[at]!)} ${y(lower[there[at]!]!)}`).toReversed();
    const band = [over.join('L'), under.join('L')].join('L');
    if (there.length > 0) parts.push(`<path d="M${band}Z" fill="${palette.band}" fill-opacity="0.15"/>`);
  }
  if (baseline) parts.push(`<path d="${path(baseline, x, y, options)}" fill="none" stroke="${palette.baseline}" stroke-dasharray="4 3"/>`);
  parts.push(`<path d="${path(values, x, y, options)}" fill="none" stroke="${palette.line}" stroke-width="1.2"/>`);
  for (const i of each(chart.scores ?? [])) {
    const [score, value] = [chart.scores![i], values[i]];
    if (isNumber(score) && score > 0 && isNumber(value))
      parts.push(`<circle cx="${x(i)}" cy="${y(value)}" r="${(2 + 2 * score).toFixed(1)}" fill="${palette.mark}"/>`);
  }
  return `${[...parts, '</svg>'].join('\n')}\n`;
}
