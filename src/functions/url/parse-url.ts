import { invalidArgument } from '../../diagnostics/row-error.ts';

/** A URL taken apart; escapes are as they were written. */
export interface UrlParts {
  /** Without the colon; empty for a URL that begins with a path. */
  readonly protocol: string;
  /** Between `//` and the path: user, host and port. */
  readonly authority: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Without the hash. */
  readonly fragment: string;
}

/** Protocols for which browsers read a backslash before the query as a slash. */
const special = new Set(['http', 'https', 'ws', 'wss', 'ftp']);

/** Takes off what follows the first of a character; undefined where it does not occur. */
function cut(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Takes a URL apart as RFC 3986, appendix B, has it. Any string has these parts: characters that must be escaped stand for themselves, as browsers and
 * servers take them, since scanners write such URLs in every access log. Blanks and control characters at the ends are left out.
 */
export function parseUrl(source: string): UrlParts {
  const text = source.replace(/^[\u0000-\u0020]+/, '').trimEnd();
  const [beforeFragment, fragment = ''] = cut(text, '#');
  const [beforeQuery, query = ''] = cut(beforeFragment, '?');
  const protocol = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(beforeQuery)?.[0] ?? '';
  const rest = protocol === '' ? beforeQuery : beforeQuery.slice(protocol.length + 1);
  const backslashes = special.has(protocol.toLowerCase());
  const isSlash = (at: number): boolean => rest[at] === '/' || (backslashes && rest[at] === '\\');
  if (!isSlash(0) || !isSlash(1)) return { protocol, authority: '', path: rest, query, fragment };
  let end = 2;
  while (end < rest.length && !isSlash(end)) end++;
  return { protocol, authority: rest.slice(2, end), path: rest.slice(end), query, fragment };
}

/** The host of an authority such as `user:password@[::1]:80`, and what follows its colon. */
function splitAuthority(authority: string): readonly [string, string] {
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const colon = place.indexOf(':', place.startsWith('[') ? place.indexOf(']') + 1 || place.length : 0);
  return colon < 0 ? [place, ''] : [place.slice(0, colon), place.slice(colon + 1)];
}

/** The host of an authority, an IPv6 address in its brackets; empty where there is none. @throws RowError for what no host has. */
export function hostOf(authority: string): string {
  const [host] = splitAuthority(authority);
  const fits = host.startsWith('[') ? /^\[[^[\]]+\]$/.test(host) : !/[\u0000-\u0020<>\\^|[\]]/.test(host);
  return fits ? host : invalidArgument(`'${host.slice(0, 60)}' is not a host`);
}

/** The port of an authority; NULL where there is none. @throws RowError for what is not a port. */
export function portOf(authority: string): bigint | null {
  const [, port] = splitAuthority(authority);
  if (port === '') return null;
  const fits = /^\d{1,5}$/.test(port) && Number(port) <= 65535;
  return fits ? BigInt(port) : invalidArgument(`'${port.slice(0, 60)}' is not a port, which is 0 to 65535`);
}

/** Escapes of one character in UTF-8, by their number of bytes. */
const escaped = /%(?:[0-7][0-9A-F]|[CD][0-9A-F]%[89AB][0-9A-F]|E[0-9A-F](?:%[89AB][0-9A-F]){2}|F[0-7](?:%[89AB][0-9A-F]){3})/gi;

/** The text with escapes decoded; those that are not UTF-8 and lone percent signs stay as they are. */
export function decodeEscapes(text: string): string {
  return text.replace(escaped, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // no character has these bytes
    }
  });
}

/** The parameters of a query in their order, decoded; one without `=` has an empty value. */
export function* queryParameters(query: string): Generator<readonly [string, string]> {
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [name, value = ''] = cut(pair, '=');
    yield [decodeEscapes(name), decodeEscapes(value)];
  }
}
