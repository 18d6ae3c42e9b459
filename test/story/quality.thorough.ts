import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('the quality suite names root causes of snapshots and of series', () => {
  const options = ['--only', 'drilldown', '--drilldown-suites', 'snap-small,snap-api,ts-small', '--cases', '4'];
  const report = execFileSync(process.execPath, ['bench/quality/run.mjs', ...options], { encoding: 'utf8' });
  const rows = [...report.matchAll(/^\| (\S+) \| 4 \| ([\d.]+)( \(goal.*\))? \|/gm)].map(([, suite, f1, missed]) => [
    suite,
    Number(f1) >= 0.9,
    missed,
  ]);
  expect(rows).toEqual([
    ['snap-small', true, undefined],
    ['snap-api', true, undefined],
    ['ts-small', true, undefined],
  ]);
});
