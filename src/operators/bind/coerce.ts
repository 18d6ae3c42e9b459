import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { coercionCost } from '../../types/coercion.ts';
import { type DataType, DOUBLE, formatType, isNumeric, JSON_TYPE, sameType, TIMESTAMP } from '../../types/data-type.ts';
import { parseDouble } from '../../types/number-format.ts';
import { type Expression, isConstant, mapChildren, some } from '../expressions/expression.ts';
import { emptyFrame, interpret } from '../expressions/interpret.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, isFailed, literal } from './bind-literal.ts';

/** Coerces an expression to a type; the caller has checked that the coercion is implicit. */
export function coerce(expression: Expression, type: DataType, context: BindContext): Expression {
  if (sameType(expression.type, type)) return expression;
  const { span } = expression;
  if (expression.kind === 'lambda')
    return { ...expression, body: coerce(expression.body, type.kind === 'function' ? type.returns : type, context) };
  if (isFailed(expression)) return { ...errorExpression(span), type };
  if (expression.kind === 'literal') {
    const convert = conversion(expression.type, type, context.evaluation.timeZone);
    try {
      if (convert) return literal(type, expression.value === null ? null : convert(expression.value), span);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      context.report(diagnose('constant-fails', span, { reason: error.reason }));
      return errorExpression(span);
    }
  }
  return { kind: 'cast', value: expression, lenient: false, implicit: true, type, span };
}

/** Reads a VARCHAR expression as a time: values that do not parse become NULL. Warns, or reports an error in strict mode. */
export function readAsTime(expression: Expression, type: DataType, context: BindContext): Expression {
  if (expression.kind === 'literal') return coerce(expression, type, context);
  context.report(lenientDiagnostic(expression, type, context));
  return { kind: 'cast', value: expression, lenient: true, implicit: true, type, span: expression.span };
}

/**
 * An expression where a time is needed, as TIMESTAMP: a DATE is its midnight, a JSON value the time that it holds, a VARCHAR is read as by `try_cast`, with the
 * warning. Undefined for other types.
 */
export function asTime(expression: Expression, context: BindContext): Expression | undefined {
  const { kind } = expression.type;
  if (kind === 'varchar') return readAsTime(expression, TIMESTAMP, context);
  return kind === 'timestamp' || kind === 'date' || kind === 'json' ? coerce(expression, TIMESTAMP, context) : undefined;
}

/** Reads a VARCHAR expression as a number: values that do not parse become NULL. Warns, or reports an error in strict mode. */
export function readAsNumber(expression: Expression, type: DataType, context: BindContext): Expression {
  const target = isNumeric(type) && type.kind !== 'real' ? type : DOUBLE;
  if (expression.kind === 'literal' && typeof expression.value === 'string' && parseDouble(expression.value) === undefined) {
    const help = "strings are concatenated with '||' and compared with strings: cast(number as varchar) is one";
    context.report(
      diagnose(
        'type-mismatch',
        expression.span,
        { what: 'this', expected: 'a number', found: `the string '${expression.value}'` },
        { help },
      ),
    );
    return { ...errorExpression(expression.span), type: target };
  }
  context.report(lenientDiagnostic(expression, target, context));
  return { kind: 'cast', value: expression, lenient: true, implicit: true, type: target, span: expression.span };
}

/** Reads a VARCHAR expression as a number with all its digits, which is JSON: values that do not parse become NULL. Warns as {@link readAsNumber} does. */
export function readAsExactNumber(expression: Expression, context: BindContext): Expression {
  const { span } = expression;
  const source = context.source.slice(span.start, span.end);
  context.report(lenientDiagnostic(expression, JSON_TYPE, context, `try(json_number(${source}))`));
  return { kind: 'cast', value: expression, lenient: true, implicit: true, type: JSON_TYPE, span };
}

