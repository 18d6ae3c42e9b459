import { diagnose } from '../../diagnostics/diagnostic.ts';
import { invalidCast, RowError } from '../../diagnostics/row-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { conversion } from '../../functions/cast/cast.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import {
  BIGINT,
  type DataType,
  DOUBLE,
  INTEGER,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
} from '../../types/data-type.ts';
import { durationNanos } from '../../types/duration-text.ts';
import { parseInterval } from '../../types/interval-format.ts';
import { formatJson, parseJson } from '../../types/json-tree.ts';
import { parseType, typeNames } from '../../types/parse-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';

/** A literal. */
export function literal(type: DataType, value: unknown, span: Span): Expression {
  return { kind: 'literal', type, value, span };
}

/** The NULL that replaces an expression that could not be bound, after the mistake was reported. */
export function errorExpression(span: Span): Expression {
  return { kind: 'literal', type: UNKNOWN, value: null, failed: true, span };
}

/** Whether an expression stands for a mistake that was reported; what is made of it is not a second mistake. */
export const isFailed = (expression: Expression): boolean => expression.kind === 'literal' && expression.failed === true;

/** A number as written: INTEGER, BIGINT or DOUBLE. */
export function bindNumber(source: string, span: Span, context: BindContext): Expression {
  const digits = source.replaceAll('_', '');
  if (/[.eE]/.test(digits)) {
    const value = Number(digits);
    if (Number.isFinite(value)) return literal(DOUBLE, value, span);
  } else {
    const value = BigInt(digits);
    if (value <= 2147483647n && value >= -2147483647n) return literal(INTEGER, Number(value), span);
    if (BigInt.asIntN(64, value) === value) return literal(BIGINT, value, span);
  }
  context.report(
    diagnose(
      'number-out-of-range',
      span,
      { number: source },
      {
        help: 'the largest BIGINT is 9223372036854775807; longer ids are strings, in single quotes; a DOUBLE has a decimal point or an exponent',
      },
    ),
  );
  return errorExpression(span);
}

/** `X'00 7b'` */
export function bindBinary(written: string, span: Span, context: BindContext): Expression {
  const digits = written.replace(/\s+/g, '');
  if (/^([0-9a-fA-F]{2})*$/.test(digits))
    return literal(
      VARBINARY,
      Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
      span,
    );
  context.report(diagnose('invalid-option', span, { option: 'binary literal', reason: 'it must contain pairs of hexadecimal digits' }));
  return errorExpression(span);
}

/** Parses the name of a type; reports an unknown one. */
export function bindType(source: string, span: Span, context: BindContext): DataType | undefined {
  const parsed = parseType(source);
  if ('type' in parsed) {
    if (/\b(decimal|numeric)\b/i.test(source)) context.report(diagnose('decimal-as-double', span, { name: source.toUpperCase() }));
    return parsed.type;
  }
  const word = parsed.unknown;
  if (word === '') return undefined; // where the parser gave up, and said so
  const help = /^hugeint$/i.test(word)
    ? 'HUGEINT is not supported; use BIGINT or DOUBLE'
    : /^\W/.test(word)
      ? 'a type is written bigint, array(varchar), map(varchar, bigint) or row(a bigint, b varchar)'
      : (didYouMean(word, typeNames) ?? `the types are ${typeNames.join(', ')}`);
  context.report(diagnose('unknown-type', span, { name: /^\W/.test(word) ? source : word }, { help }));
  return undefined;
}

/** `DATE '2025-01-01'` and similar: the string must parse as a value of the type. */
export function bindTypedLiteral(node: ExpressionNode & { readonly kind: 'typedLiteral' }, context: BindContext): Expression {
  const type = bindType(node.type, node.typeSpan, context);
  if (!type) return errorExpression(node.span);
  if (type.kind === 'varbinary') return literal(type, new TextEncoder().encode(node.value), node.span);
  const convert = conversion(VARCHAR, type, context.evaluation.timeZone);
  try {
    if (type.kind === 'json') {
      const tree = parseJson(node.value);
      return literal(type, tree === undefined ? invalidCast('malformed JSON') : formatJson(tree), node.span);
    }
    if (convert) return literal(type, convert(node.value), node.span);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    context.report(diagnose('constant-fails', node.span, { reason: error.reason }));
    return errorExpression(node.span);
  }
  context.report(diagnose('invalid-cast', node.span, { from: 'varchar', to: type.kind }));
  return errorExpression(node.span);
}

/** `INTERVAL '1' day` */
export function bindInterval(node: ExpressionNode & { readonly kind: 'interval' }, context: BindContext): Expression {
  const interval = parseInterval(node.value, node.from, node.to);
  if (interval)
    return 'months' in interval ? literal(INTERVAL_MONTH, interval.months, node.span) : literal(INTERVAL_DAY, interval.nanos, node.span);
  const help = "an interval is written INTERVAL '3' day, '1-6' year to month, or '1 02:03:04.5' day to second";
  context.report(
    diagnose(
      'constant-fails',
      node.span,
      { reason: `'${node.value}' is not a valid ${node.from}${node.to ? ` to ${node.to}` : ''} interval` },
      { help },
    ),
  );
  return errorExpression(node.span);
}

const maxMonths = 2_147_483_647;

/** The months of the units of the calendar. */
const monthsPerUnit: Readonly<Record<string, number>> = { mo: 1, q: 3, y: 12 };

/** `1h30m`, `3mo` */
export function bindDuration(source: string, span: Span, context: BindContext): Expression {
  const calendar = /^([\d_]+)(mo|q|y)$/.exec(source);
  if (calendar) {
    const months = Number(calendar[1]!.replaceAll('_', '')) * monthsPerUnit[calendar[2]!]!;
    if (months <= maxMonths) return literal(INTERVAL_MONTH, months, span);
    context.report(diagnose('number-out-of-range', span, { number: source }, { help: `an interval reaches ${maxMonths} months` }));
    return errorExpression(span);
  }
  const nanos = durationNanos(source);
  if (nanos !== undefined) return literal(INTERVAL_DAY, nanos, span);
  context.report(diagnose('number-out-of-range', span, { number: source }, { help: 'an interval reaches 106751 days' }));
  return errorExpression(span);
}
