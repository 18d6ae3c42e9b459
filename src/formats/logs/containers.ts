import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type Around, type EntryFormat, EntryLines, type EntryReader, expectColumns, progressOf } from '../entries.ts';
import { type Format, type FormatColumns, type Guess, type Sample, sampleOfLines } from '../format.ts';
import type { ReadOptions } from '../input.ts';
import { JsonScanner } from '../json-scan.ts';
import { takePrefix } from '../klog-line.ts';
import { eachLine } from '../lines.ts';
import type { RowCollector } from '../row-collector.ts';
import { parseInstant } from '../times.ts';

/** Chooses the format of what is inside a wrapper, by its first lines. */
export type ChooseInner<Options extends ReadOptions> = (sample: Sample) => {
  readonly format: EntryFormat<Options>;
  readonly reason: string;
};

/** A line without what a container runtime put around it. */
interface Unwrapped {
  readonly text: string;
  readonly time: string | undefined;
  readonly stream: string | undefined;
  /** Whether the line goes on in the next one of its stream. */
  readonly partial: boolean;
  /** What else is around the line: the names of docker's options. */
  readonly attributes?: string | undefined;
}

/** The most lines at the start of a file that the inner format is chosen by. */
const maxHead = 200;

const columns: FormatColumns = {
  __time__: {
    type: BIGINT,
    description: 'of the runtime, in seconds since 1970; it has a zone, and comes before a time in the line itself',
  },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  stream: { type: VARCHAR, description: '`stdout` or `stderr`' },
};

/** Joins the parts of lines, and reads them as the format that is found inside. */
class ContainerLines {
  readonly #rows: RowCollector;
  readonly #open: (lines: readonly string[]) => EntryReader<unknown>;
  readonly #unwrap: (line: string) => Unwrapped | undefined;
  readonly #waiting: { readonly text: string; readonly number: number; readonly around: Around | undefined }[] = [];
  readonly #partial = new Map<string, { readonly texts: string[]; readonly first: Unwrapped; readonly number: number }>();
  #entries: EntryLines | undefined;

  constructor(
    rows: RowCollector,
    unwrap: (line: string) => Unwrapped | undefined,
    open: (lines: readonly string[]) => EntryReader<unknown>,
  ) {
    this.#rows = rows;
    this.#unwrap = unwrap;
    this.#open = open;
  }

  line(raw: string, number: number): boolean {
    if (raw.trim() === '') return this.#rows.full;
    const found = this.#unwrap(raw);
    if (!found) {
      // A line of another kind is read as it is.
      this.#take(raw, number, undefined);
      return this.#rows.full;
    }
    const stream = found.stream ?? '';
    const before = this.#partial.get(stream);
    if (found.partial) {
      if (before) before.texts.push(found.text);
      else this.#partial.set(stream, { texts: [found.text], first: found, number });
      return false;
    }
    this.#partial.delete(stream);
    const first = before?.first ?? found;
    const text = before ? [...before.texts, found.text].join('') : found.text;
    for (const line of text.split('\n')) this.#take(line, before?.number ?? number, around(first));
    return this.#rows.full;
  }

