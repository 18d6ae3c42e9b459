/** The kinds that have no parts. */
export type ScalarKind =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'interval day to second'
  | 'interval year to month'
  | 'varchar'
  | 'varbinary'
  | 'json'
  | 'unknown';

/** The type of a column or an expression. `unknown` is the type of a bare NULL. */
export type DataType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'array'; readonly element: DataType }
  | { readonly kind: 'map'; readonly key: DataType; readonly value: DataType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] }
  | { readonly kind: 'function'; readonly parameters: readonly DataType[]; readonly returns: DataType }
  /** Any one type, or one of a class of types; the same name is the same type throughout a signature. */
  | { readonly kind: 'variable'; readonly name: string; readonly among?: readonly DataType[] }
  /** Whatever type the argument has, each for itself: for parameters of signatures. */
  | { readonly kind: 'any' };

/** A member of a ROW; anonymous members are called `field0`, `field1` and so on. */
export interface RowField {
  readonly name: string;
  readonly type: DataType;
}

/** A named, typed column. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
}

/** The columns of a table or of a step, in order. */
export type Schema = readonly Field[];

const scalar = (kind: ScalarKind): DataType => ({ kind });

export const BOOLEAN = scalar('boolean');
export const TINYINT = scalar('tinyint');
export const SMALLINT = scalar('smallint');
export const INTEGER = scalar('integer');
export const BIGINT = scalar('bigint');
export const REAL = scalar('real');
export const DOUBLE = scalar('double');
export const TIMESTAMP = scalar('timestamp');
export const DATE = scalar('date');
/** A time of day. */
export const TIME = scalar('time');
/** Nanoseconds, and months: they are added to times. */
export const INTERVAL_DAY = scalar('interval day to second');
export const INTERVAL_MONTH = scalar('interval year to month');
export const VARCHAR = scalar('varchar');
export const VARBINARY = scalar('varbinary');
export const JSON_TYPE = scalar('json');
export const UNKNOWN = scalar('unknown');
export const arrayType = (element: DataType): DataType => ({ kind: 'array', element });
export const rowType = (fields: readonly RowField[]): DataType => ({ kind: 'row', fields });

/** Whether the type is one of the integers. */
export function isInteger(type: DataType): boolean {
  return type.kind === 'tinyint' || type.kind === 'smallint' || type.kind === 'integer' || type.kind === 'bigint';
}

/** Whether the type is a number of any kind. */
export function isNumeric(type: DataType): boolean {
  return isInteger(type) || type.kind === 'double' || type.kind === 'real';
}

/** Whether two types are the same, member names included. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'row':
      return (
        b.kind === 'row' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, i) => field.name === b.fields[i]!.name && sameType(field.type, b.fields[i]!.type))
      );
    case 'function':
      return b.kind === 'function' && sameType(a.returns, b.returns) && a.parameters.every((p, i) => sameType(p, b.parameters[i]!));
    case 'variable':
      return b.kind === 'variable' && a.name === b.name;
    default:
      return a.kind === b.kind;
  }
}

/** The type as the language writes it: `array(map(varchar, bigint))`. */
export function formatType(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `array(${formatType(type.element)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case 'row':
      return `row(${type.fields.map((f) => `${formatName(f.name)} ${formatType(f.type)}`).join(', ')})`;
    case 'function':
      return `(${type.parameters.map(formatType).join(', ')}) -> ${formatType(type.returns)}`;
    case 'variable':
      return type.name;
    default:
      return type.kind;
  }
}

// The words that always mean themselves in an expression.
const reserved = new Set('and or not in like between is null true false case when then else end'.split(' '));

/** A name as the language writes it: bare where it can be, else in double quotes. */
export function formatName(name: string): string {
  const bare = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toLowerCase());
  return bare ? name : `"${name.replaceAll('"', '""')}"`;
}
