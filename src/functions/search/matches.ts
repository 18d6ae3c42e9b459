import type { DataType } from '../../types/data-type.ts';
import { isNumeric } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { parseDouble } from '../../types/number-format.ts';
import { any, boolean, json, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { searchTest } from './search-term.ts';

type Test = (value: unknown) => boolean;

function prepare({ constants, tick }: CallSite): (text: string, term: string, match: string) => boolean {
  const [, term, match] = constants;
  if (typeof term !== 'string' || typeof match !== 'string') return (text, t, m) => searchTest(t, m, tick)(text);
  return searchTest(term, match, tick);
}

/** A test of the values of a type: an array matches if an element does, a map if a key or a value does, a ROW if a member does. */
function valueTest(type: DataType, term: string, match: string, { timeZone, tick }: Pick<CallSite, 'timeZone' | 'tick'>): Test {
  const of = (inner: DataType): Test => {
    const test = valueTest(inner, term, match, { timeZone, tick });
    return (value) => value !== null && test(value);
  };
  switch (type.kind) {
    case 'array': {
      const element = of(type.element);
      return (value) => (value as readonly unknown[]).some(element); // the value of an ARRAY
    }
    case 'map': {
      const [key, member] = [of(type.key), of(type.value)];
      return (value) => {
        const { keys, values } = value as MapValue; // the value of a MAP
        return keys.some(key) || values.some(member);
      };
    }
    case 'row': {
      const members = type.fields.map((field) => of(field.type));
      return (value) => (value as readonly unknown[]).some((member, i) => members[i]!(member)); // the value of a ROW
    }
    default: {
      const number = isNumeric(type) && match !== 'phrase' ? parseDouble(term) : undefined;
      if (number !== undefined) return (value) => Number(value) === number;
      const test = searchTest(term, match, tick);
      const format = valueFormatter(type, timeZone);
      return (value) => test(format(value));
    }
  }
}

export const searchMatches = defineScalar({
  name: 'search_matches',
  category: 'search',
  summary:
    'Whether a value matches a term of the search language; case does not matter. Words of scripts without blanks, such as Chinese, are found anywhere.',
  parameters: {
    value: 'a string, or the string of a value; an array matches if an element does, a map if a key or a value does',
    term: 'the words that must occur',
    match:
      "'word': whole words, * and ? as wildcards; 'quoted': whole words without wildcards; 'phrase': the words in this order, next to each other",
  },
  examples: [
    { call: "search_matches('GET /api/v1/pods', 'pods get', 'word')", result: 'true' },
    { call: "search_matches('kube-system', 'kube*', 'word')", result: 'true' },
    { call: "search_matches('a b c', 'a c', 'phrase')", result: 'false' },
    { call: "search_matches('数据库连接失败', '连接', 'word')", result: 'true' },
    { call: "search_matches(array['a b', 'c'], 'b', 'word')", result: 'true' },
    { call: "search_matches(null, 'a', 'word')", result: 'NULL' },
  ],
  overloads: [
    overload({ params: [varchar, varchar, varchar], returns: boolean, prepare }),
    overload({ params: [json, varchar, varchar], returns: boolean, prepare }),
    overload({
      params: [any, varchar, varchar],
      returns: boolean,
      prepare(call) {
        const { types, constants } = call;
        const [, term, match] = constants;
        const [type] = types;
        if (typeof term === 'string' && typeof match === 'string') return valueTest(type!, term, match, call);
        return (value, t, m) => valueTest(type!, t, m, call)(value);
      },
    }),
  ],
});
