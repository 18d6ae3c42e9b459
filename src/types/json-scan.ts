const space = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** The first offset at or after `i` that is not a JSON blank. */
export function skipBlanks(text: string, i: number): number {
  while (i < text.length && space(text.charCodeAt(i))) i++;
  return i;
}

/** The offset after the string that starts at `i`, or -1 where it does not end. */
export function skipString(text: string, i: number): number {
  for (let at = i + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

const scalarPattern = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The offset after the value that starts at `i`, or -1 where there is none. Brackets and strings are matched; the rest of a skipped value is not checked. */
export function skipValue(text: string, i: number): number {
  const first = text.charCodeAt(i);
  if (first === 34) return skipString(text, i);
  if (first !== 123 && first !== 91) {
    scalarPattern.lastIndex = i;
    return scalarPattern.test(text) ? scalarPattern.lastIndex : -1;
  }
  let depth = 0;
  for (let at = i; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = skipString(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
  }
  return -1;
}

/** The value of a JSON string literal, quotes included in the text. */
export function stringValue(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined; // a bad escape
  }
}

/** Calls back for each member of the object or array that starts at `i`, until the callback answers true. False where the text is malformed. */
export function eachMember(text: string, i: number, visit: (key: string | number, start: number, end: number) => boolean): boolean {
  const object = text.charCodeAt(i) === 123;
  const close = object ? 125 : 93;
  let at = skipBlanks(text, i + 1);
  if (text.charCodeAt(at) === close) return true;
  for (let index = 0; ; index++) {
    let key: string | number | undefined = index;
    if (object) {
      if (text.charCodeAt(at) !== 34) return false;
      const end = skipString(text, at);
      if (end < 0) return false;
      key = stringValue(text.slice(at, end));
      at = skipBlanks(text, end);
      if (key === undefined || text.charCodeAt(at) !== 58) return false;
      at = skipBlanks(text, at + 1);
    }
    const end = skipValue(text, at);
    if (end < 0) return false;
    if (visit(key, at, end)) return true;
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === close) return true;
    if (text.charCodeAt(at) !== 44) return false;
    at = skipBlanks(text, at + 1);
  }
}
