import { defineSpecialForm } from '../declaration.ts';

const conditional = 'conditional';
const operator = 'operator';

/** The forms that are written like calls, by name; the binder has a rule for each. */
export const callForms = {
  if: defineSpecialForm({
    name: 'if',
    category: conditional,
    usage: 'if(condition, value, otherwise?)',
    summary: 'One of two values by a condition; only the value that is chosen is evaluated. A condition that is NULL chooses the second.',
    parameters: {
      condition: 'a BOOLEAN',
      value: 'the result where the condition is true',
      'otherwise?': { description: 'the result where it is false or NULL', default: 'NULL' },
    },
    examples: [
      { call: "if(1 < 2, 'yes', 'no')", result: "'yes'" },
      { call: "if(null, 'yes')", result: 'NULL' },
      { call: 'if(true, 1, 1 / 0)', result: '1' },
      { call: "if(true, 1, 'a')", error: 'SPL2102' },
    ],
  }),
  coalesce: defineSpecialForm({
    name: 'coalesce',
    category: conditional,
    usage: 'coalesce(value, …)',
    summary: 'The first value that is not NULL; those after it are not evaluated.',
    parameters: { value: 'any value', '…': 'values of the same type, or of one that all coerce to' },
    examples: [
      { call: 'coalesce(null, 2, 3)', result: '2' },
      { call: 'coalesce(null, null)', result: 'NULL' },
    ],
  }),
  column_if_exists: defineSpecialForm({
    name: 'column_if_exists',
    category: conditional,
    usage: "column_if_exists('column', default)",
    summary: 'A column where the table has one of that name, else the default: for saved queries over tables that may lack a column.',
    parameters: { column: 'the name, as a literal string', default: 'the value where there is no such column' },
    examples: [
      { call: "column_if_exists('x', 0)", result: '1' },
      { call: "column_if_exists('no such column', 'none')", result: "'none'" },
      { call: 'column_if_exists(x, 0)', error: 'SPL2108' },
    ],
  }),
  nullif: defineSpecialForm({
    name: 'nullif',
    category: conditional,
    usage: 'nullif(value, other)',
    summary: 'NULL where two values are equal, else the first.',
    parameters: { value: 'the result, unless it equals the other', other: 'the value that stands for NULL' },
    examples: [
      { call: "nullif('-', '-')", result: 'NULL' },
      { call: 'nullif(5, 0)', result: '5' },
    ],
  }),
  try: defineSpecialForm({
    name: 'try',
    category: conditional,
    usage: 'try(expression)',
    summary: 'NULL where an expression fails, without a warning.',
    parameters: { expression: 'any expression' },
    examples: [
      { call: 'try(1 / 0)', result: 'NULL' },
      { call: 'try(6 / 2)', result: '3' },
    ],
  }),
  row: defineSpecialForm({
    name: 'row',
    category: conditional,
    usage: 'row(value, …)',
    summary: 'A ROW of the given values; its members are called field0, field1 and so on.',
    parameters: { value: 'any value, NULL too', '…': 'values of any types' },
    examples: [
      { call: "row(1, 'a').field1", result: "'a'" },
      { call: 'row(1, null)', result: '(1, NULL)' },
    ],
  }),
} as const;

/** The forms that have a syntax of their own. */
const grammarForms = [
  defineSpecialForm({
    name: 'cast',
    category: conditional,
    usage: 'cast(value as type)',
    summary: 'A value as another type; a value that does not fit fails, NULL stays NULL.',
    parameters: { value: 'the value', type: 'the type, such as bigint or array(varchar)' },
    examples: [
      { call: "cast('12' as bigint)", result: '12' },
      { call: 'cast(null as bigint)', result: 'NULL' },
      { call: "cast('x' as bigint)", error: 'SPL2107' },
    ],
  }),
  defineSpecialForm({
    name: 'try_cast',
    category: conditional,
    usage: 'try_cast(value as type)',
    summary: 'A value as another type; NULL where it does not fit.',
    parameters: { value: 'the value', type: 'the type, such as bigint or array(varchar)' },
    examples: [{ call: "try_cast('x' as bigint)", result: 'NULL' }],
  }),
  defineSpecialForm({
    name: 'case',
    category: conditional,
    usage: 'case [value] when … then … [when … then …] [else …] end',
    summary: 'The result of the first branch whose condition is true or whose value is equal; only that branch is evaluated.',
    parameters: { value: 'what the values after when are compared with; without it they are conditions' },
    examples: [
      { call: "case when 2 > 1 then 'a' else 'b' end", result: "'a'" },
      { call: "case 3 when 1 then 'one' end", result: 'NULL' },
    ],
  }),
  defineSpecialForm({
    name: 'and',
    category: operator,
    usage: 'a and b',
    summary: 'Whether both conditions are true; false decides even where the other is NULL or fails.',
    parameters: { a: 'a BOOLEAN', b: 'a BOOLEAN' },
    examples: [
      { call: 'null and false', result: 'false' },
      { call: 'null and true', result: 'NULL' },
    ],
  }),
  defineSpecialForm({
    name: 'or',
    category: operator,
    usage: 'a or b',
    summary: 'Whether one of two conditions is true; true decides even where the other is NULL or fails.',
    parameters: { a: 'a BOOLEAN', b: 'a BOOLEAN' },
    examples: [
      { call: 'null or true', result: 'true' },
      { call: 'null or false', result: 'NULL' },
    ],
  }),
  defineSpecialForm({
    name: 'between',
    category: operator,
    usage: 'value [not] between [symmetric] low and high',
    summary: 'Whether a value lies between two others, both included; symmetric takes the bounds in either order.',
    parameters: { value: 'any value that has an order', low: 'the lower bound', high: 'the upper bound' },
    examples: [
      { call: '2 between 1 and 2', result: 'true' },
      { call: '2 between symmetric 3 and 1', result: 'true' },
      { call: 'null between 1 and 2', result: 'NULL' },
    ],
  }),
  defineSpecialForm({
    name: 'is null',
    category: operator,
    usage: 'value is [not] null',
    summary: 'Whether a value is NULL; never NULL itself.',
    parameters: { value: 'any value' },
    examples: [
      { call: 'null is null', result: 'true' },
      { call: '0 is not null', result: 'true' },
    ],
  }),
];

/** Every special form, for the reference, help and completion. */
export const specialForms = [...Object.values(callForms), ...grammarForms];
