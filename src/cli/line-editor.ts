/** A key as Node's `keypress` event describes it. */
export interface Key {
  /** The characters that the terminal sent. */
  readonly sequence: string;
  readonly name?: string | undefined;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/** An entry being edited: its source, which may have several lines, and the cursor as an offset into it. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
  /** What Ctrl-K, Ctrl-U and Ctrl-W cut last; Ctrl-Y inserts it. */
  readonly cut: string;
}

export const emptyLine: Line = { text: '', cursor: 0, cut: '' };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The characters of a text as a reader sees them: an emoji of several code points is one. */
export function* charactersOf(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

/** The name of a key with its modifiers, such as `C-a`, `M-b` and `left`. */
export function keyName({ name, ctrl, meta }: Key): string {
  return `${ctrl ? 'C-' : ''}${meta ? 'M-' : ''}${name ?? ''}`;
}

/** What a key types, or undefined where it is not a printable character. */
export function typedBy({ sequence, ctrl, meta }: Key): string | undefined {
  return ctrl || meta || sequence === '' || /[\p{Cc}]/u.test(sequence) ? undefined : sequence;
}

/** The line with a text inserted at the cursor. */
export function insert(line: Line, text: string): Line {
  return {
    ...line,
    text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor),
    cursor: line.cursor + text.length,
  };
}

/** The line with another text, and the cursor at its end. */
export function replace(line: Line, text: string): Line {
  return { ...line, text, cursor: text.length };
}

const lineStart = ({ text, cursor }: Line): number => text.lastIndexOf('\n', cursor - 1) + 1;

function lineEnd({ text, cursor }: Line): number {
  const end = text.indexOf('\n', cursor);
  return end < 0 ? text.length : end;
}

function previous({ text, cursor }: Line): number {
  const from = lineStart({ text, cursor, cut: '' });
  if (from === cursor) return Math.max(0, cursor - 1);
  let last = from;
  let at = from;
  for (const character of charactersOf(text.slice(from, cursor))) {
    last = at;
    at += character.length;
  }
  return last;
}

function next({ text, cursor }: Line): number {
  const [character] = charactersOf(text.slice(cursor));
  return cursor + (character?.length ?? 0);
}

const wordStart = ({ text, cursor }: Line): number => /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))!.index;
const wordEnd = ({ text, cursor }: Line): number => cursor + /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))![0].length;
const blankStart = ({ text, cursor }: Line): number => /\S*\s*$/.exec(text.slice(0, cursor))!.index;

const move =
  (target: (line: Line) => number) =>
  (line: Line): Line => ({ ...line, cursor: target(line) });

/** Removes what lies between the cursor and a target. */
const remove =
  (target: (line: Line) => number, keep = false) =>
  (line: Line): Line => {
    const to = target(line);
    const [start, end] = to < line.cursor ? [to, line.cursor] : [line.cursor, to];
    const cut = keep && end > start ? line.text.slice(start, end) : line.cut;
    return { text: line.text.slice(0, start) + line.text.slice(end), cursor: start, cut };
  };

/** The same column of the line above or below; undefined where there is no such line. */
function vertical(line: Line, down: boolean): Line | undefined {
  const start = lineStart(line);
  const column = line.cursor - start;
  if (down) {
    const end = lineEnd(line);
    if (end === line.text.length) return undefined;
    return { ...line, cursor: Math.min(end + 1 + column, lineEnd({ ...line, cursor: end + 1 })) };
  }
  if (start === 0) return undefined;
  const above = lineStart({ ...line, cursor: start - 1 });
  return { ...line, cursor: Math.min(above + column, start - 1) };
}

function transpose(line: Line): Line {
  const at = line.cursor === line.text.length ? previous(line) : line.cursor;
  const before = previous({ ...line, cursor: at });
  const after = next({ ...line, cursor: at });
  const text = line.text.slice(0, before) + line.text.slice(at, after) + line.text.slice(before, at) + line.text.slice(after);
  return { ...line, text, cursor: after };
}

const edits: Readonly<Record<string, (line: Line) => Line>> = {
  left: move(previous),
  'C-b': move(previous),
  right: move(next),
  'C-f': move(next),
  home: move(lineStart),
  'C-a': move(lineStart),
  end: move(lineEnd),
  'C-e': move(lineEnd),
  'M-b': move(wordStart),
  'M-left': move(wordStart),
  'C-left': move(wordStart),
  'M-f': move(wordEnd),
  'M-right': move(wordEnd),
  'C-right': move(wordEnd),
  backspace: remove(previous),
  'C-h': remove(previous),
  delete: remove(next),
  'C-d': remove(next),
  'C-w': remove(blankStart, true),
  'M-backspace': remove(wordStart, true),
  'M-d': remove(wordEnd, true),
  'C-k': remove((line) => (lineEnd(line) === line.cursor ? next(line) : lineEnd(line)), true),
  'C-u': remove(lineStart, true),
  'C-y': (line) => insert(line, line.cut),
  'C-t': transpose,
};

/** The line after an editing key; undefined where the key edits nothing, such as Up in the first line. */
export function edit(line: Line, key: Key): Line | undefined {
  const name = keyName(key);
  if (name === 'up' || name === 'down') return vertical(line, name === 'down');
  const known = Object.hasOwn(edits, name) ? edits[name]!(line) : undefined;
  if (known) return known;
  const typed = typedBy(key);
  return typed === undefined ? undefined : insert(line, typed);
}
