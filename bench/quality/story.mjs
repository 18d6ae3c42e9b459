// The story on random faults of the demo's generator: is the bad window found, and is the cause named exactly and first?
import { createEngine } from 'logflume';
import { readNdjson } from 'logflume/formats';
import { generateLog, randomFault } from '../../examples/story/generate.mjs';
import { tellStory } from '../../examples/story/story.mjs';

const start = 1734382800;
const faultMinute = 200;
const faultLength = 15;

/** How much the total rate rises in the fault against the same time before it. */
function riseOf(counts) {
  const sum = (from) => counts.slice(from, from + faultLength).reduce((total, count) => total + Number(count), 0);
  return sum(faultMinute) / sum(faultMinute - faultLength) - 1;
}

export async function story(count = 20) {
  let windows = 0;
  let causes = 0;
  const missed = [];
  for (let seed = 1; seed <= count; seed++) {
    const fault = randomFault(seed);
    const lines = [...generateLog({ lines: 240_000, seed, faults: [fault], faultMinute, faultLength })];
    const logs = await readNdjson(lines.join('\n'));
    const { rate, stretch, cause } = await tellStory(createEngine({ tables: { logs } }));
    const { factor, ...attributes } = fault;
    const text = `${Object.entries(attributes)
      .map(([name, value]) => `${name}=${value.split('/')[0]}`)
      .join(' ')} ×${factor.toFixed(1)}, the total rises by ${(100 * riseOf(rate.request_count_arr)).toFixed(0)} %`;
    const minute = (time) => Number(time / 1_000_000_000n - BigInt(start)) / 60;
    const found = stretch && minute(stretch.begin) < faultMinute + faultLength && minute(stretch.end) >= faultMinute;
    const first = cause?.attrs[0] ?? {};
    const named =
      found && Object.keys(attributes).length === Object.keys(first).length && Object.entries(attributes).every(([k, v]) => first[k] === v);
    if (found) windows++;
    if (named) causes++;
    else missed.push(`${text}: ${found ? `named ${JSON.stringify(first)}` : 'window not found'}`);
  }
  process.stdout.write(`\n## The story on ${count} random faults\n\nwindow found: ${windows}, cause named exactly and first: ${causes}\n`);
  for (const line of missed) process.stdout.write(`- ${line}\n`);
}
