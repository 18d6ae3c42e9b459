/** The parts of a line of an access log in the combined layout; a dash and what is missing are undefined. */
export interface AccessLine {
  readonly host?: string | undefined;
  readonly clientIP: string | undefined;
  /** All addresses, where there are several. */
  readonly forwardedFor: string | undefined;
  readonly ident: string | undefined;
  readonly user: string | undefined;
  readonly time: string;
  readonly request: string | undefined;
  readonly code: string | undefined;
  readonly bytes: string | undefined;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
  /** What follows the fields of the combined layout. */
  readonly rest: readonly string[];
}

const timePart = /\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})? [+-]\d{4})\] /;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]*)$/;
/** The request in quotes, the status and the size; a quote inside the request is escaped, or is not followed by them. */
const requestPart = /^"((?:[^"\\]|\\[^]|"(?! \d{3} | - ))*)" (\d{3}|-) (\d+|-)(?: |$)/;
const quoted = /"((?:[^"\\]|\\[^])*)"(?= |$)/y;

/** A line of the combined layout without anything unusual in it. */
const plainLine =
  /^([^\s",]+) ([^\s"[\]]+) ([^\s"[\]]+) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "([^"\\]*)" (\d{3}|-) (\d+|-) "([^"\\]*)" "([^"\\]*)"$/;
const nothing: readonly string[] = [];

const present = (text: string | undefined): string | undefined => (text === undefined || text === '-' || text === '' ? undefined : text);

/** Takes an access line apart: `addresses ident user [time] "request" status bytes "referer" "user agent"`, with or without the last two, a host before them and more after them. */
export function parseAccessLine(line: string): AccessLine | undefined {
  const plain = plainLine.exec(line);
  if (plain)
    return {
      clientIP: present(plain[1]),
      forwardedFor: undefined,
      ident: present(plain[2]),
      user: present(plain[3]),
      time: plain[4]!,
      request: present(plain[5]),
      code: present(plain[6]),
      bytes: plain[7] === '-' ? '0' : plain[7],
      referer: present(plain[8]),
      userAgent: present(plain[9]),
      rest: nothing,
    };
  const time = timePart.exec(line);
  if (!time) return undefined;
  const before = parseClient(line.slice(0, time.index));
  if (!before) return undefined;
  const after = line.slice(time.index + time[0].length);
  const request = requestPart.exec(after);
  if (!request) return undefined;
  const fields = fieldsOf(after.slice(request[0].length));
  const [referer, userAgent, ...rest] = fields;
  return {
    ...before,
    time: time[1]!,
    request: present(request[1]),
    code: present(request[2]),
    bytes: request[3] === '-' ? '0' : request[3],
    referer: present(referer),
    userAgent: present(userAgent),
    rest,
  };
}

/** What stands before the time: `[host ]addresses ident user `; the user may have blanks. */
function parseClient(text: string): Pick<AccessLine, 'host' | 'clientIP' | 'forwardedFor' | 'ident' | 'user'> | undefined {
  const words = text.trimEnd().split(' ');
  if (words.length < 3 || words.length > 64) return undefined;
  const addresses: string[] = [];
  let at = 0;
  let host: string | undefined;
  const second = words[1]!;
  if (!words[0]!.endsWith(',') && !words[0]!.startsWith('"') && !address.test(words[0]!) && words.length > 3 && address.test(second))
    host = words[at++]!.replace(/:\d+$/, '');
  if (words[at]!.startsWith('"')) {
    while (at < words.length && !words[at]!.endsWith('"')) addresses.push(words[at++]!);
    if (at >= words.length) return undefined;
    addresses.push(words[at++]!);
  }
  while (at < words.length && words[at]!.endsWith(',')) addresses.push(words[at++]!);
  // The address of the connection may follow those that were forwarded.
  addresses.push(...(at < words.length - 2 ? [words[at++]!] : []));
  while (at < words.length - 2 && address.test(words[at]!)) addresses.push(words[at++]!);
  const clean = addresses.map((word) => word.replace(/^"|[",]+$/g, '')).filter((word) => word !== '');
  if (clean.length === 0 || at > words.length - 2) return undefined;
  return {
    host: present(host),
    clientIP: present(clean[0]),
    forwardedFor: clean.length > 1 ? clean.join(', ') : undefined,
    ident: present(words[at]),
    user: present(
      words
        .slice(at + 1)
        .join(' ')
        .replace(/^"(.*)"$/, '$1'),
    ),
  };
}

/** The fields after the size. A quote that is neither escaped nor at the end of a field stands for itself: then the second field goes on to the last quote. */
function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    if (text[at] === '"') {
      quoted.lastIndex = at;
      const match = quoted.exec(text);
      if (!match) {
        const last = text.lastIndexOf('"');
        fields.push(text.slice(at + 1, last > at ? last : text.length));
        return fields;
      }
      fields.push(match[1]!);
      at = quoted.lastIndex;
      // `"a "b" c"`: a word after a closed user agent that a later quote closes belongs to it.
      if (fields.length === 2 && at < text.length && text[at + 1] !== '"' && /^ [^" ]*[^"]*"$/.test(text.slice(at))) {
        fields[1] = text.slice(at - match[0].length + 1, text.length - 1);
        return fields;
      }
      continue;
    }
    const blank = text.indexOf(' ', at);
    fields.push(text.slice(at, blank < 0 ? text.length : blank));
    at = blank < 0 ? text.length : blank;
  }
  return fields;
}

/** The text of a field with its escapes: `\"`, `\\`, `\n`, `\t`, and `\xHH` for bytes, which are UTF-8 together. */
export function unescapeField(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+|\\([^])/g, (match, other: string | undefined) => {
    if (other !== undefined) return other === 'n' ? '\n' : other === 't' ? '\t' : other === 'r' ? '\r' : other === 'x' ? match : other;
    const bytes = Uint8Array.from(match.slice(2).split('\\x'), (hex) => Number.parseInt(hex, 16));
    const decoded = new TextDecoder().decode(bytes);
    // Bytes that are not text, such as those of TLS, stay as they were written.
    return decoded.includes('\ufffd') || /[\0-\x08\x0e-\x1f]/.test(decoded) ? match : decoded;
  });
}

/** A request line taken apart: `GET /path?query HTTP/1.1`; anything else is kept whole as the URI. */
export function parseRequest(request: string): { readonly method?: string; readonly requestURI?: string; readonly protocol?: string } {
  const first = request.indexOf(' ');
  const last = request.lastIndexOf(' ');
  if (first > 0 && /^[A-Za-z_-]{1,32}$/.test(request.slice(0, first))) {
    if (last > first && /^[A-Z]+\/\d/.test(request.slice(last + 1)))
      return { method: request.slice(0, first), requestURI: request.slice(first + 1, last), protocol: request.slice(last + 1) };
    return { method: request.slice(0, first), requestURI: request.slice(first + 1) };
  }
  return { requestURI: request };
}