function lenientDiagnostic(expression: Expression, type: DataType, context: BindContext, written?: string): Diagnostic {
  const { span } = expression;
  const source = context.source.slice(span.start, span.end);
  const shown = written ? 'number' : formatType(type);
  const text = written ?? `try_cast(${source} as ${shown})`;
  const fixes = [{ title: `write ${text}`, span, text }];
  if (context.strict)
    return diagnose(
      'type-mismatch',
      span,
      { what: `'${source}'`, expected: shown.toUpperCase(), found: 'VARCHAR' },
      { help: `write ${text}`, fixes },
    );
  return diagnose(
    'string-read-as-number',
    span,
    { name: source, type: shown.toUpperCase() },
    { help: `write ${text} to make it explicit; values that do not parse become NULL`, fixes },
  );
}

/** Coerces an expression to a type; reports `what` if that is not possible. */
export function expectType(expression: Expression, type: DataType, what: string, context: BindContext): Expression {
  if (coercionCost(expression.type, type) !== undefined) return coerce(expression, type, context);
  const text = insteadOf(expression, type, context);
  context.report(
    diagnose(
      'type-mismatch',
      expression.span,
      { what, expected: formatType(type).toUpperCase(), found: formatType(expression.type).toUpperCase() },
      text === undefined ? {} : { help: `write ${text}`, fixes: [{ title: `write ${text}`, span: expression.span, text }] },
    ),
  );
  return { ...errorExpression(expression.span), type };
}

/** What to write for an expression of another type than is required: a number as a condition is tested for zero, others for NULL. */
function insteadOf({ span, type: found }: Expression, type: DataType, context: BindContext): string | undefined {
  const written = context.source.slice(span.start, span.end);
  if (type.kind === 'boolean' && isNumeric(found)) return `${written} <> 0`;
  if (type.kind === 'boolean' && found.kind === 'varchar') return `cast(${written} as boolean)`;
  if (type.kind === 'boolean') return `${written} is not null`;
  return conversion(found, type, context.evaluation.timeZone) ? `cast(${written} as ${formatType(type)})` : undefined;
}

/** Reports a constant expression that always fails; branches and `try` are not examined, since they may not be reached. */
export function checkConstant(expression: Expression, context: BindContext): void {
  if (expression.kind !== 'call' && expression.kind !== 'cast') return;
  // Parts that were checked before are replaced by their value, so that a long chain is not recomputed for each of its operators.
  const { checked } = context;
  if (checked.get(expression) === 'fails') return;
  let fails = false;
  const reduce = (part: Expression): Expression => {
    const value = checked.get(part);
    fails ||= value === 'fails';
    return value === undefined || value === 'fails' ? mapChildren(part, reduce) : value;
  };
  const reduced = mapChildren(expression, reduce);
  if (fails) checked.set(expression, 'fails');
  if (fails || !isConstant(reduced) || some(reduced, (node) => node.kind === 'lambda')) return;
  try {
    const computed = context.evaluation.attempt(() => ({ value: interpret(reduced, emptyFrame(), context.evaluation)() }));
    if (!computed) return;
    const { value } = computed;
    checked.set(expression, { kind: 'literal', value, type: expression.type, span: expression.span });
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    checked.set(expression, 'fails');
    if (error.span === expression.span) context.report(diagnose('constant-fails', expression.span, { reason: error.reason }));
  }
}

/** The value of a constant expression; undefined if it is not constant, fails, or takes long. */
export function constantValue(expression: Expression, context: BindContext): { readonly value: unknown } | undefined {
  if (expression.kind === 'literal') return { value: expression.value };
  if (!isConstant(expression)) return undefined;
  const compute = () => ({ value: interpret(expression, emptyFrame(), context.evaluation)() });
  try {
    // Once more, as a busy machine may have taken the time away.
    return context.evaluation.attempt(compute) ?? context.evaluation.attempt(compute);
  } catch (error) {
    if (error instanceof RowError) return undefined;
    throw error;
  }
}
