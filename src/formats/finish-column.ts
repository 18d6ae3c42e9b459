import { BIGINT, BOOLEAN, type DataType, DOUBLE, formatType, VARCHAR } from '../types/data-type.ts';
import { parseBigint, parseDouble } from '../types/number-format.ts';
import type { TimeZone } from '../types/time-zone.ts';
import { allValid, type Bitmap, clearBit } from '../vectors/bitmap.ts';
import { DictionaryBuilder, encodeStrings } from '../vectors/dictionary.ts';
import { cellConverter } from '../vectors/ingest.ts';
import { buildColumn } from '../vectors/table.ts';
import type { Vector } from '../vectors/vector.ts';
import { Kind } from './cell-kind.ts';
import { Column } from './column.ts';
import { finishPacked } from './finish-packed.ts';
import { JsonScanner } from './json-scan.ts';
import { plainNumbers } from './local-numbers.ts';
import { epochNanos, parseInstant } from './times.ts';

/** What finishing a column depends on. */
export interface FinishContext {
  readonly rowCount: number;
  readonly zone: TimeZone;
  /** Whether texts that are all date-times become TIMESTAMP. */
  readonly times: boolean;
  /** Hears what became of odd values. */
  readonly warn: (column: string, reason: string) => void;
  readonly note: (text: string) => void;
}

const JSON_TYPE: DataType = { kind: 'json' };
const TIMESTAMP: DataType = { kind: 'timestamp' };

/**
 * The type of a column by what its cells were written as, one rule for all formats: whole numbers are BIGINT; with numbers that
 * have a point or an exponent DOUBLE; objects JSON; arrays ARRAY, or JSON where there are objects too; cells of several kinds, and numbers that
 * would lose digits, VARCHAR. A column without a value is what the format says, or VARCHAR.
 */
export function typeOfColumn({ counts, name }: Column, expected: DataType | undefined, warn: FinishContext['warn']): DataType {
  const at = (kind: Kind): number => counts[kind]!;
  let total = 0;
  for (let kind = 1; kind < counts.length; kind++) total += counts[kind]!;
  if (total === 0) return expected ?? VARCHAR;
  if (at(Kind.boolean) === total) return BOOLEAN;
  const whole = at(Kind.integer) + at(Kind.big);
  if (whole === total) return BIGINT;
  const numbers = whole + at(Kind.double) + at(Kind.special) + at(Kind.wide);
  if (numbers === total) {
    if (at(Kind.wide) > 0) {
      warn(`column '${name}'`, 'it has numbers that no BIGINT or DOUBLE holds, and is VARCHAR with all their digits');
      return VARCHAR;
    }
    if (at(Kind.big) > 0) {
      warn(
        `column '${name}'`,
        'it has fractions and whole numbers beyond 2^53, which a DOUBLE would merge, and is VARCHAR with all their digits',
      );
      return VARCHAR;
    }
    return at(Kind.special) === total ? VARCHAR : DOUBLE;
  }
  if (at(Kind.json) + at(Kind.array) === total) return at(Kind.json) > 0 ? JSON_TYPE : { kind: 'array', element: VARCHAR };
  return VARCHAR;
}

/** Calls back with every cell of a column and its row. */
function eachCell({ cells, rows }: Column, onCell: (row: number, cell: unknown) => void): void {
  for (let i = 0; i < cells.length; i++) if (cells[i] !== null) onCell(rows ? rows[i]! : i, cells[i]);
}

/** The cells as texts, NULL as null: as they were written. */
function textCells(column: Column, rowCount: number): (string | null)[] {
  const texts = new Array<string | null>(rowCount).fill(null);
  eachCell(column, (row, cell) => (texts[row] = typeof cell === 'string' ? cell : String(cell)));
  return texts;
}

const isSparse = ({ rows, cells }: Column, rowCount: number): boolean => rows !== undefined && cells.length * 8 < rowCount;

/** Keeps what `make` gives for as long as something uses it. */
function remade<T extends object>(make: () => T): () => T {
  let kept: WeakRef<T> | undefined;
  return () => {
    const known = kept?.deref();
    if (known) return known;
    const made = make();
    kept = new WeakRef(made);
    return made;
  };
}

/** Texts in few rows: the codes of all rows are only laid out while a query reads them. */
function sparseTexts(type: DataType, column: Column, rowCount: number): Vector {
  const dictionary = new DictionaryBuilder();
  const rows: number[] = [];
  const few: number[] = [];
  eachCell(column, (row, cell) => {
    rows.push(row);
    few.push(dictionary.add(typeof cell === 'string' ? cell : String(cell)));
  });
  const codes = remade(() => {
    const all = new Int32Array(rowCount).fill(-1);
    for (let i = 0; i < rows.length; i++) all[rows[i]!] = few[i]!;
    return all;
  });
  return {
    encoding: 'dictionary',
    type,
    get codes() {
      return codes();
    },
    dictionary,
    length: rowCount,
  };
}

