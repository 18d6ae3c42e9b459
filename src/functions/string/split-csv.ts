import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findsText, splitAt } from '../../regex/text-search.ts';
import { arrayOf, bigint, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** The values of one line; inside quotes the delimiter is part of the value and a doubled quote stands for one. */
function valuesOf(line: string, delimiter: string, quote: string, { tick }: CallSite): string[] {
  tick(line.length);
  if (delimiter === '') invalidArgument('the delimiter is empty');
  const findQuote = findsText(quote);
  if (quote === '' || findQuote(line, 0) < 0) return splitAt(line, delimiter);
  const findDelimiter = findsText(delimiter);
  const values: string[] = [];
  for (let at = 0; ; ) {
    let value = '';
    if (line.startsWith(quote, at)) {
      at += quote.length;
      for (;;) {
        const end = findQuote(line, at);
        if (end < 0) {
          value += line.slice(at);
          at = line.length;
          break;
        }
        value += line.slice(at, end);
        at = end + quote.length;
        if (!line.startsWith(quote, at)) break;
        value += quote;
        at += quote.length;
      }
    }
    const end = findDelimiter(line, at);
    values.push(value + line.slice(at, end < 0 ? undefined : end));
    if (end < 0) return values;
    at = end + delimiter.length;
  }
}

const result = arrayOf(varchar);

export const splitCsv = defineScalar({
  name: 'split_csv',
  category: 'string',
  summary:
    'The values of a line of separated values; with a quote, a quoted value may hold the delimiter and doubled quotes. With a count, NULL unless there are so many values.',
  parameters: {
    string: 'one line',
    'delimiter?': { description: 'what separates two values, not empty', default: "','" },
    'quote?': { description: 'what encloses a value; empty for no quoting', default: "''" },
    'count?': { description: 'how many values there must be', default: 'any' },
  },
  examples: [
    { call: "split_csv('a,b,c')", result: "['a', 'b', 'c']" },
    { call: `split_csv('a,"b,c"', ',', '"')`, result: "['a', 'b,c']" },
    { call: `split_csv('a,b', ',', '"', 3)`, result: 'NULL' },
    { call: "split_csv('a,b', '')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [varchar], returns: result, prepare: (call) => (line) => valuesOf(line, ',', '', call) }),
    overload({ params: [varchar, varchar], returns: result, prepare: (call) => (line, delimiter) => valuesOf(line, delimiter, '', call) }),
    overload({
      params: [varchar, varchar, varchar],
      returns: result,
      prepare: (call) => (line, delimiter, quote) => valuesOf(line, delimiter, quote, call),
    }),
    overload({
      params: [varchar, varchar, varchar, bigint],
      returns: result,
      prepare: (call) => (line, delimiter, quote, count) => {
        const values = valuesOf(line, delimiter, quote, call);
        return BigInt(values.length) === count ? values : null;
      },
    }),
  ],
});
