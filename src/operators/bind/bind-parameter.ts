import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { commonType } from '../../types/coercion.ts';
import {
  BIGINT,
  BOOLEAN,
  type DataType,
  DOUBLE,
  formatType,
  INTEGER,
  sameType,
  TIMESTAMP,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
} from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, literal } from './bind-literal.ts';

/** A value of the host and its type. */
interface Typed {
  readonly type: DataType;
  readonly value: unknown;
}

/** Thrown for a value of the host that no type can hold: what is wrong with it, and what to pass instead. */
class Unfit extends Error {
  readonly help: string | undefined;

  constructor(problem: string, help?: string) {
    super(problem);
    this.help = help;
  }
}

/** The value of `?name`, typed by the JavaScript value that the host passed. Reports a value that no type can hold. */
export function bindParameter(name: string, span: Span, context: BindContext): Expression {
  try {
    const { parameters } = context;
    if (!Object.hasOwn(parameters, name)) {
      const help = didYouMean(name, Object.keys(parameters)) ?? 'pass it as params: { … } with the query';
      context.report(diagnose('missing-parameter', span, { name, problem: 'has no value' }, { help }));
      return errorExpression(span);
    }
    const { type, value } = typed(parameters[name], [], context);
    return literal(type, value, span);
  } catch (error) {
    // A getter or a proxy of the host may throw anything.
    const problem =
      error instanceof Unfit ? error.message : `cannot be read${error instanceof Error && error.message ? `: ${error.message}` : ''}`;
    const help =
      error instanceof Unfit
        ? error.help
        : 'pass a plain value: null, a boolean, number, string, bigint, Date, Uint8Array, or an array of them';
    context.report(diagnose('missing-parameter', span, { name, problem }, help ? { help } : {}));
    return errorExpression(span);
  }
}

const range = (type: string): string => `is out of the range of ${type}`;

/** The type of a value of the host; `open`: the arrays that contain it. @throws Unfit */
function typed(value: unknown, open: readonly unknown[], context: BindContext): Typed {
  switch (typeof value) {
    case 'boolean':
      return { type: BOOLEAN, value };
    case 'string':
      return { type: VARCHAR, value };
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new Unfit(range('BIGINT'), 'pass a string, or a number for a DOUBLE');
      return { type: BIGINT, value };
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { type: DOUBLE, value };
      return Math.abs(value) < 2 ** 31 ? { type: INTEGER, value } : { type: BIGINT, value: BigInt(value) };
    case 'undefined':
      throw new Unfit('is undefined', 'pass null for NULL');
    case 'function':
      throw new Unfit('is a function', 'pass what it returns');
    case 'symbol':
      throw new Unfit('is a symbol', 'pass its description');
    default:
      return value === null ? { type: UNKNOWN, value: null } : ofObject(value as object, open, context); // every other type is handled above
  }
}

function ofObject(value: object, open: readonly unknown[], context: BindContext): Typed {
  if (value instanceof Date) return { type: TIMESTAMP, value: nanosOf(value) };
  if (value instanceof Uint8Array) return { type: VARBINARY, value: Uint8Array.from(value) };
  if (Array.isArray(value)) return arrayOf(value, open, context);
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return arrayOf([...(value as Iterable<unknown> & object)], open, context); // typed arrays are iterable
  const name = value instanceof Map ? 'Map' : value instanceof Set ? 'Set' : value instanceof Promise ? 'Promise' : undefined;
  if (name === 'Promise') throw new Unfit('is a Promise', 'await it before');
  if (name === 'Set') throw new Unfit('is a Set', 'pass an array: [...set]');
  throw new Unfit(
    `is ${name === 'Map' ? 'a Map' : 'an object'}`,
    `pass JSON: JSON.stringify(${name === 'Map' ? 'Object.fromEntries(map)' : 'value'}), and read it with json_parse(?name)`,
  );
}

function nanosOf(date: Date): bigint {
  const millis = Date.prototype.getTime.call(date);
  if (Number.isNaN(millis)) throw new Unfit('is an invalid Date');
  const nanos = BigInt(millis) * 1_000_000n;
  if (BigInt.asIntN(64, nanos) !== nanos) throw new Unfit(range('TIMESTAMP'), 'the years are 1678 to 2261; pass a string or a number');
  return nanos;
}

/** Elements are brought to the type that all have in common. */
function arrayOf(list: readonly unknown[], open: readonly unknown[], context: BindContext): Typed {
  if (open.includes(list)) throw new Unfit('contains itself');
  const elements = Array.from(list, (element) => {
    context.evaluation.tick();
    try {
      return typed(element, [...open, list], context);
    } catch (error) {
      throw error instanceof Unfit ? new Unfit(`has an element that ${error.message}`, error.help) : error;
    }
  });
  let element: DataType = UNKNOWN;
  for (const { type } of elements) {
    const common = commonType(element, type);
    if (!common) throw new Unfit(`has elements of types ${formatType(element).toUpperCase()} and ${formatType(type).toUpperCase()}`);
    element = common;
  }
  return { type: { kind: 'array', element }, value: elements.map((one) => brought(one, element, context)) };
}

function brought({ type, value }: Typed, to: DataType, context: BindContext): unknown {
  if (value === null || sameType(type, to)) return value;
  const convert = conversion(type, to, context.evaluation.timeZone);
  try {
    if (convert) return convert(value);
  } catch (error) {
    if (error instanceof RowError) throw new Unfit(`has an element that does not fit: ${error.reason}`);
    throw error;
  }
  throw new Unfit(`has elements of types ${formatType(to).toUpperCase()} and ${formatType(type).toUpperCase()}`);
}