type Numbers = Uint8Array | BigInt64Array | Float64Array;

/** Numbers, booleans or times in a typed array; in few rows, laid out only while a query reads them. */
function numberVector(
  type: DataType,
  column: Column,
  rowCount: number,
  allocate: (length: number) => Numbers,
  convert: (cell: unknown) => number | bigint,
): Vector {
  let missing = column.rows !== undefined || column.cells.length < rowCount;
  const make = (): { values: Numbers; validity: Bitmap | undefined } => {
    const values = allocate(rowCount);
    const { cells, rows } = column;
    missing ||= cells.includes(null);
    if (!missing) {
      for (let i = 0; i < cells.length; i++) values[i] = convert(cells[i]);
      return { values, validity: undefined };
    }
    const validity = new Uint8Array((rowCount + 7) >> 3);
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] === null) continue;
      const row = rows ? rows[i]! : i;
      values[row] = convert(cells[i]);
      validity[row >> 3] = validity[row >> 3]! | (1 << (row & 7));
    }
    return { values, validity };
  };
  if (!isSparse(column, rowCount)) return { encoding: 'flat', type, ...make(), length: rowCount };
  const parts = remade(make);
  return {
    encoding: 'flat',
    type,
    get values() {
      return parts().values;
    },
    get validity() {
      return parts().validity;
    },
    length: rowCount,
  };
}

function textVector(type: DataType, column: Column, rowCount: number): Vector {
  if (isSparse(column, rowCount)) return sparseTexts(type, column, rowCount);
  const texts = textCells(column, rowCount);
  return encodeStrings(type, texts) ?? { encoding: 'flat', type, values: texts, validity: undefined, length: rowCount };
}

/** The times of a column of texts; undefined where one of them is not a date-time. */
function timeVector(column: Column, { rowCount, zone }: FinishContext): Vector | undefined {
  const { cells } = column;
  const instants: (bigint | null)[] = [];
  for (const cell of cells) {
    const instant = cell === null ? null : parseInstant(cell as string, zone); // all cells are texts here
    if (instant === undefined) return undefined;
    instants.push(instant);
  }
  const times = new Column(column.name);
  for (const instant of instants) times.cells.push(instant);
  times.rows = column.rows;
  return numberVector(
    TIMESTAMP,
    times,
    rowCount,
    (length) => new BigInt64Array(length),
    (cell) => cell as bigint,
  );
}

/** Arrays from their JSON texts; JSON where an element is an object, since such arrays have no common type. */
function arrayVector(column: Column, context: FinishContext): { type: DataType; vector: Vector } {
  const { rowCount } = context;
  const elements = new Column(column.name);
  const scanner = new JsonScanner();
  const offsets = new Int32Array(rowCount + 1);
  const validity = allValid(rowCount);
  let end = 0;
  let next = 0;
  const skipTo = (row: number): void => {
    for (; next < row; next++) {
      clearBit(validity, next);
      offsets[next + 1] = end;
    }
  };
  eachCell(column, (row, cell) => {
    skipTo(row);
    scanner.elements(cell as string, () => {
      const { kind, value } = scanner;
      if (kind >= Kind.text) elements.addText(end++, value as string, kind);
      else elements.add(end++, kind === Kind.null ? null : value, kind);
    });
    offsets[++next] = end;
  });
  skipTo(rowCount);
  const { type, vector } = finishColumn(elements, undefined, undefined, { ...context, rowCount: end, times: false });
  if (type.kind === 'json' || elements.counts[Kind.json]! > 0) return { type: JSON_TYPE, vector: textVector(JSON_TYPE, column, rowCount) };
  const arrayType: DataType = { kind: 'array', element: type };
  const full = validity.every((byte) => byte === 255);
  return {
    type: arrayType,
    vector: { encoding: 'list', type: arrayType, offsets, child: vector, validity: full ? undefined : validity, length: rowCount },
  };
}

const isTrue = (cell: unknown): number => (cell === true || (typeof cell === 'string' && cell.toLowerCase() === 'true') ? 1 : 0);

