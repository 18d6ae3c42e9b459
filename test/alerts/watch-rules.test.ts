import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../src/alerts/event.ts';
import { readRules } from '../../src/alerts/read-rules.ts';
import { sinkOf } from '../../src/alerts/sinks.ts';
import { watchRules } from '../../src/alerts/watch-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'logflume-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const log = join(folder, 'app.log');
const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Lines of minutes, some of each verb; GET surges in some. */
function lines(from: number, to: number, surge: readonly [number, number] = [0, 0]): string {
  let text = '';
  for (let minute = from; minute < to; minute++)
    for (const verb of ['GET', 'PUT', 'LIST', 'WATCH', 'APPLY']) {
      const usual = 10 + ((minute * 7919 + verb.charCodeAt(0) * 104_729) % 11) - ((minute * minute * 31) % 5);
      const count = verb === 'GET' && minute >= surge[0] && minute < surge[1] ? usual * 9 : usual;
      for (let i = 0; i < count; i++)
        text += `{"__time__":${1_740_000_000 + minute * 60 + Math.floor((i * 60) / count)},"verb":"${verb}"}\n`;
    }
  return text;
}

const yaml = `state: ${join(folder, 'state.json')}
rules:
  - name: requests
    files: ${log}
    query: |
      * | extend t = from_unixtime(__time__)
        | make-series n = count(1) default = 0 on t step 1m
    dimensions: [verb]
    samples: 1
`;

async function once(): Promise<{ events: AlertEvent[]; problems: string[] }> {
  const events: AlertEvent[] = [];
  const problems: string[] = [];
  const sink = sinkOf(
    { kind: 'stdout' },
    (line) => events.push(JSON.parse(line) as AlertEvent),
    () => {},
  );
  await watchRules(readRules(yaml).rules!, { sinks: [sink], tell: (problem) => problems.push(problem), once: true });
  return { events, problems };
}

describe('watching rules', () => {
  it('goes on from its state, and says nothing twice', async () => {
    writeFileSync(log, lines(0, 65, [60, 90]));
    const first = await once();
    expect(first.problems).toEqual([]);
    expect(first.events).toMatchObject([
      { state: 'firing', rule: 'requests', causes: [{ filter: "verb = 'GET'" }], samples: [{ verb: 'GET' }] },
    ]);
    expect((await once()).events).toEqual([]);
    appendFileSync(log, lines(65, 80, [60, 90]));
    expect((await once()).events).toEqual([]);
    appendFileSync(log, lines(80, 110, [60, 90]));
    expect((await once()).events).toMatchObject([{ state: 'resolved', id: first.events[0]!.id }]);
    expect((await once()).events).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))).toMatchObject({
      version: 1,
      rules: { requests: { state: { alert: { status: 'inactive' } } } },
    });
  });

  it('says by the clock that no rows come', async () => {
    const events: AlertEvent[] = [];
    const controller = new AbortController();
    const { rules } = readRules(yaml.replace(/state: .*\n/, '').replace('samples: 1', 'absent: 100ms'));
    const sink = { send: (event: AlertEvent) => void events.push(event), flush: () => Promise.resolve() };
    const watching = watchRules(rules!, { sinks: [sink], tell: () => {}, once: false, signal: controller.signal, pollMs: 20 });
    const isAbsent = ({ kind }: AlertEvent): boolean => kind === 'absent';
    for (let i = 0; i < 200 && !events.some(isAbsent); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    await watching;
    expect(events.filter(isAbsent)).toMatchObject([{ kind: 'absent', state: 'firing', rule: 'requests' }]);
  });

  it('refuses a state that is not one', async () => {
    const path = join(folder, 'state.json');
    writeFileSync(path, '{"version":3}');
    await expect(once()).rejects.toThrow('it is not the state of rules');
    rmSync(path);
  });
});

describe('logflume watch', () => {
  const run = (args: string[]): { status: number; out: string; err: string } => {
    try {
      return {
        status: 0,
        out: execFileSync(process.execPath, [cli, 'watch', ...args], { encoding: 'utf8', stdio: 'pipe', cwd: folder }),
        err: '',
      };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { status, out: stdout, err: stderr };
    }
  };

  it('checks rules with the places of mistakes, in YAML and in queries', () => {
    writeFileSync(log, lines(0, 3));
    writeFileSync(join(folder, 'rules.yaml'), yaml);
    expect(run(['rules.yaml', '--check']).status).toBe(0);
    writeFileSync(join(folder, 'bad.yaml'), yaml.replace('[verb]', '[verbs]').replace('count(1)', 'cont(1)'));
    const { status, err } = run(['bad.yaml', '--check']);
    expect(status).toBe(1);
    expect(err).toMatch(/^bad\.yaml:7:27: requests: unknown function 'cont'\n/);
    expect(err).toContain('^^^^');
    writeFileSync(join(folder, 'worse.yaml'), yaml.replace('[verb]', '[verbs]'));
    expect(run(['worse.yaml', '--check']).err).toBe(
      "worse.yaml:6:7: requests: there is no column 'verbs' to look for causes by; did you mean 'verb'?\n",
    );
    expect(run(['rules.yaml', 'more']).status).toBe(2);
    expect(run(['none.yaml']).err).toContain('there is no such file');
  });

  it('replays a file', () => {
    writeFileSync(log, lines(0, 100, [60, 70]));
    const events = run(['rules.yaml', '--replay', log])
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AlertEvent);
    expect(events.map(({ state }) => state)).toEqual(['firing', 'resolved']);
  });
});
