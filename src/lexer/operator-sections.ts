/** What the reference says of an operator that is neither a function nor a special form. */
interface OperatorSection {
  readonly usage: readonly string[];
  /** What it means beyond the line in the table: NULL, case, other types, what to write instead. */
  readonly details: string;
  /** The operands: their names and meanings. */
  readonly operands: Readonly<Record<string, string>>;
  readonly examples: readonly { readonly call: string; readonly result: string }[];
}

const string = 'a VARCHAR, or a JSON string';
const nulls = 'A NULL operand gives NULL.';

/** The sections of the reference for those operators, in the order of the table of operators. */
export const operatorSections: Readonly<Record<string, OperatorSection>> = {
  '->': {
    usage: ['parameter -> expression', '(parameter, …) -> expression'],
    details:
      'It is written where a function takes a lambda, and nowhere else. It can read the columns of the row, and the parameters of lambdas around it.',
    operands: { parameter: 'a name for what the function gives', expression: 'what the function gets for it' },
    examples: [
      { call: 'transform(array[1, 2], x -> x * 10)', result: '[10, 20]' },
      { call: 'reduce(array[1, 2, 3], 0, (sum, x) -> sum + x, sum -> sum)', result: '6' },
    ],
  },
  ilike: {
    usage: ['string [not] ilike pattern'],
    details: `\`%\` stands for any characters, \`_\` for one, and the pattern must match the whole string. ${nulls}`,
    operands: { string, pattern: 'a pattern of `like`' },
    examples: [
      { call: "'GET /api/Pods' ilike '%/api/pods'", result: 'true' },
      { call: "'GET' not ilike 'get'", result: 'false' },
      { call: "null ilike 'a'", result: 'NULL' },
    ],
  },
  contains: {
    usage: ['string [not] contains part'],
    details: `Case matters; \`ilike '%part%'\` ignores it, and \`has\` finds whole words. The function \`contains(array, element)\` looks into an array. ${nulls}`,
    operands: { string, part: 'what is looked for; every string contains the empty one' },
    examples: [
      { call: "'timeout after 5s' contains 'after'", result: 'true' },
      { call: "'timeout' contains 'Time'", result: 'false' },
      { call: "'timeout' not contains 'x'", result: 'true' },
      { call: "'timeout' contains null", result: 'NULL' },
    ],
  },
  startswith: {
    usage: ['string [not] startswith beginning'],
    details: `Case matters. The function \`starts_with(string, beginning)\` is the same. ${nulls}`,
    operands: { string, beginning: 'what it may begin with' },
    examples: [
      { call: "'/api/v1/pods' startswith '/api'", result: 'true' },
      { call: "'/api/v1/pods' not startswith '/API'", result: 'true' },
    ],
  },
  endswith: {
    usage: ['string [not] endswith end'],
    details: `Case matters. The function \`ends_with(string, end)\` is the same. ${nulls}`,
    operands: { string, end: 'what it may end with' },
    examples: [
      { call: "'app.log.gz' endswith '.gz'", result: 'true' },
      { call: "'app.log' not endswith '.gz'", result: 'true' },
    ],
  },
  has: {
    usage: ['string [not] has words'],
    details: `Words lie between the delimiters of the search; several must stand side by side. ${nulls}`,
    operands: { string, words: 'a word, or several' },
    examples: [
      { call: "'Connection timeout: 5s' has 'TIMEOUT'", result: 'true' },
      { call: "'Connection timeouts' has 'timeout'", result: 'false' },
      { call: "'Connection timeout: 5s' has 'connection timeout'", result: 'true' },
    ],
  },
  matches: {
    usage: ['string [not] matches pattern', 'string =~ pattern', 'string !~ pattern'],
    details: `\`^\` and \`$\` anchor it; \`(?i)\` ignores case. The function \`regexp_like(string, pattern)\` is the same, and says which regular expressions there are. ${nulls}`,
    operands: { string, pattern: 'a regular expression' },
    examples: [
      { call: "'GET /api/v1/pods' matches 'v[0-9]+'", result: 'true' },
      { call: "'GET' =~ '^get$'", result: 'false' },
      { call: "'GET' =~ '(?i)^get$'", result: 'true' },
      { call: "'GET' !~ 'P'", result: 'true' },
    ],
  },
  'unary +': {
    usage: ['+number'],
    details: nulls,
    operands: { number: 'a number' },
    examples: [{ call: '1 - +2', result: '-1' }],
  },
  '.': {
    usage: ['value.member', 'value."member"'],
    details:
      'A member that is not there is NULL in a map and in JSON, and a mistake in a ROW. What JSON holds meets other types as the scalar that it is.',
    operands: { value: 'a ROW, a map with strings as keys, or JSON', member: 'a name; in double quotes where it is not a plain one' },
    examples: [
      { call: 'json_parse(\'{"req":{"status":404}}\').req.status + 1', result: '405.0' },
      { call: "map(array['a'], array[1]).a", result: '1' },
      { call: 'cast(row(1, 2) as row(x bigint, y bigint)).y', result: '2' },
    ],
  },
};
