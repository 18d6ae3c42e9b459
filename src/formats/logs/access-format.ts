/** A variable of a format string: the column that it fills, and how its text becomes a cell. */
export interface AccessField {
  readonly name: string;
  /** What the text is; seconds are those of a duration, in other units as the number says. */
  readonly kind: 'text' | 'number' | 'time' | 'request' | 'duration';
  /** Of a duration: how many make a second. */
  readonly perSecond?: number;
}

/** A format string as a pattern: one group per field. */
export interface AccessPattern {
  readonly regex: RegExp;
  readonly fields: readonly AccessField[];
}

/** The formats that web servers know by name. */
const named: Readonly<Record<string, string>> = {
  combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
  common: '%h %l %u %t "%r" %>s %b',
  vhost_combined: '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
};

const nginx: Readonly<Record<string, AccessField>> = {
  remote_addr: { name: 'clientIP', kind: 'text' },
  remote_user: { name: 'user', kind: 'text' },
  time_local: { name: '__time__', kind: 'time' },
  time_iso8601: { name: '__time__', kind: 'time' },
  msec: { name: '__time__', kind: 'time' },
  request: { name: 'request', kind: 'request' },
  request_method: { name: 'method', kind: 'text' },
  request_uri: { name: 'requestURI', kind: 'text' },
  server_protocol: { name: 'protocol', kind: 'text' },
  status: { name: 'code', kind: 'number' },
  body_bytes_sent: { name: 'bytes', kind: 'number' },
  bytes_sent: { name: 'bytes_sent', kind: 'number' },
  http_referer: { name: 'referer', kind: 'text' },
  http_user_agent: { name: 'userAgent', kind: 'text' },
  http_x_forwarded_for: { name: 'forwardedFor', kind: 'text' },
  host: { name: 'host', kind: 'text' },
  http_host: { name: 'host', kind: 'text' },
  server_name: { name: 'host', kind: 'text' },
  request_time: { name: 'latency', kind: 'duration', perSecond: 1 },
};

const apache: Readonly<Record<string, AccessField>> = {
  h: { name: 'clientIP', kind: 'text' },
  a: { name: 'clientIP', kind: 'text' },
  l: { name: 'ident', kind: 'text' },
  u: { name: 'user', kind: 'text' },
  t: { name: '__time__', kind: 'time' },
  r: { name: 'request', kind: 'request' },
  m: { name: 'method', kind: 'text' },
  U: { name: 'requestURI', kind: 'text' },
  q: { name: 'query', kind: 'text' },
  H: { name: 'protocol', kind: 'text' },
  s: { name: 'code', kind: 'number' },
  b: { name: 'bytes', kind: 'number' },
  B: { name: 'bytes', kind: 'number' },
  O: { name: 'bytes_sent', kind: 'number' },
  I: { name: 'bytes_received', kind: 'number' },
  v: { name: 'host', kind: 'text' },
  V: { name: 'host', kind: 'text' },
  p: { name: 'port', kind: 'number' },
  P: { name: 'pid', kind: 'number' },
  D: { name: 'latency', kind: 'duration', perSecond: 1_000_000 },
  T: { name: 'latency', kind: 'duration', perSecond: 1 },
  k: { name: 'keepalive', kind: 'number' },
  X: { name: 'connection', kind: 'text' },
  L: { name: 'requestID', kind: 'text' },
  f: { name: 'file', kind: 'text' },
  A: { name: 'serverIP', kind: 'text' },
};

const headers: Readonly<Record<string, string>> = { referer: 'referer', 'user-agent': 'userAgent', 'x-forwarded-for': 'forwardedFor' };

/** `$name`, `${name}`, `%h`, `%>s`, `%200,304{Referer}i`, `%%`. */
const variable = /\$\{?([a-z]\w*)\}?|%(?:[!\d,]*)[<>]?(?:\{([^}]*)\}(\^?[a-zA-Z]{1,2})|(\^?[a-zA-Z]|%))/g;

function fieldOf([, ofNginx, argument, suffix, directive]: RegExpExecArray): AccessField {
  if (ofNginx !== undefined) return Object.hasOwn(nginx, ofNginx) ? nginx[ofNginx]! : { name: ofNginx, kind: 'number' };
  if (argument !== undefined) {
    if (suffix === 'i' || suffix === 'o') {
      const header = argument.toLowerCase();
      return { name: Object.hasOwn(headers, header) ? headers[header]! : header.replaceAll('-', '_'), kind: 'text' };
    }
    if (suffix === 't') return { name: '__time__', kind: 'time' };
    if (suffix === 'T') return { name: 'latency', kind: 'duration', perSecond: argument === 'us' ? 1e6 : argument === 'ms' ? 1000 : 1 };
    return { name: argument, kind: 'number' };
  }
  return Object.hasOwn(apache, directive!) ? apache[directive!]! : { name: directive!, kind: 'number' };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');

/** What a field may be, by what stands around it. Fields without anything around them may be lists, such as those of upstream servers. */
function patternOf(field: AccessField, before: string, after: string): string {
  if (field.kind === 'time' && (before === '' || /\s$/.test(before)) && !after.startsWith(']')) return '(\\[[^\\]]*\\]|\\S+)';
  if (before.endsWith('"') && after.startsWith('"')) return '((?:[^"\\\\]|\\\\[^])*)';
  if (before.endsWith('[') && after.startsWith(']')) return '([^\\]]*)';
  if (field.name === 'user') return '(.*?)';
  const stop = after.trim() === '' || /^\s/.test(after) ? '' : after[0]!;
  const others = stop.replace(/[\\\]^-]/g, '\\$&');
  if (stop === ',') return '([^\\s,]*)';
  // A comma or a colon before a blank goes on with a list.
  const character = `(?:[^\\s,${others}]|,(?! ))`;
  return `(${character}*(?:(?:, | : )${character}+)*)`;
}

/**
 * Makes a pattern of an nginx `log_format` or an Apache `LogFormat`, or of the name of one (`combined`, `common`, `vhost_combined`); undefined where nothing in the text is a
 * variable. Quotes of the directive around the format, and its name after it, are left out.
 */
export function parseAccessFormat(text: string): AccessPattern | undefined {
  const format = (Object.hasOwn(named, text.trim()) ? named[text.trim()]! : text)
    .trim()
    .replace(/^LogFormat\s+"(.*)"(?:\s+\w+)?$/s, (_, inner: string) => inner.replace(/\\(["\\])/g, '$1'))
    .replace(/^log_format\s+\w+\s+(?:escape=\w+\s+)?(.*?);?$/s, (_, inner: string) => inner.replace(/'\s*'/g, '').replace(/^'|'$/g, ''));
  const fields: AccessField[] = [];
  const literals: string[] = [];
  let at = 0;
  let literal = '';
  variable.lastIndex = 0;
  for (let match = variable.exec(format); match; match = variable.exec(format)) {
    literal += format.slice(at, match.index);
    at = variable.lastIndex;
    if (match[0] === '%%') {
      literal += '%';
      continue;
    }
    literals.push(literal);
    fields.push(fieldOf(match));
    literal = '';
  }
  if (fields.length === 0) return undefined;
  literals.push(literal + format.slice(at));
  const source = fields.map((field, i) => escaped(literals[i]!) + patternOf(field, literals[i]!, literals[i + 1]!)).join('');
  return { regex: new RegExp(`^${source}${escaped(literals.at(-1)!)}`), fields };
}
