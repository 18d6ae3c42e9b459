import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { SpecialForm } from '../../functions/declaration.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { callForms } from '../../functions/syntax/special-forms.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { BOOLEAN, UNKNOWN } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { errorExpression, literal } from './bind-literal.ts';
import type { BindScope } from './bind-scope.ts';
import { callOperator, caseOf, rowOf, unify } from './build-expression.ts';
import { expectType } from './coerce.ts';
import { canRead } from './dynamic-columns.ts';

/** A call as it was parsed. */
export type CallNode = ExpressionNode & { readonly kind: 'call' };

/** Binds any expression. */
export type Bind = (node: ExpressionNode, bindScope: BindScope) => Expression;

interface Rule {
  readonly min: number;
  readonly max: number;
  readonly bind: (node: CallNode, bindScope: BindScope, bind: Bind) => Expression;
}

const maxArguments = 1000;

/** How each form that is written like a call is bound. */
const rules: Readonly<Record<keyof typeof callForms, Rule>> = {
  if: {
    min: 2,
    max: 3,
    bind({ args: [when, then, otherwise], span }, bindScope, bind) {
      const conditional = { ...bindScope, conditional: true };
      const condition = expectType(bind(when!, bindScope), BOOLEAN, "the condition of 'if'", bindScope.context);
      const results = [bind(then!, conditional), otherwise ? bind(otherwise, conditional) : literal(UNKNOWN, null, span)];
      return caseOf([condition], results, span, bindScope);
    },
  },
  coalesce: {
    min: 1,
    max: maxArguments,
    bind({ args, span }, bindScope, bind) {
      const bound = args.map((arg) => bind(arg, { ...bindScope, conditional: true }));
      const values = unify(bound, "the arguments of 'coalesce'", bindScope);
      return { kind: 'coalesce', args: values, type: values[0]!.type, span };
    },
  },
  column_if_exists: {
    min: 2,
    max: 2,
    bind({ args: [column, otherwise], span }, bindScope, bind) {
      if (column!.kind !== 'string') {
        const help = "write the name as a string: column_if_exists('error', null)";
        const text = column!.kind === 'name' ? `'${column!.name.replaceAll("'", "''")}'` : undefined;
        const fixes = text === undefined ? [] : [{ title: `write ${text}`, span: column!.span, text }];
        bindScope.context.report(diagnose('constant-expected', column!.span, { what: 'the column' }, { help, fixes }));
        return errorExpression(span);
      }
      const name = { kind: 'name', name: column!.value, quoted: true, span: column!.span } as const;
      return bind(canRead(bindScope.scope, name.name) ? name : otherwise!, bindScope);
    },
  },
  nullif: {
    min: 2,
    max: 2,
    bind({ args: [first, second], span }, bindScope, bind) {
      const value = bind(first!, bindScope);
      const when = callOperator(syntaxFunctions['='], [value, bind(second!, bindScope)], span, bindScope);
      const { type } = value;
      return { kind: 'case', branches: [{ when, result: literal(type, null, span) }], otherwise: value, type, span };
    },
  },
  try: {
    min: 1,
    max: 1,
    bind({ args: [expression], span }, bindScope, bind) {
      const value = bind(expression!, { ...bindScope, conditional: true, tried: true });
      return { kind: 'try', value, type: value.type, span };
    },
  },
  row: {
    min: 0,
    max: maxArguments,
    bind({ args, span }, bindScope, bind) {
      return rowOf(
        args.map((arg) => bind(arg, bindScope)),
        span,
      );
    },
  },
};

/** Binds a form that is written like a call; reports a wrong number of arguments, and forms that have a syntax of their own. */
export function bindSpecialForm({ name, usage }: SpecialForm, node: CallNode, bindScope: BindScope, bind: Bind): Expression {
  const { args, span, star, distinct } = node;
  const rule = Object.hasOwn(rules, name) ? rules[name as keyof typeof rules] : undefined; // only the names of call forms have one
  if (rule && !star && !distinct && args.length >= rule.min && args.length <= rule.max) return rule.bind(node, bindScope, bind);
  const found = star ? '(*)' : distinct ? '(distinct …)' : args.length === 1 ? '1 argument' : `${args.length} arguments`;
  bindScope.context.report(diagnose('no-overload', span, { function: name, arguments: found }, { help: `write ${usage}` }));
  return errorExpression(span);
}
