import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/diagnostics/suggest.ts';
import { createEngine } from '../../src/index.ts';

const engine = createEngine();
const functions = engine.functions.all.filter(({ category }) => category !== 'operator').map(({ name }) => name);
const commands = engine.commands.map(({ name }) => name);
const columns = ['host', 'status', 'latency', 'user', 'service', 'message', 'client_ip', 'requestURI', 'bytes_sent', 'min', 'n', 'ts'];

/** Slips of a hand, and what was meant. */
const typos: readonly (readonly [readonly string[], readonly (readonly [string, string])[]])[] = [
  [
    functions,
    [
      ['uper', 'upper'],
      ['lowr', 'lower'],
      ['cuont', 'count'],
      ['coutn', 'count'],
      ['aprox_distinct', 'approx_distinct'],
      ['regexp_lik', 'regexp_like'],
      ['regex_extract', 'regexp_extract'],
      ['json_extrct', 'json_extract'],
      ['date_fromat', 'date_format'],
      ['form_unixtime', 'from_unixtime'],
      ['split_prt', 'split_part'],
      ['lenght', 'length'],
      ['repalce', 'replace'],
      ['series_forcast', 'series_forecast'],
      ['lagg', 'lag'],
      ['arry_agg', 'array_agg'],
      ['roudn', 'round'],
      ['avgg', 'avg'],
      ['sunm', 'sum'],
      ['rgeexp_like', 'regexp_like'],
    ],
  ],
  [
    commands,
    [
      ['wher', 'where'],
      ['were', 'where'],
      ['extned', 'extend'],
      ['porject', 'project'],
      ['limt', 'limit'],
      ['stast', 'stats'],
      ['sotr', 'sort'],
      ['distict', 'distinct'],
      ['make-seris', 'make-series'],
      ['parse-jsn', 'parse-json'],
    ],
  ],
  [
    columns,
    [
      ['hsot', 'host'],
      ['ohst', 'host'],
      ['sttus', 'status'],
      ['statsu', 'status'],
      ['latnecy', 'latency'],
      ['usr', 'user'],
      ['ser', 'user'],
      ['servcie', 'service'],
      ['mesage', 'message'],
      ['clientip', 'client_ip'],
      ['requesturi', 'requestURI'],
      ['byte_sent', 'bytes_sent'],
      ['mni', 'min'],
    ],
  ],
];

/** Names that mean something else: a guess would lead away. */
const others: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    [
      'log',
      'ln',
      'abs',
      'avg',
      'sum',
      'min',
      'max',
      'mod',
      'pow',
      'date',
      'hour',
      'rate',
      'length',
      'lower',
      'upper',
      'round',
      'floor',
      'year',
    ],
    [
      'lag',
      'dc',
      'iff',
      'any',
      'sub',
      'add',
      'mad',
      'map',
      'gate',
      'late',
      'four',
      'strlen',
      'tower',
      'flow',
      'now',
      'prev',
      'mean',
      'stdev',
    ],
  ],
  [
    commands,
    ['eval', 'rex', 'fields', 'table', 'head', 'tail', 'take', 'bin', 'chart', 'lookaside', 'count', 'join2table', 'dissect', 'keep'],
  ],
  [columns, ['cost', 'port', 'usage', 'device', 'massage_id', 'x', 'm', 'tx', 'max', 'url', 'path', 'verb', 'code', 'statement', 'agency']],
];

describe('suggestions by edit distance', () => {
  for (const [candidates, pairs] of typos)
    for (const [typed, meant] of pairs) it(`${typed} is ${meant}`, () => expect(nearest(typed, candidates)).toBe(meant));

  for (const [candidates, names] of others)
    for (const name of names) it(`${name} is none of them`, () => expect(nearest(name, candidates)).toBeUndefined());

  it('never leads from lag to log', () => {
    expect(
      nearest(
        'lag',
        functions.filter((name) => name !== 'lag'),
      ),
    ).not.toBe('log');
  });

  it('answers with the candidate itself where only the case differs', () => {
    expect(nearest('N', columns)).toBe('n');
  });
});
