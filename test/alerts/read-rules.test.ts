import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../src/alerts/read-rules.ts';
import { withTags } from '../../src/alerts/rule.ts';
import { takeApart } from '../../src/alerts/rule-query.ts';

const rule = `rules:
  - name: a
    files: a.log
    query: "* | make-series n = count(1) on t step 1m"
`;
const places = (text: string): string[] =>
  readRules(text).mistakes.map(({ line, column, message, help }) => `${line}:${column}: ${message}${help ? ` (${help})` : ''}`);

describe('a file of rules', () => {
  it('has defaults for what it does not say', () => {
    const { rules } = readRules(rule);
    expect(rules).toMatchObject({ state: undefined, zone: 'UTC', send: [{ kind: 'stdout' }] });
    expect(rules!.rules[0]).toMatchObject({
      files: ['a.log'],
      for: 120_000,
      keepFiringFor: 300_000,
      absent: undefined,
      samples: 3,
      detector: '{}',
    });
  });

  it('takes all that there is', () => {
    const { rules, mistakes } = readRules(`state: s.json
zone: Europe/Berlin
send: [stdout, {file: e.ndjson}, {webhook: 'http://localhost:1/x'}, {webhook: {url: 'http://localhost:1/y', shape: alertmanager, headers: {a: b}}}]
${rule}    pattern: '(?<x>.*)'
    detector: {confidence: 0.001, direction: up}
    dimensions: [x]
    absent: 10m
    keep: 1d
    labels: {severity: page}
`);
    expect(mistakes).toEqual([]);
    expect(rules!.send).toEqual([
      { kind: 'stdout' },
      { kind: 'file', path: 'e.ndjson' },
      { kind: 'webhook', url: 'http://localhost:1/x', shape: 'event', headers: {} },
      { kind: 'webhook', url: 'http://localhost:1/y', shape: 'alertmanager', headers: { a: 'b' } },
    ]);
    expect(rules!.rules[0]).toMatchObject({
      read: { pattern: '(?<x>.*)', timeZone: 'Europe/Berlin' },
      detector: '{"confidence":0.001,"direction":"up"}',
      absent: 600_000,
      labels: { severity: 'page' },
    });
  });

  it('says where its mistakes are, and what was meant', () => {
    expect(places('rules:\n  - name: a\n    fils: x\n    query: "*"\n')).toEqual([
      "3:5: a rule has no 'fils' (did you mean 'files'?)",
      "4:12: the query of a rule gives series: its last command is not 'make-series', which gives a rule its series",
      "2:5: 'files' is missing",
    ]);
    expect(
      places(`${rule}    for: soon\n    format: ndjsn\n    detector: {confidence: 7}\n    min_share: 2\n    watch_parts: perhaps\n`),
    ).toEqual([
      "6:13: there is no format 'ndjsn' (did you mean 'ndjson'?)",
      expect.stringMatching(/^7:15: .*confidence/),
      "9:18: 'watch_parts' must be true or false",
      "8:16: 'min_share' must be a number from 0 to 1",
      "5:10: 'for' must be a duration such as 5m, not 'soon'",
    ]);
    expect(places(`zone: Mars\nsend: [{webhook: ftp://x}]\n${rule}`)).toEqual([
      "1:7: 'Mars' is not a time zone",
      "2:18: 'ftp://x' is not a URL of http or https",
    ]);
    expect(places('rules: [')[0]).toMatch(/^1:\d: /);
    expect(places('')).toEqual(['1:1: a file of rules must be a map of rules, state, zone, send', "1:1: 'rules' must be a list of rules"]);
    expect(places(`${rule}${rule.slice(7)}`)).toEqual(["5:5: there are two rules 'a'"]);
  });

  it('knows where lines of its queries are', () => {
    const { rules } = readRules(rule.replace(/"(.*)"/, '|\n      * | extend a = 1\n        | make-series n = count(1) on t step 1m'));
    expect(rules!.rules[0]!.place).toEqual({ line: 5, column: 7, isBlock: true });
    expect(readRules(rule).rules!.rules[0]!.place).toEqual({ line: 4, column: 13, isBlock: false });
  });

  it('is the example, too', () => {
    expect(readRules(readFileSync(new URL('../../examples/alerts/rules.yaml', import.meta.url), 'utf8')).mistakes).toEqual([]);
  });
});

describe('the query of a rule', () => {
  it('is taken apart, and takes further tags', () => {
    const parts = takeApart("* | where a > 1 | make-series n = count(1) default = 0, m = max(x) on t step interval '5' minute by host");
    if (typeof parts === 'string') throw new Error(parts);
    expect(parts).toMatchObject({ tagCount: 1, valueCount: 2, step: 300_000, by: ['host'] });
    expect(withTags(parts, ['verb'])).toBe(
      `* | where a > 1 | make-series n = count(1) default = 0, m = max(x) on t step interval '5' minute by host, "verb"`,
    );
    expect(withTags(parts, [])).toContain(' by host');
  });

  it('says what it is not', () => {
    expect(takeApart('* | make-series n on t')).toContain("no 'step'");
    expect(takeApart('* | make-series n = count(1) on t step x')).toContain("its step 'x'");
    expect(takeApart('* | limit 1; * | limit 2')).toContain('2 outputs');
  });
});
