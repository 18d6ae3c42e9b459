/** What a request path says about the resource it is for. */
export interface ResourcePath {
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
}

function decoded(part: string | undefined): string | undefined {
  if (part === undefined || !part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // escapes that are not UTF-8
  }
}

/**
 * Reads the resource from a request URI as the API server does:
 * `/api/v1/[namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]]` and `/apis/GROUP/VERSION/…`, with `watch/` before it for old watches.
 * Paths such as /healthz have no resource.
 */
export function resourceOf(uri: string): ResourcePath {
  const parts = uri.split('?', 1)[0]!.split('/').slice(1).map(decoded) as string[];
  if (parts.at(-1) === '') parts.pop();
  const grouped = parts[0] === 'apis';
  if (!grouped && parts[0] !== 'api') return {};
  const apiGroup = grouped ? parts[1] : '';
  const apiVersion = parts[grouped ? 2 : 1];
  let rest = parts.slice(grouped ? 3 : 2);
  if (apiVersion === undefined || rest.length === 0) return {};
  if (rest[0] === 'watch') rest = rest.slice(1);
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest[1] !== undefined) {
    namespace = rest[1];
    // `/namespaces/NS` and its status and finalizers are about the namespace itself.
    if (rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') rest = rest.slice(2);
  }
  const [resource, name, subresource] = rest;
  if (resource === undefined) return {};
  return {
    resource,
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(apiGroup ? { apiGroup } : {}),
    apiVersion,
  };
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 };

/** Seconds of a duration as Go prints it, such as `1.926865ms` or `1m2.5s`; undefined for other text. */
export function durationSeconds(text: string): number | undefined {
  if (!/^-?(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|μs|ns))+$/.test(text)) return text === '0' ? 0 : undefined;
  let seconds = 0;
  // One unit is divided instead of multiplied by a binary fraction, so that 1.926865ms is 0.001926865.
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g)) {
    const scale = unitSeconds[unit!]!;
    seconds += scale >= 1 ? Number(number) * scale : Number(number) / Math.round(1 / scale);
  }
  return text.startsWith('-') ? -seconds : seconds;
}

/** An address without its port: `1.2.3.4:5` and `[::1]:5` lose it, a bare IPv6 address has none. */
export function addressOf(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text);
  if (bracketed) return bracketed[1]!;
  return /^[^:]*:\d+$/.test(text) ? text.slice(0, text.lastIndexOf(':')) : text;
}
