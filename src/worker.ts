// The thread of an engine with workers: it keeps columns that it is sent, and aggregates rows of them.
import { builtinFunctions } from './functions/index.ts';
import type { Job, Order, Report } from './runtime/parallel/messages.ts';
import { unpackVector } from './runtime/parallel/portable-vector.ts';
import { runPart } from './runtime/parallel/run-part.ts';
import { nodeThreads } from './runtime/parallel/thread.ts';
import { Table } from './vectors/table.ts';
import { slice } from './vectors/take.ts';
import type { Dictionary, Vector } from './vectors/vector.ts';

/** Whoever started this thread. */
interface Parent {
  postMessage(report: Report): void;
  onOrder(listener: (order: Order) => void): void;
}

/** Values come in parts. */
interface GrowingDictionary extends Dictionary {
  readonly values: string[];
}

const dictionaries = new Map<number, GrowingDictionary>();
const numbers = new WeakMap<Dictionary, number>();
/** By table: its columns, and the parts of them that jobs have read. */
const tables = new Map<number, { readonly columns: Vector[]; readonly parts: Map<string, Vector[]> }>();

function tableOf(id: number) {
  const known = tables.get(id) ?? { columns: [], parts: new Map() };
  tables.set(id, known);
  return known;
}

/** The rows of a job; the same vectors for the next one, as they know what was found out about them. */
function rowsOf({ table: id, schema, from, to }: Job): Table {
  const { columns, parts } = tableOf(id);
  const key = `${from} ${to}`;
  const part = parts.get(key) ?? [];
  parts.set(key, part);
  for (const [i, column] of columns.entries()) if (column && !part[i]) part[i] = slice(column, from, to);
  return new Table(schema, part, to - from);
}

function dictionaryOf(id: number): GrowingDictionary {
  const known = dictionaries.get(id) ?? { values: [] };
  dictionaries.set(id, known);
  numbers.set(known, id);
  return known;
}

function obey(order: Order, say: (report: Report) => void): void {
  switch (order.kind) {
    case 'dictionary': {
      const { values } = dictionaryOf(order.id);
      for (const value of order.values) values.push(value);
      return;
    }
    case 'column':
      tableOf(order.table).columns[order.index] = unpackVector(order.vector, dictionaryOf);
      return;
    case 'drop':
      if (order.table !== undefined) tables.delete(order.table);
      if (order.dictionary !== undefined) dictionaries.delete(order.dictionary);
      return;
    case 'run':
      void runPart(order.job, rowsOf(order.job), builtinFunctions, (dictionary) => numbers.get(dictionary), say);
  }
}

/** The parent of a thread of Node, or of a worker of a page. */
async function findParent(): Promise<Parent> {
  const node = (await nodeThreads())?.parentPort;
  if (node) return { postMessage: (report) => node.postMessage(report), onOrder: (listener) => void node.on('message', listener) };
  const scope = globalThis as object as { postMessage(report: Report): void; onmessage: (event: { readonly data: Order }) => void }; // a worker of a page
  return {
    postMessage: (report) => scope.postMessage(report),
    onOrder(listener) {
      scope.onmessage = ({ data }) => listener(data);
    },
  };
}

// Without `await`, as bundlers make scripts of workers, in which that cannot be at the top.
void findParent().then((parent) => {
  parent.onOrder((order) => obey(order, (report) => parent.postMessage(report)));
  parent.postMessage({ kind: 'ready' });
});
