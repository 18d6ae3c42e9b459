import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { wholeTest } from '../../functions/regexp/pattern.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { arrayType, JSON_TYPE, VARCHAR } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator, unify } from '../bind/build-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { overflowIndex, withStrings } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, projectOf } from '../bind/relation.ts';
import { timeFields } from '../bind/scope.ts';
import type { Expression, Output } from '../expressions/expression.ts';

const kinds = { include: 'string', exclude: 'string', ltrim: 'string', keep: 'switch', all: 'switch' } as const;

export const bindPackFields: CommandBinder<'pack-fields'> = ({ options, output, span }, relation, context) => {
  const command = 'pack-fields';
  const { include = '(?s).*', exclude = '', ltrim = '', keep, all } = readOptions(options, command, kinds, context);
  const { schema } = relation.plan;
  const bindScope = { scope: relation.scope, context };
  let packs: (name: string) => boolean;
  try {
    const wanted = wholeTest(include, context.evaluation);
    const unwanted = exclude === '' ? undefined : wholeTest(exclude, context.evaluation);
    packs = (name) => wanted(name) && !unwanted?.(name);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    context.report(diagnose('invalid-command', options[0]?.span ?? span, { command, reason: error.reason }));
    return relation;
  }
  const rest = overflowIndex(schema);
  const packed = [...schema.keys()].filter((i) => {
    const { name, type } = schema[i]!;
    return i !== rest && !timeFields.has(name) && (all || type.kind === 'varchar') && packs(name);
  });
  const string = (value: string): Expression => literal(VARCHAR, value, span);
  const names = packed.map((i) => schema[i]!.name).map((name) => (name.startsWith(ltrim) ? name.slice(ltrim.length) : name));
  const values = packed.map(
    (i): Expression => ({ kind: 'cast', value: columnRef(schema, i, span), lenient: false, type: JSON_TYPE, span }),
  );
  const arrays = [
    literal(arrayType(VARCHAR), names, span),
    packed.length > 0
      ? callOperator(syntaxFunctions.array, unify(values, 'the packed columns', bindScope), span, bindScope)
      : literal(arrayType(JSON_TYPE), [], span),
  ];
  const restColumn = rest >= 0 ? columnRef(schema, rest, span) : undefined;
  const found = restColumn
    ? [
        callOperator(syntaxFunctions.matchingKeys, [withStrings(restColumn, context), string(include), string(exclude)], span, bindScope),
        string(ltrim),
      ]
    : [];
  const pack = callOperator(syntaxFunctions.packMembers, [...arrays, ...found], span, bindScope);
  const gone = new Set(keep ? [] : packed);
  const outputs: Output[] = schema.flatMap((field, i) => {
    if (field.name === output.name) return [{ name: field.name, value: pack }];
    if (gone.has(i)) return [];
    const value = columnRef(schema, i, span);
    if (i !== rest || keep) return [{ name: field.name, value }];
    return [
      { name: field.name, value: callOperator(syntaxFunctions.otherKeys, [value, string(include), string(exclude)], span, bindScope) },
    ];
  });
  if (!schema.some((field) => field.name === output.name)) outputs.push({ name: output.name, value: pack });
  return nextRelation(relation, projectOf(relation.plan, outputs, span, context), command);
};
