import { bigint, mapOf, rowOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { hostOf, parseUrl, portOf, queryParameters } from './parse-url.ts';
import { sampleUrl, urlParameter } from './url-extract.ts';

/** The parts of a URL and its parameters as a map. */
const parsed = rowOf({
  protocol: varchar,
  host: varchar,
  port: bigint,
  path: varchar,
  query: varchar,
  fragment: varchar,
  parameters: mapOf(varchar, varchar),
});

function parametersOf(query: string, tick: () => void): MapValue<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of queryParameters(query)) {
    tick();
    found.set(name, value);
  }
  return { keys: [...found.keys()], values: [...found.values()] };
}

export const urlParse = defineScalar({
  name: 'url_parse',
  category: 'url',
  summary:
    'The parts of a URL as a ROW of protocol, host, port (NULL where there is none), path, query, fragment and parameters; of equal parameters the last counts.',
  parameters: { url: urlParameter },
  examples: [
    { call: `url_parse('${sampleUrl}').parameters['userid']`, result: "'test'" },
    { call: "url_parse('/a|b?x=1').path", result: "'/a|b'" },
    { call: "url_parse('http://example.com:http/')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: parsed,
      prepare:
        ({ tick }) =>
        (text) => {
          const { protocol, authority, path, query, fragment } = parseUrl(text);
          return [protocol, hostOf(authority), portOf(authority), path, query, fragment, parametersOf(query, tick)];
        },
    }),
  ],
});