/** Makes the vector of a column. `declared` is the user's type; `expected` that of a format, for columns without values. */
export function finishColumn(
  column: Column,
  declared: DataType | undefined,
  expected: DataType | undefined,
  context: FinishContext,
): { readonly type: DataType; readonly vector: Vector } {
  const { rowCount } = context;
  if (declared) column.unpack();
  if (declared) return { type: declared, vector: declaredVector(column, declared, context) };
  const plain = plainNumbers(column, context.note);
  if (plain) return finishColumn(plain, undefined, expected, context);
  const type = typeOfColumn(column, expected, context.warn);
  const onlyTexts = column.counts.every((count, kind) => kind === Kind.null || kind === Kind.text || count === 0);
  const packed = finishPacked(column, type, onlyTexts, context);
  if (packed) return packed;
  switch (type.kind) {
    case 'boolean':
      return { type, vector: numberVector(type, column, rowCount, (length) => new Uint8Array(length), isTrue) };
    case 'bigint':
      return {
        type,
        vector: numberVector(
          type,
          column,
          rowCount,
          (length) => new BigInt64Array(length),
          (cell) => BigInt(cell as number | bigint | string),
        ),
      };
    case 'double':
      return { type, vector: numberVector(type, column, rowCount, (length) => new Float64Array(length), Number) };
    case 'array':
      return arrayVector(column, context);
    case 'json':
    case 'varchar': {
      const texts = column.counts[Kind.text]!;
      if (context.times && column.maybeTime && texts > 0 && type.kind === 'varchar' && onlyTexts) {
        const times = timeVector(column, context);
        if (times) return { type: TIMESTAMP, vector: times };
      }
      noteStrays(column, context.note);
      return { type, vector: textVector(type, column, rowCount) };
    }
    default:
      return { type, vector: textVector(type, column, rowCount) };
  }
}

/** Says so where few texts keep a column of numbers from being one. */
function noteStrays({ name, cells, counts }: Column, note: FinishContext['note']): void {
  const numbers = counts[Kind.integer]! + counts[Kind.big]! + counts[Kind.double]!;
  const texts = counts[Kind.text]!;
  if (texts === 0 || numbers < texts * 10) return;
  const stray = cells.find((cell) => typeof cell === 'string' && !/^-?[\d.]/.test(cell));
  if (stray === undefined) return;
  note(`column '${name}' is VARCHAR: ${texts} of its ${numbers + texts} values are not numbers, such as '${String(stray).slice(0, 40)}'`);
}

/** How many distinct texts of arrays, maps and rows are kept while a column is made. */
const maxShared = 1 << 16;

/** The cells as the declared type; those that do not fit are NULL and counted. */
function declaredVector(column: Column, type: DataType, { rowCount, zone, warn }: FinishContext): Vector {
  if (type.kind === 'varchar' || type.kind === 'json') return textVector(type, column, rowCount);
  const converter = cellConverter(type, column.name);
  const convert = (cell: unknown): unknown => converter(hostValue(cell, type, zone));
  // Labels and the like are few, and parsed once each.
  const known = new Map<unknown, unknown>();
  const isShared = type.kind === 'array' || type.kind === 'map' || type.kind === 'row';
  const cells = new Array<unknown>(rowCount).fill(null);
  let failed = 0;
  let first: unknown;
  eachCell(column, (row, cell) => {
    try {
      const shared = isShared ? known.get(cell) : undefined;
      cells[row] = shared ?? convert(cell);
      if (isShared && shared === undefined && known.size < maxShared) known.set(cell, cells[row]);
    } catch {
      if (failed++ === 0) first = cell;
    }
  });
  if (failed > 0) {
    const values = `${failed} ${failed === 1 ? 'value is' : 'values are'}`;
    warn(`column '${column.name}'`, `${values} not ${formatType(type)} and became NULL, such as '${String(first).slice(0, 40)}'`);
  }
  return buildColumn(type, cells);
}

/** A cell as the value that a converter of the type takes. */
function hostValue(cell: unknown, type: DataType, zone: TimeZone): unknown {
  switch (type.kind) {
    case 'bigint':
      return typeof cell === 'string' ? (parseBigint(cell) ?? cell) : cell;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
      return typeof cell === 'string' ? (parseDouble(cell) ?? cell) : cell;
    case 'boolean':
      return typeof cell === 'string' ? (/^true$/i.test(cell) ? true : /^false$/i.test(cell) ? false : cell) : cell;
    case 'timestamp':
      return typeof cell === 'string' ? (parseInstant(cell, zone) ?? epochNanos(cell) ?? cell) : epochNanos(cell as number | bigint);
    case 'array':
    case 'map':
    case 'row':
      return typeof cell === 'string' ? (JSON.parse(cell) as unknown) : cell;
    default:
      return cell;
  }
}
