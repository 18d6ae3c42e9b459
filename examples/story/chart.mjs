// Draws a series as columns of blocks in a terminal, anomalous columns in red.

const blocks = ' ▁▂▃▄▅▆▇█';
const colours = process.stdout.isTTY || process.env.FORCE_COLOR;
const red = (text) => (colours ? `\u001b[31m${text}\u001b[39m` : text);
const faint = (text) => (colours ? `\u001b[2m${text}\u001b[22m` : text);

/** @param {{ values: number[], marks: boolean[], labels: string[], width?: number, height?: number }} series */
export function drawChart({ values, marks, labels, width = 90, height = 10 }) {
  const columns = Math.min(width, values.length);
  const groups = Array.from({ length: columns }, (_, c) => {
    const from = Math.floor((c * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((c + 1) * values.length) / columns));
    return { value: Math.max(...values.slice(from, to)), marked: marks.slice(from, to).some(Boolean), label: labels[from] };
  });
  const top = Math.max(...groups.map((g) => g.value));
  const lines = [];
  for (let row = height - 1; row >= 0; row--) {
    const cells = groups.map(({ value, marked }) => {
      const filled = (value / top) * height - row;
      const block = blocks[Math.max(0, Math.min(8, Math.round(filled * 8)))];
      return marked ? red(block) : block;
    });
    lines.push(`${faint(String(Math.round((top * (row + 1)) / height)).padStart(7))} ${cells.join('')}`);
  }
  lines.push(`        ${groups.map(({ marked }) => (marked ? red('▲') : faint('─'))).join('')}`);
  const middle = groups[Math.floor(columns / 2)].label;
  const gap = Math.max(1, Math.floor(columns / 2) - groups[0].label.length);
  lines.push(
    `        ${faint(groups[0].label + ' '.repeat(gap) + middle + ' '.repeat(Math.max(1, columns - gap - groups[0].label.length - middle.length - 5)) + groups.at(-1).label)}`,
  );
  return lines.join('\n');
}
