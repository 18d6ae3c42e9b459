import { Table } from 'logflume';

const verbs = ['GET', 'LIST', 'WATCH', 'UPDATE', 'CREATE'];

/** Requests, the same at every call. */
export function sampleRows(count) {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, i) => ({
    time: new Date(1_750_000_000_000 + i * 250),
    verb: verbs[Math.floor(random() * verbs.length)],
    code: random() < 0.02 ? 500 : 200,
    latency: random() ** 3,
    path: `/api/v1/pods/${Math.floor(random() * 500)}`,
  }));
}

/** A table `logs` of requests. */
export const sampleTables = (count = 20_000) => ({ logs: Table.from(sampleRows(count)) });
