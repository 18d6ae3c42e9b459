import { Kind } from '../cell-kind.ts';
import { progressOf } from '../entries.ts';
import type { Format } from '../format.ts';
import { JsonScanner } from '../json-scan.ts';
import { eachObject, type ObjectReader } from '../json-values.ts';
import { ObjectRows } from '../ndjson.ts';
import type { RowCollector } from '../row-collector.ts';
import { elementsOf, type Members, membersOf, shareOf } from './json-sample.ts';

/** The list that AWS calls `Records`, where an object has nothing else, or what a list of Kubernetes holds; undefined where it is neither. */
function listIn(members: Members): string | undefined {
  const items = members.get('items');
  if (items?.kind === Kind.array && String(members.get('kind')?.value ?? '').endsWith('List')) return items.value as string; // the kind says so
  const list = members.get('Records');
  return members.size === 1 && list?.kind === Kind.array ? (list.value as string) : undefined; // the kind says so
}

/** Makes rows of the objects in lists. */
class ListedRows implements ObjectReader {
  problem = '';
  readonly #rows: RowCollector;
  readonly #objects: ObjectRows;
  readonly #scanner = new JsonScanner();

  constructor(rows: RowCollector) {
    this.#rows = rows;
    this.#objects = new ObjectRows(rows);
  }

  object(text: string, at: number, end: number, line: number): number {
    const after = this.#scanner.skip(text, at, end);
    if (after < 0) {
      this.problem = this.#scanner.problem;
      return after;
    }
    const list = listIn(membersOf(text.slice(at, after)));
    if (list === undefined) this.#rows.skipped.add(line, 'it is JSON, but not a list of objects');
    for (const { kind, value } of list === undefined ? [] : elementsOf(list)) {
      if (this.#rows.full) break;
      const element = String(value);
      if (kind !== Kind.json || this.#objects.object(element, 0, element.length, line) < 0)
        this.#rows.skipped.add(line, 'an element of the list is not an object');
    }
    return after;
  }
}

/** Objects in the list that a document is. */
export const records: Format = {
  name: 'records',
  summary: 'JSON documents that are a list of objects: `{"Records": […]}` of AWS CloudTrail, and what `kubectl get -o json` prints',
  extensions: ['json'],
  sniff(sample) {
    const share = shareOf(sample, (members) => listIn(members) !== undefined);
    return share === 1 ? { confidence: 0.91, reason: 'it has one list of objects' } : undefined;
  },
  read(source, rows, options) {
    rows.logKeys = true;
    return eachObject(source, rows, new ListedRows(rows), progressOf(source, options));
  },
};
