// Rules on random faults of the demo's generator, replayed: does one alert fire, soon, and name the cause; and on a calm day none?
import { readFileSync } from 'node:fs';
import { readNdjson } from 'logflume/formats';
import { readRules } from '../../build/alerts/read-rules.js';
import { replay } from '../../build/alerts/replay.js';
import { RuleRunner } from '../../build/alerts/rule-runner.js';
import { generateLog, leaseSurge, randomFault } from '../../examples/story/generate.mjs';

const start = 1734382800;
const faultMinute = 200;
const faultLength = 15;
const goal = 18;

/** The minute of a time of an event. */
const minuteOf = (time) => (Date.parse(time) / 1000 - start) / 60;

/** What the example's rule says of a log whose first minutes were looked at before. */
async function eventsOf(options, lookedAt = 0) {
  const { rules } = readRules(readFileSync(new URL('../../examples/alerts/rules.yaml', import.meta.url), 'utf8'));
  const events = [];
  const state = { alert: { status: 'inactive' }, until: (start + lookedAt * 60) * 1000 };
  const runner = new RuleRunner(rules.rules[0], 'UTC', state, (event) => events.push(event));
  await replay(runner, await readNdjson([...generateLog({ start, ...options })].join('\n')));
  await runner.close();
  return events;
}

/** Replays a fault: what it is, and what the rule said. */
async function fault(seed, planted) {
  const options = { lines: 180_000, hours: 4.5, seed, faults: [planted], faultMinute, faultLength };
  const events = await eventsOf(options, faultMinute - 60);
  const { factor, ...attributes } = planted;
  const firing = events.filter(({ state }) => state === 'firing');
  const [first] = firing;
  const during = first && minuteOf(first.at) > faultMinute && minuteOf(first.at) <= faultMinute + faultLength;
  const named = during && first.causes[0]?.attributes;
  const text = Object.entries(attributes).map(([name, value]) => `${name}=${value.split('/')[0]}`);
  return {
    text: `${text.join(' ')} ×${factor.toFixed(1)}`,
    fired: firing.length,
    during,
    delay: during ? minuteOf(first.at) - faultMinute : Number.NaN,
    named:
      Boolean(named) &&
      Object.keys(named).length === text.length &&
      Object.entries(attributes).every(([name, value]) => named[name] === value),
    resolved: events.at(-1)?.state === 'resolved' && minuteOf(events.at(-1).at) > faultMinute + faultLength - 1,
  };
}

export async function alerts(count = 20) {
  const print = (line) => process.stdout.write(`${line}\n`);
  print(`\n## Alerts: the story's fault, ${count} random faults and a calm day, replayed\n`);
  const story = await fault(7, leaseSurge);
  print(
    `the story: fired ${story.fired} time(s), after ${story.delay} minutes, cause ${story.named ? 'named' : 'not named'}, ${story.resolved ? 'resolved' : 'not resolved'}`,
  );
  const faults = [];
  for (let seed = 1; seed <= count; seed++) faults.push(await fault(seed, randomFault(seed)));
  const once = faults.filter(({ fired, during }) => fired === 1 && during);
  const delays = once.map(({ delay }) => delay).sort((a, b) => a - b);
  print(
    `faults that fire once: ${once.length} of ${count} (goal ${goal}); cause named exactly and first: ${once.filter(({ named }) => named).length}; resolved: ${once.filter(({ resolved }) => resolved).length}`,
  );
  print(`minutes until they fire: median ${delays[delays.length >> 1]}, longest ${delays.at(-1)}`);
  for (const { text, fired, named } of faults)
    if (fired !== 1 || !named) print(`- ${text}: fired ${fired} time(s)${fired === 1 ? ', another cause' : ''}`);
  const calm = await eventsOf({ lines: 400_000, hours: 24, seed: 3, faults: [] });
  print(`a calm day: ${calm.filter(({ state }) => state === 'firing').length} alerts (goal 0)`);
}
