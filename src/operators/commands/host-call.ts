import { reasonOf } from '../../diagnostics/as-query-error.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean, nearest, nearFixes } from '../../diagnostics/suggest.ts';
import type { HostCall, HostCallProblem } from '../../functions/host-call.ts';
import type { AssignmentNode } from '../../parser/syntax.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { parseType } from '../../types/parse-type.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { constantValue, expectType } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation, type Relation } from '../bind/relation.ts';

/** A parameter of a call. */
interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly type: DataType;
}

/** The arguments of a call by name, and where they are written. */
interface Arguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly nodes: ReadonlyMap<string, AssignmentNode>;
}

export const bindHostCall: CommandBinder<'host-call'> = ({ word, name, args, span }, relation, context) => {
  const unknown = (): Relation => ({ plan: relation.plan, scope: { ...relation.scope, unknown: true } });
  const found = findCall(word, name.name, name.span, span, context);
  if (!found) return unknown();
  const { call, title } = found;
  const fail = (reason: string, where: Span = span, help?: string): Relation => {
    context.report(diagnose('invalid-host-call', where, { call: title, reason }, help === undefined ? {} : { help }));
    return unknown();
  };
  try {
    const parameters = parametersOf(call);
    const given = argumentsOf(args, parameters, title, span, relation, context);
    if (!given) return unknown();
    const problems = call.check?.(given.values) ?? [];
    for (const problem of problems) context.report(diagnosticOf(problem, given, title, span, context));
    if (problems.length > 0) return unknown();
    const columns = typeof call.columns === 'function' ? call.columns(given.values, relation.plan.schema) : call.columns;
    const schema = Object.entries(columns).map(([column, type]): Field => ({ name: column, type: typeOf(type) }));
    const { plan } = relation;
    return nextRelation(
      relation,
      { kind: 'HostCall', input: plan, key: Symbol(title), title, call, args: given.values, window: context.window, schema, span },
      title,
    );
  } catch (error) {
    return fail(reasonOf(error));
  }
};

/** The call of a name, and how it is named in messages. */
function findCall(
  word: string,
  name: string,
  nameSpan: Span,
  span: Span,
  { hostCalls, report }: BindContext,
): { readonly call: HostCall; readonly title: string } | undefined {
  const families = Object.keys(hostCalls);
  const family = word.replace(/-call$/i, '').toLowerCase();
  const known = families.find((key) => key.toLowerCase() === family);
  if (known === undefined) {
    const words = families.map((key) => `${key}-call`);
    const near = nearest(family, families);
    const help =
      families.length === 0
        ? "the host of the engine has no calls: it registers them as 'calls' of createEngine"
        : near === undefined
          ? `the calls are ${words.join(', ')}`
          : `did you mean '${near}-call'?`;
    const where = { start: span.start, end: span.start + word.length };
    const fixes = nearFixes(family, families, where, (known) => `${known}-call`);
    report(diagnose('unknown-host-call', where, { what: 'command', name: word }, { help, ...(fixes ? { fixes } : {}) }));
    return undefined;
  }
  const functions = hostCalls[known]!;
  const exact = Object.keys(functions).find((key) => key.toLowerCase() === name.toLowerCase());
  if (exact !== undefined) return { call: functions[exact]!, title: `${known}-call ${exact}` };
  const names = Object.keys(functions);
  const help = didYouMean(name, names) ?? `${known}-call has ${names.join(', ') || 'no functions'}`;
  const fixes = nearFixes(name, names, nameSpan);
  report(diagnose('unknown-host-call', nameSpan, { what: `function of ${known}-call`, name }, { help, ...(fixes ? { fixes } : {}) }));
  return undefined;
}

/** @throws Error for a type that the host wrote wrong. */
function typeOf(source: string): DataType {
  const parsed = parseType(source);
  if ('unknown' in parsed) throw new Error(`the host declared the type '${source}', which is not a type`);
  return parsed.type;
}

const parametersOf = ({ parameters = {} }: HostCall): readonly Parameter[] =>
  Object.entries(parameters).map(([key, type]) => {
    const optional = key.endsWith('?');
    return { name: optional ? key.slice(0, -1) : key, optional, type: typeOf(type) };
  });

/** How a call is written: `get_trace(domain, set, limit?)`. */
const signatureOf = (title: string, parameters: readonly Parameter[]): string =>
  `${title}(${parameters.map(({ name, optional }) => `${name}${optional ? '?' : ''}`).join(', ')})`;

/** The constant arguments by name: those without names first, in order. */
function argumentsOf(
  args: readonly AssignmentNode[],
  parameters: readonly Parameter[],
  title: string,
  span: Span,
  { scope }: Relation,
  context: BindContext,
): Arguments | undefined {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // a parameter may be called __proto__
  const nodes = new Map<string, AssignmentNode>();
  let sound = true;
  const wrong = (where: Span, reason: string, help = `write ${signatureOf(title, parameters)}`): void => {
    context.report(diagnose('invalid-host-call', where, { call: title, reason }, { help }));
    sound = false;
  };
  args.forEach((node, place) => {
    const parameter = node.name ? parameters.find(({ name }) => name === node.name!.name) : parameters[place];
    if (!parameter) {
      const names = parameters.map(({ name }) => name);
      if (node.name) wrong(node.name.span, `it has no parameter '${node.name.name}'`, didYouMean(node.name.name, names));
      else wrong(node.span, `it has ${parameters.length === 1 ? '1 parameter' : `${parameters.length} parameters`}`);
      return;
    }
    if (nodes.has(parameter.name)) return wrong(node.span, `'${parameter.name}' is given twice`);
    nodes.set(parameter.name, node);
    const bound = bindExpression(node.value, { scope, context });
    if (node.value.kind === 'error') {
      sound = false;
      return;
    }
    const constant = constantValue(expectType(bound, parameter.type, `'${parameter.name}' of ${title}`, context), context);
    if (!constant) {
      context.report(diagnose('constant-expected', node.span, { what: `'${parameter.name}' of ${title}` }));
      sound = false;
      return;
    }
    values[parameter.name] = constant.value;
  });
  const missing = parameters.find(({ name, optional }) => !optional && !nodes.has(name));
  if (sound && missing) wrong(span, `'${missing.name}' is missing`);
  return sound ? { values: { ...values }, nodes } : undefined;
}

/** Where a problem lies: within a string literal at its characters, as they are written. */
function diagnosticOf(
  { parameter, reason, help, start, end }: HostCallProblem,
  { nodes }: Arguments,
  title: string,
  span: Span,
  context: BindContext,
): Diagnostic {
  const node = nodes.get(parameter);
  const whole = node?.value.span ?? span;
  const within =
    node?.value.kind === 'string' && start !== undefined ? insideLiteral(context.source, whole, start, end ?? start + 1) : undefined;
  return diagnose('invalid-host-call', within ?? whole, { call: title, reason }, help === undefined ? {} : { help });
}

/** The span of characters of a string within its literal, in which a quote is doubled. */
function insideLiteral(source: string, { start, end }: Span, from: number, to: number): Span | undefined {
  if (source[start] !== "'") return undefined;
  const places: number[] = [];
  for (let i = start + 1; i < end - 1; i++) {
    places.push(i);
    if (source[i] === "'") i++;
  }
  places.push(end - 1);
  const last = places.length - 1;
  const begin = places[Math.min(from, last)]!;
  return { start: begin, end: Math.max(begin + 1, places[Math.min(to, last)]!) };
}
