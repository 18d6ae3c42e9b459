import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { decodeEscapes, hostOf, parseUrl, portOf, queryParameters, type UrlParts } from './parse-url.ts';

/** A URL for the examples. */
export const sampleUrl = 'http://example.com:80/product/sls?userid=test#top';

/** What a parameter that takes a URL says about itself. */
export const urlParameter = 'a URL, or a path with a query; characters that should have been escaped stand for themselves';

function part(name: string, summary: string, result: string, pick: (url: UrlParts) => string, examples: ScalarFunction['examples'] = []) {
  return defineScalar({
    name: `url_extract_${name}`,
    category: 'url',
    summary,
    parameters: { url: urlParameter },
    examples: [{ call: `url_extract_${name}('${sampleUrl}')`, result }, ...examples],
    overloads: [overload({ params: [varchar], returns: varchar, row: (text) => pick(parseUrl(text)) })],
  });
}

export const urlExtractFunctions: readonly ScalarFunction[] = [
  part('protocol', 'The protocol of a URL; empty where it has none.', "'http'", (url) => url.protocol),
  part('host', 'The host of a URL; empty where it has none.', "'example.com'", (url) => hostOf(url.authority), [
    { call: "url_extract_host('http://[::1]:80/')", result: "'[::1]'" },
    { call: "url_extract_host('http://no host/')", error: 'SPL2107' },
  ]),
  part('path', 'The path of a URL, with its escapes decoded.', "'/product/sls'", (url) => decodeEscapes(url.path), [
    { call: "url_extract_path('http://h/a|b{c}%20d?x=50%')", result: "'/a|b{c} d'" },
  ]),
  part('query', 'The query of a URL without the question mark, with its escapes decoded.', "'userid=test'", (url) =>
    decodeEscapes(url.query),
  ),
  part('fragment', 'The fragment of a URL without the hash, with its escapes decoded.', "'top'", (url) => decodeEscapes(url.fragment)),
  defineScalar({
    name: 'url_extract_port',
    category: 'url',
    summary: 'The port of a URL; NULL where it names none.',
    parameters: { url: urlParameter },
    examples: [
      { call: `url_extract_port('${sampleUrl}')`, result: '80' },
      { call: "url_extract_port('http://example.com/')", result: 'NULL' },
      { call: "url_extract_port('http://example.com:http/')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varchar], returns: bigint, row: (text) => portOf(parseUrl(text).authority) })],
  }),
  defineScalar({
    name: 'url_extract_parameter',
    category: 'url',
    summary: 'The first value of a query parameter, with its escapes decoded; NULL where the URL has none of that name.',
    parameters: { url: urlParameter, name: 'the name of the parameter, decoded, letter case included' },
    examples: [
      { call: `url_extract_parameter('${sampleUrl}', 'userid')`, result: "'test'" },
      { call: `url_extract_parameter('${sampleUrl}', 'page')`, result: 'NULL' },
    ],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: varchar,
        prepare:
          ({ tick }) =>
          (text, name) => {
            for (const [key, value] of queryParameters(parseUrl(text).query)) {
              tick();
              if (key === name) return value;
            }
            return null;
          },
      }),
    ],
  }),
];
