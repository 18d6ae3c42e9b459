/** A pair of a logfmt line. A key alone has no text. */
export interface LogfmtPair {
  readonly key: string;
  readonly text: string | undefined;
  readonly quoted: boolean;
}

/** A logfmt line: its pairs, and whether a quote in it is never closed. */
export interface LogfmtLine {
  readonly pairs: readonly LogfmtPair[];
  readonly open: boolean;
}

/** What other loggers put around words is not a part of a key. */
const key = /[^\s="{}()[\]<>,;]+/y;
const quoted = /"((?:[^"\\]|\\[^])*)"/y;
const bare = /[^\s"]\S*|/y;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\u0007' };

/** The text of a quoted value: escapes of JSON and Go. */
export function unescapeQuoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^]))/g, (_, unicode?: string, hex?: string, other?: string) =>
    other === undefined
      ? String.fromCharCode(Number.parseInt((unicode ?? hex)!, 16))
      : Object.hasOwn(escapes, other)
        ? escapes[other]!
        : other,
  );
}

/** Takes a logfmt line apart, from an offset; undefined where it is something else: without a pair, or with words that cannot be keys. */
export function parseLogfmt(line: string, from = 0): LogfmtLine | undefined {
  const pairs: LogfmtPair[] = [];
  let values = 0;
  let at = from;
  for (;;) {
    while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++;
    if (at >= line.length) break;
    key.lastIndex = at;
    const name = key.exec(line);
    if (!name) return undefined;
    at = key.lastIndex;
    if (line[at] !== '=') {
      if (at < line.length && line[at] !== ' ' && line[at] !== '\t') return undefined;
      pairs.push({ key: name[0], text: undefined, quoted: false });
      continue;
    }
    values++;
    quoted.lastIndex = ++at;
    const value = quoted.exec(line);
    if (value) {
      pairs.push({ key: name[0], text: unescapeQuoted(value[1]!), quoted: true });
      at = quoted.lastIndex;
    } else if (line[at] === '"') {
      pairs.push({ key: name[0], text: unescapeQuoted(line.slice(at + 1)), quoted: true });
      return { pairs, open: true };
    } else {
      bare.lastIndex = at;
      const text = bare.exec(line)![0];
      pairs.push({ key: name[0], text, quoted: false });
      at += text.length;
    }
  }
  // Prose with an `=` in it has more words than pairs.
  return values === 0 || pairs.length > values * 2 ? undefined : { pairs, open: false };
}
