import { printable } from '../diagnostics/render.ts';

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

/** The parts of a line between gaps. */
function path(values: readonly (number | null)[], x: (i: number) => string, y: (value: number) => string): string {
  let open = false;
  return values
    .map((value, i) => {
      if (value === null) {
        open = false;
        return '';
      }
      const command = open ? 'L' : 'M';
      open = true;
      return `${command}${x(i)} ${y(value)}`;
    })
    .join('');
}

/**
 * Draws a series as an SVG picture: values, what was expected, the band around it and the points that are odd, as
 * `series_decompose_anomalies` gives them. Text that comes from data is escaped.
 */
export function drawSeries(chart: SeriesChart): string {
  const { width = 720, height = 220 } = chart;
  const values = chart.values.map((value) => (value !== null && Number.isFinite(Number(value)) ? Number(value) : null));
  const all = [values, chart.lower ?? [], chart.upper ?? []]
    .flat()
    .filter((value): value is number => value !== null && Number.isFinite(value));
  const low = all.reduce((least, value) => Math.min(least, value), all[0] ?? 0);
  const high = Math.max(
    all.reduce((most, value) => Math.max(most, value), all[0] ?? 1),
    low + 1e-9,
  );
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
  if (chart.lower && chart.upper) {
    const { lower, upper } = chart;
    const there = lower.flatMap((value, i) => (value !== null && upper[i] !== null && upper[i] !== undefined ? [i] : []));
    const band = [...there.map((i) => `${x(i)} ${y(upper[i]!)}`), ...there.toReversed().map((i) => `${x(i)} ${y(lower[i]!)}`)];
    if (band.length > 0) parts.push(`<path d="M${band.join('L')}Z" fill="${palette.band}" fill-opacity="0.15"/>`);
  }
  if (chart.baseline)
    parts.push(`<path d="${path(chart.baseline, x, y)}" fill="none" stroke="${palette.baseline}" stroke-dasharray="4 3"/>`);
  parts.push(`<path d="${path(values, x, y)}" fill="none" stroke="${palette.line}" stroke-width="1.2"/>`);
  chart.scores?.forEach((score, i) => {
    const value = values[i];
    if (score !== null && score > 0 && value !== null && value !== undefined)
      parts.push(`<circle cx="${x(i)}" cy="${y(value)}" r="${(2 + 2 * score).toFixed(1)}" fill="${palette.mark}"/>`);
  });
  return `${[...parts, '</svg>'].join('\n')}\n`;
}
