interface OperatorSyntax {
  /** How tightly it binds; higher is tighter. Operators that bind alike are applied from left to right. */
  readonly power: number;
  /** The rule of the grammar that reads it. */
  readonly rule: 'lambda' | 'logical' | 'negation' | 'comparison' | 'predicate' | 'word' | 'arithmetic' | 'prefix' | 'postfix';
  /** Other spellings of the same operator. */
  readonly also?: readonly string[];
  /** What it means, for the reference, where no function or special form says so. */
  readonly meaning?: string;
}

/** The operators, loosest first: the lexer makes tokens of this table, the parser joins and prints by it, and the reference lists it. */
export const operators = {
  '->': { power: 1, rule: 'lambda', meaning: 'A lambda of its parameters, for functions that take one.' },
  or: { power: 2, rule: 'logical' },
  and: { power: 3, rule: 'logical', also: ['&&'] },
  not: { power: 4, rule: 'negation' },
  '=': { power: 5, rule: 'comparison', also: ['=='] },
  '<>': { power: 5, rule: 'comparison', also: ['!='] },
  '<': { power: 5, rule: 'comparison' },
  '<=': { power: 5, rule: 'comparison' },
  '>': { power: 5, rule: 'comparison' },
  '>=': { power: 5, rule: 'comparison' },
  between: { power: 5, rule: 'predicate' },
  in: { power: 5, rule: 'predicate' },
  like: { power: 5, rule: 'predicate' },
  'is null': { power: 5, rule: 'predicate' },
  'is distinct from': { power: 5, rule: 'predicate' },
  ilike: { power: 5, rule: 'word', meaning: 'As `like`, ignoring case.' },
  contains: { power: 5, rule: 'word', meaning: 'Whether a string occurs in another.' },
  startswith: { power: 5, rule: 'word', meaning: 'Whether a string begins with another.' },
  endswith: { power: 5, rule: 'word', meaning: 'Whether a string ends with another.' },
  has: { power: 5, rule: 'word', meaning: 'Whether a string has another as whole words, ignoring case, as the search finds them.' },
  matches: {
    power: 5,
    rule: 'word',
    also: ['=~'],
    meaning: 'Whether a regular expression matches somewhere in a string; `!~` negates it.',
  },
  '||': { power: 6, rule: 'arithmetic' },
  '+': { power: 7, rule: 'arithmetic' },
  '-': { power: 7, rule: 'arithmetic' },
  '*': { power: 8, rule: 'arithmetic' },
  '/': { power: 8, rule: 'arithmetic' },
  '%': { power: 8, rule: 'arithmetic' },
  'unary -': { power: 9, rule: 'prefix' },
  'unary +': { power: 9, rule: 'prefix', meaning: 'The number itself.' },
  '[ ]': { power: 10, rule: 'postfix' },
  '.': { power: 10, rule: 'postfix', meaning: 'A member of a ROW, map or JSON object by its name.' },
} as const satisfies Readonly<Record<string, OperatorSyntax>>;

export type Operator = keyof typeof operators;

/** The operators that a rule of the grammar reads. */
export type OperatorOf<R extends OperatorSyntax['rule']> = {
  [O in Operator]: (typeof operators)[O]['rule'] extends R ? O : never;
}[Operator];

/** How tightly an operator binds; higher is tighter. */
export const bindingPower = (operator: Operator): number => operators[operator].power;

/** The operators that a rule of the grammar reads, each with all of its spellings. */
export function spellingsOf(rule: OperatorSyntax['rule']): readonly { readonly operator: string; readonly spellings: readonly string[] }[] {
  const entries: readonly (readonly [string, OperatorSyntax])[] = Object.entries(operators);
  return entries
    .filter(([, syntax]) => syntax.rule === rule)
    .map(([operator, { also = [] }]) => ({ operator, spellings: [operator, ...also] }));
}
