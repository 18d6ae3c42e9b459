import { BIGINT, type DataType, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { EntryLines, expectColumns, progressOf } from '../entries.ts';
import { type Format, type FormatColumns, sampleOfLines } from '../format.ts';
import type { ReadOptions } from '../input.ts';
import type { ChooseInner } from '../logs/containers.ts';
import type { RowCollector } from '../row-collector.ts';
import { epochNanos, parseInstant } from '../times.ts';
import { eachDocument, isObject, type Json, type JsonObject, objectsIn, textIn } from './documents.ts';

const json: DataType = { kind: 'json' };

const columns = {
  __time__: { type: BIGINT, description: 'of the entry, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  attributes: { type: json, description: 'the labels of the stream and the structured metadata of the entry' },
  message: { type: VARCHAR, description: 'the line; where its format is known, what that has as message' },
} as const satisfies FormatColumns;

/** An entry of a stream. */
interface LokiEntry {
  readonly time: string;
  readonly line: string;
  readonly attributes: JsonObject;
}

/** The labels of the old protocol: `{a="b", c="d"}`. */
function parseLabels(text: string): JsonObject {
  const labels: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\[^])*)"/g))
    labels[name!] = value!.replace(/\\([^])/g, '$1');
  return labels;
}

const attributesOf = (labels: JsonObject, more: Json | undefined): JsonObject => {
  if (!isObject(more)) return labels;
  // Query answers may name the kinds of labels.
  const { structuredMetadata, parsed, ...others } = more;
  return { ...labels, ...others, ...(isObject(structuredMetadata) ? structuredMetadata : {}), ...(isObject(parsed) ? parsed : {}) };
};

/** The entries of a push, or of the answer to a query; undefined where it is neither. */
function entriesOf(document: JsonObject): LokiEntry[] | undefined {
  const data = isObject(document.data) ? document.data : undefined;
  const streams = Array.isArray(document.streams) ? document.streams : data?.resultType === 'streams' ? data.result : undefined;
  if (!Array.isArray(streams)) return undefined;
  return objectsIn(streams as Json).flatMap((stream) => {
    const labels = isObject(stream.stream) ? stream.stream : parseLabels(textIn(stream.labels) ?? '');
    const values = Array.isArray(stream.values) ? (stream.values as readonly Json[]) : [];
    const old = objectsIn(stream.entries).map(
      ({ ts, line }): LokiEntry => ({ time: textIn(ts) ?? '', line: textIn(line) ?? '', attributes: labels }),
    );
    const now = values.flatMap((value): LokiEntry[] => {
      if (!Array.isArray(value) || typeof value[1] !== 'string') return [];
      return [{ time: String(value[0]), line: value[1], attributes: attributesOf(labels, value[2] as Json) }];
    });
    return [...old, ...now];
  });
}

const instantOf = (time: string, rows: RowCollector): bigint | undefined => epochNanos(time) ?? parseInstant(time, rows.zone);

/** What clients send to Loki, and what it answers. */
export const lokiFormat = <Options extends ReadOptions>(choose: ChooseInner<Options>): Format<Options> => ({
  name: 'loki',
  summary: 'pushes to Loki and its answers to queries: each line is of any other format of lines',
  extensions: [],
  columns,
  sniff({ text }) {
    const start = text.slice(0, 4000);
    const push = /^\s*\{\s*"streams"\s*:\s*\[/.test(start);
    return push || (/"resultType"\s*:\s*"streams"/.test(start) && /"data"\s*:/.test(start))
      ? { confidence: 0.97, reason: push ? 'it begins with streams' : 'it is an answer with streams' }
      : undefined;
  },
  read(source, rows, options) {
    expectColumns(rows, columns);
    return eachDocument(
      source,
      rows,
      (document, number) => {
        const entries = entriesOf(document);
        if (!entries) return 'it is JSON, but neither a push nor an answer of Loki';
        const lines = entries.map(({ line }) => line);
        const { format, reason } = choose(sampleOfLines(lines.filter((line) => line.trim() !== '').slice(0, 50)));
        rows.inner = { format: format.name, reason };
        const reader = new EntryLines(rows, format.open(rows, { name: source.name, modified: source.modified, lines }, options));
        for (const { time, line, attributes } of entries) {
          const around = (): void => {
            const instant = instantOf(time, rows);
            if (instant !== undefined) rows.setInstant(instant);
            rows.setText('attributes', JSON.stringify(attributes), Kind.json);
          };
          if (reader.line(line.replace(/\r?\n$/, ''), number, around)) break;
        }
        reader.finish();
        return undefined;
      },
      progressOf(source, options),
    );
  },
});
