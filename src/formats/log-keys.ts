import { BIGINT, type Field, VARCHAR } from '../types/data-type.ts';
import { encodeStrings } from '../vectors/dictionary.ts';
import { buildColumn } from '../vectors/table.ts';
import { cellReader, type Vector } from '../vectors/vector.ts';
import { severityOf } from './severity.ts';

/** The names under which logs keep the severity of a line, best first. */
export const severityNames: readonly string[] = [
  'severityText',
  'severity_text',
  'SeverityText',
  'severity',
  'level',
  'log.level',
  'lvl',
  'loglevel',
  'log_level',
  'logLevel',
  'levelname',
  'Severity',
  'Level',
  '@l',
  'PRIORITY',
  's',
];

/** The names under which logs keep the message of a line, best first. */
export const messageNames: readonly string[] = [
  'message',
  'msg',
  'Message',
  'MESSAGE',
  'body',
  'Body',
  'log',
  'text',
  'short_message',
  'textPayload',
  '@m',
  '@mt',
];

/**
 * Fills `severityNumber` and `message` from the columns with the usual names, for the rows that have neither, where the table is one of a log. The columns that they
 * are taken from stay.
 */
export function fillLogColumns(schema: Field[], vectors: Vector[], rowCount: number, keeps: (name: string) => boolean): void {
  if (keeps('severityNumber')) fillSeverity(schema, vectors, rowCount);
  if (keeps('message')) fillMessage(schema, vectors, rowCount);
}

function fillSeverity(schema: Field[], vectors: Vector[], rowCount: number): void {
  const given = schema.findIndex(({ name }) => name === 'severityNumber');
  if (given >= 0 && schema[given]!.type.kind !== 'bigint' && schema[given]!.type.kind !== 'varchar') return;
  const sources = severityNames.flatMap((name) => schema.flatMap((field, i) => (field.name === name ? [severityReader(vectors[i]!)] : [])));
  if (sources.length === 0) return;
  const before = given >= 0 && schema[given]!.type.kind === 'bigint' ? cellReader(vectors[given]!) : () => null;
  let found = 0;
  const cells = Array.from({ length: rowCount }, (_, row): bigint | null => {
    const known = before(row) as bigint | null; // a cell of BIGINT
    if (known !== null) return known;
    for (const read of sources) {
      const number = read(row);
      if (number === undefined) continue;
      found++;
      return number;
    }
    return null;
  });
  if (found > 0) put(schema, vectors, given, 'severityNumber', buildColumn(BIGINT, cells));
}

/** Reads the severity in a cell; each distinct text is looked at once. */
function severityReader(vector: Vector): (row: number) => bigint | undefined {
  const kind = vector.type.kind;
  if (kind !== 'varchar' && kind !== 'bigint') return () => undefined;
  const read = cellReader(vector);
  const known = new Map<unknown, bigint | undefined>();
  return (row) => {
    const cell = read(row);
    if (cell === null) return undefined;
    if (known.has(cell)) return known.get(cell);
    const number = severityOf(String(cell));
    const severity = number === undefined ? undefined : BigInt(number);
    if (known.size < 1000) known.set(cell, severity);
    return severity;
  };
}

function fillMessage(schema: Field[], vectors: Vector[], rowCount: number): void {
  const given = schema.findIndex(({ name }) => name === 'message');
  if (given >= 0 && schema[given]!.type.kind !== 'varchar') return;
  const read = given >= 0 ? cellReader(vectors[given]!) : () => null;
  const missing = given < 0 || Array.from({ length: rowCount }, (_, row) => row).some((row) => read(row) === null);
  if (!missing) return;
  const empty = given < 0 || Array.from({ length: rowCount }, (_, row) => row).every((row) => read(row) === null);
  for (const name of messageNames) {
    const at = name === 'message' ? -1 : schema.findIndex((field) => field.name === name);
    if (at < 0 || schema[at]!.type.kind !== 'varchar') continue;
    // The same cells under a second name cost nothing.
    if (empty) {
      put(schema, vectors, given, 'message', vectors[at]!);
      return;
    }
    const other = cellReader(vectors[at]!);
    const cells = Array.from({ length: rowCount }, (_, row) => (read(row) ?? other(row)) as string | null); // cells of VARCHAR
    put(schema, vectors, given, 'message', encodeStrings(VARCHAR, cells) ?? buildColumn(VARCHAR, cells));
    return;
  }
}

function put(schema: Field[], vectors: Vector[], at: number, name: string, vector: Vector): void {
  schema[at < 0 ? schema.length : at] = { name, type: vector.type };
  vectors[at < 0 ? vectors.length : at] = vector;
}
