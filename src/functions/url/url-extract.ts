import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, mapOf, rowOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, type FunctionDeclaration, overload, type ScalarFunction } from '../declaration.ts';

interface Url {
  readonly protocol: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const urlPattern = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** Takes a URL apart (RFC 3986, appendix B); undefined where a character cannot stand in one. */
function parseUrl(text: string): Url | undefined {
  if (/[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const match = urlPattern.exec(text);
  if (!match) return undefined;
  const [, protocol = '', authority = '', path = '', query = '', fragment = ''] = match;
  const place = /^(?:.*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority);
  if (!place) return undefined;
  return { protocol, host: place[1]!, port: place[2], path, query, fragment };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not UTF-8 behind the escapes
  }
}

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

function parametersOf(query: string): MapValue<string, string> {
  const found = new Map<string, string>();
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    if (pair !== '') found.set(decode(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return { keys: [...found.keys()], values: [...found.values()] };
}

const sample = 'http://example.com:80/product/sls?userid=test#top';

function part(name: string, summary: string, result: string, pick: (url: Url) => string): ScalarFunction {
  return defineScalar({
    name: `url_extract_${name}`,
    category: 'url',
    summary,
    parameters: ['url'],
    examples: [{ call: `url_extract_${name}('${sample}')`, result }],
    overloads: [
      overload({
        params: [varchar],
        returns: varchar,
        row(text) {
          const url = parseUrl(text);
          return url ? pick(url) : null;
        },
      }),
    ],
  });
}

export const urlFunctions: readonly FunctionDeclaration[] = [
  part('protocol', 'The protocol of a URL.', "'http'", (url) => url.protocol),
  part('host', 'The host of a URL.', "'example.com'", (url) => url.host),
  part('path', 'The path of a URL, decoded.', "'/product/sls'", (url) => decode(url.path)),
  part('query', 'The query of a URL, without the question mark.', "'userid=test'", (url) => decode(url.query)),
  part('fragment', 'The fragment of a URL, without the hash.', "'top'", (url) => decode(url.fragment)),
  defineScalar({
    name: 'url_extract_port',
    category: 'url',
    summary: 'The port of a URL; NULL where it names none.',
    parameters: ['url'],
    examples: [{ call: `url_extract_port('${sample}')`, result: '80' }],
    overloads: [
      overload({
        params: [varchar],
        returns: bigint,
        row(text) {
          const port = parseUrl(text)?.port;
          return port ? BigInt(port) : null;
        },
      }),
    ],
  }),
  defineScalar({
    name: 'url_extract_parameter',
    category: 'url',
    summary: 'The first value of a query parameter, decoded; NULL where the URL has none of that name.',
    parameters: ['url', 'name'],
    examples: [{ call: `url_extract_parameter('${sample}', 'userid')`, result: "'test'" }],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: varchar,
        row(text, name) {
          for (const pair of (parseUrl(text)?.query ?? '').split('&')) {
            const [key, ...value] = pair.split('=');
            if (pair !== '' && decode(key!) === name) return decode(value.join('='));
          }
          return null;
        },
      }),
    ],
  }),
  defineScalar({
    name: 'url_encode',
    category: 'url',
    summary: 'A text with every character escaped that cannot stand in a query parameter; a blank becomes +.',
    parameters: ['text'],
    examples: [{ call: "url_encode('a b/c')", result: "'a+b%2Fc'" }],
    overloads: [
      overload({
        params: [varchar],
        returns: varchar,
        row: (text) =>
          encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
            .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
            .replaceAll('%20', '+'),
      }),
    ],
  }),
  defineScalar({
    name: 'url_decode',
    category: 'url',
    summary: 'The opposite of url_encode; fails for a malformed escape.',
    parameters: ['text'],
    examples: [{ call: "url_decode('a+b%2Fc')", result: "'a b/c'" }],
    overloads: [
      overload({
        params: [varchar],
        returns: varchar,
        row(text) {
          if (/%(?![0-9A-Fa-f]{2})/.test(text)) invalidArgument('a percent sign must be followed by two hexadecimal digits');
          return decode(text.replaceAll('+', ' '));
        },
      }),
    ],
  }),
  defineScalar({
    name: 'url_parse',
    category: 'url',
    summary: 'The parts of a URL as a ROW of protocol, host, port, path, query, fragment and parameters (a map); NULL for what is no URL.',
    parameters: ['url'],
    examples: [{ call: `url_parse('${sample}').parameters['userid']`, result: "'test'" }],
    overloads: [
      overload({
        params: [varchar],
        returns: parsed,
        prepare: () => (text) => {
          const url = parseUrl(text);
          if (!url) return null;
          const { protocol, host, port, path, query, fragment } = url;
          const row: readonly unknown[] = [protocol, host, port ? BigInt(port) : null, path, query, fragment, parametersOf(query)];
          return row as never; // a ROW cell is its members in order
        },
      }),
    ],
  }),
];
