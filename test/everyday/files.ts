import { gzipSync } from 'node:zlib';

/** A block of a file of cases: a file as it lies on a disk, or a query over the files above it. */
export type Block =
  | { readonly kind: 'file'; readonly line: number; readonly name: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'query';
      readonly line: number;
      /** What stands after the query on the command line. */
      readonly args: readonly string[];
      readonly query: string;
      readonly expected: string;
    };

/** A file of cases: its blocks, and its pieces, so that answers can be filled in. */
export interface Cases {
  readonly blocks: readonly Block[];
  readonly pieces: readonly { readonly head: string; readonly block: Block | undefined }[];
}

/**
 * Takes a file of cases apart. Blank lines separate blocks. The lines of a `file` begin with a bar; the words after its name say how they become
 * bytes: `escapes` (as in JSON strings, and \xff for a byte), `crlf`, `open` (no newline at the end), `bom`, `utf16`, `latin1`, `gz`;
 * packed, `members` (each line one of its own), `cut` (a part of the end is missing), `half` (of the last line), `rubbish` or `zeros` (something follows). The words after
 * `query` are arguments of the command line, the lines after it are the query, and those after `----` are what must come of it.
 */
export function parseCases(text: string): Cases {
  const lines = text.split('\n');
  const pieces: { head: string; block: Block | undefined }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    // A word in quotes may have blanks.
    const [kind, ...words] = (lines[i]!.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
    if (kind === 'file') {
      const from = i;
      while (lines[i + 1]?.startsWith('|')) i++;
      const body = lines.slice(from + 1, i + 1).map((row) => row.replace(/^\| ?/, ''));
      const [name, ...ways] = words;
      pieces.push({ head: lines.slice(from, i + 1).join('\n'), block: { kind, line, name: name!, bytes: bytesOf(body, ways) } });
    } else if (kind === 'query') {
      const from = i;
      while (lines[i + 1] !== undefined && lines[i + 1] !== '' && lines[i + 1] !== '----') i++;
      const head = lines.slice(from, i + 1);
      const expected: string[] = [];
      if (lines[i + 1] === '----') for (i++; lines[i + 1] !== undefined && lines[i + 1] !== ''; i++) expected.push(lines[i + 1]!);
      pieces.push({
        head: head.join('\n'),
        block: { kind, line, args: words, query: head.slice(1).join('\n'), expected: expected.join('\n') },
      });
    } else pieces.push({ head: lines[i]!, block: undefined });
  }
  return { pieces, blocks: pieces.flatMap(({ block }) => block ?? []) };
}

/** The file of cases with what a run gave in place of what was expected. */
export function completeCases({ pieces }: Cases, answers: ReadonlyMap<Block, string>): string {
  return pieces
    .map(({ head, block }) => (block?.kind === 'query' ? `${head}\n----\n${answers.get(block) ?? block.expected}` : head))
    .join('\n');
}

function bytesOf(rows: readonly string[], ways: readonly string[]): Uint8Array {
  const end = ways.includes('crlf') ? '\r\n' : '\n';
  let text = rows.join(end) + (ways.includes('open') || rows.length === 0 ? '' : end);
  const escapes = ways.includes('escapes');
  if (escapes)
    text = text.replace(/\\u([0-9a-f]{4})|\\([tnr0])/g, (_, code: string, letter: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : { t: '\t', n: '\n', r: '\r', 0: '\0' }[letter]!,
    );
  if (ways.includes('bom')) text = `\ufeff${text}`;
  let bytes: Uint8Array = Buffer.from(text, ways.includes('utf16') ? 'utf16le' : ways.includes('latin1') ? 'latin1' : 'utf8');
  if (escapes)
    bytes = Buffer.concat(
      Buffer.from(bytes)
        .toString('latin1')
        .split(/(\\x[0-9a-f]{2})/)
        .map((part) => Buffer.from(/^\\x../.test(part) ? String.fromCharCode(Number.parseInt(part.slice(2), 16)) : part, 'latin1')),
    );
  if (!ways.includes('gz')) return bytes;
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/(?<=\n)/);
  const parts = ways.includes('members') ? lines.map((line) => gzipSync(Buffer.from(line, 'latin1'))) : [gzipSync(bytes)];
  // Stored as it is, the text ends in the middle of its last line.
  if (ways.includes('half')) return gzipSync(bytes, { level: 0 }).subarray(0, 15 + bytes.length - 7);
  const packed = Buffer.concat([
    ...parts,
    ...(ways.includes('rubbish') ? [Buffer.from('garbage')] : []),
    ...(ways.includes('zeros') ? [Buffer.alloc(700)] : []),
  ]);
  return ways.includes('cut') ? packed.subarray(0, packed.length - 20) : packed;
}