  finish(): void {
    for (const { texts, first, number } of this.#partial.values()) this.#take(texts.join(''), number, around(first));
    this.#start();
    this.#entries?.finish();
  }

  #take(text: string, number: number, put: Around | undefined): void {
    if (this.#entries) this.#entries.line(text, number, put);
    else {
      this.#waiting.push({ text, number, around: put });
      if (this.#waiting.length >= maxHead) this.#start();
    }
  }

  #start(): void {
    if (this.#entries || this.#waiting.length === 0) return;
    this.#entries = new EntryLines(this.#rows, this.#open(this.#waiting.map(({ text }) => text)));
    for (const waiting of this.#waiting) if (this.#entries.line(waiting.text, waiting.number, waiting.around)) return;
    this.#waiting.length = 0;
  }
}

const around =
  ({ time, stream, attributes }: Unwrapped): Around =>
  (rows) => {
    const instant = time === undefined ? undefined : parseInstant(time, rows.zone);
    if (instant !== undefined) rows.setInstant(instant);
    if (stream !== undefined) rows.setText('stream', stream);
    if (attributes !== undefined) rows.setText('attributes', attributes, Kind.json);
  };

function unwrapCri(line: string): Unwrapped | undefined {
  const prefix = takePrefix(line);
  return prefix && { text: prefix.rest, time: prefix.time, stream: prefix.stream, partial: prefix.partial };
}

/** `{"log":"…\n","stream":"stdout","time":"…"}`: a line that does not end with a newline goes on. */
function unwrapDocker(scanner: JsonScanner): (line: string) => Unwrapped | undefined {
  return (raw) => {
    const line = raw.trim();
    if (!line.startsWith('{') || scanner.skip(line, 0, line.length) !== line.length) return undefined;
    const members = new Map<string, { readonly kind: Kind; readonly value: unknown }>();
    scanner.members(line, (name) => members.set(name, { kind: scanner.kind, value: scanner.value }));
    const log = members.get('log');
    if (log?.kind !== Kind.text) return undefined;
    const text = log.value as string; // the kind says so
    const of = (name: string): string | undefined =>
      members.get(name)?.kind === Kind.text ? (members.get(name)!.value as string) : undefined;
    const attributes = members.get('attrs');
    return {
      text: text.replace(/\r?\n$/, ''),
      time: of('time'),
      stream: of('stream'),
      partial: !text.endsWith('\n'),
      attributes: attributes?.kind === Kind.json ? (attributes.value as string) : undefined,
    };
  };
}

interface Wrapper {
  readonly name: string;
  readonly summary: string;
  readonly extensions: readonly string[];
  readonly unwrap: () => (line: string) => Unwrapped | undefined;
  readonly sniff: (lines: readonly string[], inner: (lines: readonly string[]) => { readonly name: string }) => Guess | undefined;
}

function wrapperFormat<Options extends ReadOptions>(
  { name, summary, extensions, unwrap, sniff }: Wrapper,
  choose: ChooseInner<Options>,
): Format<Options> & { readonly columns: FormatColumns } {
  return {
    name,
    summary,
    extensions,
    columns,
    sniff: ({ lines }) => sniff(lines, (inner) => choose(sampleOfLines(inner)).format),
    async read(source, rows, options) {
      expectColumns(rows, columns);
      const records = new ContainerLines(rows, unwrap(), (lines) => {
        const { format, reason } = choose(sampleOfLines(lines.filter((line) => line.trim() !== '').slice(0, 50)));
        if (format.columns) expectColumns(rows, format.columns);
        rows.inner = { format: format.name, reason };
        return format.open(rows, { name: source.name, modified: source.modified, lines }, options);
      });
      const lines = await eachLine(source, (line, number) => records.line(line, number), progressOf(source, options));
      records.finish();
      return lines;
    },
  };
}

/** Lines with the prefix that container runtimes of Kubernetes write: a time, the stream, and `F` for a whole line or `P` for a part of one. */
export const criFormat = <Options extends ReadOptions>(choose: ChooseInner<Options>) =>
  wrapperFormat(
    {
      name: 'cri',
      summary:
        'logs of containers of Kubernetes (CRI): a time, the stream and F or P before each line, which is of any other format of lines',
      extensions: [],
      unwrap: () => unwrapCri,
      sniff(lines, inner) {
        const found = lines.map(takePrefix).filter((prefix) => prefix !== undefined);
        if (found.length === 0 || found.length * 2 < lines.length) return undefined;
        const streams = found.filter(({ stream }) => stream !== undefined).length;
        if (streams * 2 >= found.length)
          return { confidence: 0.84, reason: `${streams} of its first ${lines.length} lines have the prefix of a container runtime` };
        // `kubectl logs --timestamps` puts the time alone before each line: it must be something else than plain text.
        const { name } = inner(found.map(({ rest }) => rest));
        return name === 'text' ? undefined : { confidence: 0.6, reason: `its lines have a time before lines of ${name}` };
      },
    },
    choose,
  );

/** The files of docker's driver `json-file`. */
export const dockerFormat = <Options extends ReadOptions>(choose: ChooseInner<Options>) =>
  wrapperFormat(
    {
      name: 'docker',
      summary: 'files of docker’s json-file driver: each line in `log` is of any other format of lines',
      extensions: [],
      unwrap: () => unwrapDocker(new JsonScanner()),
      sniff(lines) {
        const parts = [/^\{/, /"log"\s*:\s*"/, /"stream"\s*:\s*"std(?:out|err)"/, /"time"\s*:\s*"\d{4}-/];
        const found = lines.filter((line) => parts.every((part) => part.test(line))).length;
        return found * 2 > lines.length ? { confidence: 0.97, reason: 'its lines are objects with log, stream and time' } : undefined;
      },
    },
    choose,
  );
