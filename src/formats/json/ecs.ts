import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { progressOf } from '../entries.ts';
import type { Format, FormatColumns } from '../format.ts';
import { JsonScanner } from '../json-scan.ts';
import { eachObject, type ObjectReader } from '../json-values.ts';
import type { RowCollector } from '../row-collector.ts';
import { type Member, type Members, membersOf, shareOf } from './json-sample.ts';

const columns = {
  __time__: { type: BIGINT, description: 'from `@timestamp`, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severityNumber: { type: BIGINT, description: 'from `log.level`' },
  message: { type: VARCHAR, description: 'the message' },
} as const satisfies FormatColumns;

/** The most columns that nested objects may give before they are kept as JSON: objects of many shapes would make thousands. */
const maxColumns = 500;

/** Makes rows of objects with dotted keys, whether a file writes them as one key or as objects in objects. */
export class FlatRows implements ObjectReader {
  problem = '';
  readonly #rows: RowCollector;
  readonly #scanner = new JsonScanner();
  readonly #names = new Set<string>();

  constructor(rows: RowCollector) {
    this.#rows = rows;
  }

  object(text: string, at: number, end: number, line: number): number {
    const after = this.#scanner.skip(text, at, end);
    if (after < 0) {
      this.problem = this.#scanner.problem;
      return after;
    }
    this.#rows.begin(line);
    this.#add('', membersOf(text.slice(at, after)), 0);
    return after;
  }

  #add(prefix: string, members: Members, depth: number): void {
    for (const [key, member] of members) {
      const name = prefix + key;
      if (member.kind === Kind.json && depth < 10 && this.#names.size < maxColumns) {
        const nested = membersOf(member.value as string); // the kind says so
        if (nested.size > 0) this.#add(`${name}.`, nested, depth + 1);
      } else this.#set(name, member);
    }
  }

  #set(name: string, { kind, value }: Member): void {
    this.#names.add(name);
    if (kind === Kind.null) return;
    if (kind >= Kind.text)
      this.#rows.setText(name, value as string, kind); // the kinds say so
    else this.#rows.set(name, value as number, kind); // the kinds say so
  }
}

/** Whether an object is an event of the Elastic Common Schema. */
function isEcs(members: Members): boolean {
  if (!members.has('@timestamp')) return false;
  return ['ecs.version', 'ecs', 'log.level', 'log', 'event.dataset', 'event', 'agent', 'service.name'].some((name) => {
    const member = members.get(name);
    return member !== undefined && (name.includes('.') || member.kind === Kind.json);
  });
}

/** Logs of the Elastic Common Schema. */
export const ecs: Format = {
  name: 'ecs',
  summary: 'logs of the Elastic Common Schema: keys with dots and objects in objects give the same columns with dots, such as `log.level`',
  extensions: ['ndjson', 'jsonl', 'json'],
  columns,
  sniff(sample) {
    const share = shareOf(sample, isEcs);
    return share < 0.5
      ? undefined
      : { confidence: 0.912 + share / 200, reason: 'its objects have @timestamp and other keys of the Elastic Common Schema' };
  },
  read(source, rows, options) {
    rows.logKeys = true;
    return eachObject(source, rows, new FlatRows(rows), progressOf(source, options));
  },
};
