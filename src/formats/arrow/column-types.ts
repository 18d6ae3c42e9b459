import { DateUnit, type DataType as FlechetteType, IntervalUnit, Precision, TimeUnit, Type } from '@uwdata/flechette';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INTEGER,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  JSON_TYPE,
  REAL,
  rowType,
  SMALLINT,
  TIME,
  TIMESTAMP,
  TINYINT,
  VARBINARY,
  VARCHAR,
} from '../../types/data-type.ts';

/** The extension type under which Arrow keeps JSON in strings. */
export const jsonExtension = 'arrow.json';

/** Nanoseconds per unit of a time, date or duration. */
export const nanosPerUnit: Readonly<Record<number, bigint>> = {
  [TimeUnit.SECOND]: 1_000_000_000n,
  [TimeUnit.MILLISECOND]: 1_000_000n,
  [TimeUnit.MICROSECOND]: 1000n,
  [TimeUnit.NANOSECOND]: 1n,
};

/**
 * The type of a column of an Arrow type. Unsigned 64-bit integers and decimals without a fraction are BIGINT, other decimals DOUBLE; strings whose field says
 * `arrow.json` JSON; unions, columns of NULLs and intervals of months and nanoseconds are VARCHAR. Undefined where nothing holds its values.
 */
export function typeOfArrow(type: FlechetteType, extension?: string): DataType | undefined {
  switch (type.typeId) {
    case Type.Bool:
      return BOOLEAN;
    case Type.Int:
      return type.bitWidth === 64 || (type.bitWidth === 32 && !type.signed)
        ? BIGINT
        : type.bitWidth === 32 || (type.bitWidth === 16 && !type.signed)
          ? INTEGER
          : type.bitWidth === 16 || !type.signed
            ? SMALLINT
            : TINYINT;
    case Type.Float:
      return type.precision === Precision.DOUBLE ? DOUBLE : REAL;
    case Type.Decimal:
      return type.scale === 0 && type.precision <= 18 ? BIGINT : type.scale === 0 ? VARCHAR : DOUBLE;
    case Type.Date:
      return type.unit === DateUnit.DAY ? DATE : TIMESTAMP;
    case Type.Time:
      return TIME;
    case Type.Timestamp:
      return TIMESTAMP;
    case Type.Duration:
      return INTERVAL_DAY;
    case Type.Interval:
      return type.unit === IntervalUnit.YEAR_MONTH ? INTERVAL_MONTH : type.unit === IntervalUnit.DAY_TIME ? INTERVAL_DAY : VARCHAR;
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return extension === jsonExtension ? JSON_TYPE : VARCHAR;
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return VARBINARY;
    case Type.Dictionary:
      return typeOfArrow(type.dictionary, extension);
    case Type.RunEndEncoded:
      return typeOfArrow(type.children[1].type, extension);
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList: {
      const element = typeOfArrow(type.children[0].type);
      return element && arrayType(element);
    }
    case Type.Struct: {
      const fields = type.children.map((child) => ({ name: child.name, type: typeOfArrow(child.type) }));
      return fields.every((field): field is { name: string; type: DataType } => field.type !== undefined) ? rowType(fields) : undefined;
    }
    case Type.Map: {
      const [key, value] = (type.children[0].type as { readonly children: readonly { readonly type: FlechetteType }[] }).children.map(
        // the entries of a map are a struct
        (child) => typeOfArrow(child.type),
      );
      return key && value && { kind: 'map', key, value };
    }
    case Type.Null:
    case Type.Union:
      return VARCHAR;
    default:
      return undefined;
  }
}
