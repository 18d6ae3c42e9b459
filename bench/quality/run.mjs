// npm run quality: the scorers of detection, periods, forecasts, log patterns and root causes over the engine's own functions, called
// through queries with default options, the goals beside what was reached.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { alerts } from './alerts.mjs';
import { anomalies, periods } from './anomalies.mjs';
import { compare } from './compare.mjs';
import { drilldown } from './drilldown.mjs';
import { forecast } from './forecast.mjs';
import { patterns } from './patterns.mjs';
import { story } from './story.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seeds: { type: 'string', default: '1,7,11,12' },
    'drilldown-seeds': { type: 'string', default: '5' },
    'drilldown-suites': { type: 'string' },
    cases: { type: 'string', default: '12' },
  },
});

if (values.only) {
  const seeds = values.seeds.split(',').map(Number);
  const parts = values.only.split(',');
  if (parts.includes('anomalies')) anomalies(seeds);
  if (parts.includes('compare')) compare(seeds);
  if (parts.includes('periods')) periods(seeds);
  if (parts.includes('forecast')) forecast(seeds);
  if (parts.includes('patterns')) patterns();
  if (parts.includes('drilldown')) {
    for (const seed of values['drilldown-seeds'].split(','))
      await drilldown(seed, Number(values.cases), values['drilldown-suites']?.split(','));
  }
  if (parts.includes('story')) await story();
  if (parts.includes('alerts')) await alerts();
} else {
  // Two processes, since all of it takes five minutes in one.
  const run = (only) =>
    promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--only', only], {
      maxBuffer: 1 << 26,
    });
  for (const { stdout } of await Promise.all(['anomalies,compare,periods,forecast,patterns,alerts', 'drilldown,story'].map(run)))
    process.stdout.write(stdout);
}
