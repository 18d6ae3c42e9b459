// npm run quality [-- --only anomalies,periods,forecast,drilldown] [--seeds 1,7,11,12] [--drilldown-seeds 5] [--cases 12]
// Runs the scorers over the engine's own functions and prints their tables with the goals that are missed.
import { parseArgs } from 'node:util';
import { anomalies, periods } from './anomalies.mjs';
import { drilldown } from './drilldown.mjs';
import { forecast } from './forecast.mjs';
import { patterns } from './patterns.mjs';
import { story } from './story.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'anomalies,periods,forecast,patterns,drilldown,story' },
    seeds: { type: 'string', default: '1,7,11,12' },
    'drilldown-seeds': { type: 'string', default: '5' },
    cases: { type: 'string', default: '12' },
  },
});
const parts = values.only.split(',');
const seeds = values.seeds.split(',').filter(Boolean).map(Number);
if (parts.includes('anomalies')) anomalies(seeds);
if (parts.includes('periods')) periods(seeds);
if (parts.includes('forecast')) forecast(seeds);
if (parts.includes('patterns')) patterns();
if (parts.includes('drilldown')) for (const seed of values['drilldown-seeds'].split(',')) await drilldown(seed, Number(values.cases));
if (parts.includes('story')) await story();
