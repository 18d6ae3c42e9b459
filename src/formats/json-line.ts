/** Marks an integer beyond 2^53 while JSON.parse cannot keep its digits. */
const mark = '\u0000big:';
const longDigits = /\d{16}/;
const stringOrLong = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const markedText = /"\\u0000big:(-?\d+)"/g;

/** Parses one JSON value; integers beyond 2^53 come as bigints. Throws a SyntaxError where the text is malformed. */
export function parseJsonLine(line: string): unknown {
  if (!longDigits.test(line)) return JSON.parse(line);
  const marked = line.replace(stringOrLong, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${mark.replace('\u0000', '\\u0000')}${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** The JSON text of a parsed value, big integers with their digits. */
export function jsonTextOf(value: unknown): string {
  let big = false;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'bigint') return member;
    big = true;
    return `${mark}${member}`;
  });
  return big ? text.replace(markedText, '$1') : text;
}

/** What went wrong in a line, without the text of the engine's own message that differs between browsers. */
export function jsonProblem(line: string): string {
  const trimmed = line.trim();
  if (trimmed === '') return 'it is empty';
  if (!/^[[{"\d\-tfn]/.test(trimmed)) return 'it is no JSON';
  return /^[[{]/.test(trimmed) && !/[\]}]$/.test(trimmed) ? 'the JSON is cut off' : 'malformed JSON';
}
