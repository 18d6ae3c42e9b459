import { describe, expect, it } from 'vitest';
import { complete } from '../../src/cli/complete.ts';
import { isComplete } from '../../src/cli/repl.ts';
import { createEngine, Table } from '../../src/index.ts';

const engine = createEngine({
  tables: { logs: Table.from([{ latency: 1, verb: 'GET', 'user-agent': 'x' }]), lookup: Table.from([{ k: 1 }]) },
});
const candidates = (text: string): readonly string[] => complete(engine, text).candidates;

describe('completion in the REPL', () => {
  it('knows commands after a pipe, tables, columns of the stage, functions and its own commands', () => {
    expect(candidates('* | proj')).toEqual(['project ', 'project-away ', 'project-rename ']);
    expect(candidates('* | project-r')).toEqual(['project-rename ']);
    expect(candidates('$lo')).toEqual(['$logs', '$lookup']);
    expect(candidates('* | where lat')).toEqual(['latency']);
    expect(candidates('* | extend lat2 = latency | where lat')).toEqual(['latency', 'lat2']);
    expect(candidates('* | where split_')).toEqual(['split_part(', 'split_to_map(', 'split_to_multimap(', 'split_csv(', 'split_pairs(']);
    expect(candidates('.sc')).toEqual(['.schema']);
  });
});

describe('whether a query is complete', () => {
  it('waits for what is missing', () => {
    expect(['*', '* | where latency > 1', '* |;', '* | wher x'].map((text) => isComplete(engine, text))).toEqual([true, true, true, true]);
    expect(
      ['* |', '* | where', '* | where (latency > 1', "* | where verb = 'G", '* | stats n ='].map((text) => isComplete(engine, text)),
    ).toEqual([false, false, false, false, false]);
  });
});
