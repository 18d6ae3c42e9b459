import { QueryError } from '../diagnostics/query-error.ts';
import { createEngine, type Engine } from '../engine.ts';
import { format } from '../query-formatter.ts';
import type { EngineOptions, ExecutionOptions, QueryOptions } from '../settings.ts';
import { formatType } from '../types/data-type.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { type FieldInput, Table } from '../vectors/table.ts';
import { cellReader } from '../vectors/vector.ts';
import { showValue } from './show-value.ts';
import { expectSame, type TestCase } from './test-case.ts';

/** One block of a golden file: what to do, with what text, and what must come of it. */
export interface GoldenBlock {
  readonly kind: 'table' | 'zone' | 'window' | 'query' | 'plan' | 'error' | 'warnings';
  /** The rest of the block's first line: a table's name, the session zone or the query window from here on, `optimized`, `unordered`. */
  readonly argument: string;
  readonly line: number;
  readonly body: string;
  readonly expected: string;
}

/** A golden file: comments and blocks in their order. */
export interface GoldenFile {
  readonly blocks: readonly GoldenBlock[];
  /** The file as pieces, so that results can be filled in. */
  readonly pieces: readonly (string | GoldenBlock)[];
}

const kinds = /^(table|zone|window|query|plan|error|warnings)\b *(.*)$/;

/** Takes a golden file apart. Blank lines separate blocks; `----` separates a query from its result. */
export function parseGolden(text: string): GoldenFile {
  const blocks: GoldenBlock[] = [];
  const pieces: (string | GoldenBlock)[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; ) {
    const start = kinds.exec(lines[i]!);
    if (!start) {
      pieces.push(lines[i++]!);
      continue;
    }
    const line = i + 1;
    const body: string[] = [];
    const expected: string[] = [];
    let after = false;
    for (i++; i < lines.length && lines[i] !== ''; i++) {
      if (lines[i] === '----') after = true;
      else (after ? expected : body).push(lines[i]!);
    }
    const block: GoldenBlock = {
      kind: start[1] as GoldenBlock['kind'],
      argument: start[2]!,
      line,
      body: body.join('\n'),
      expected: expected.join('\n'),
    };
    blocks.push(block);
    pieces.push(block);
  }
  return { blocks, pieces };
}

const isSetting = ({ kind }: GoldenBlock): boolean => kind === 'zone' || kind === 'window';

/** A query window, `FROM..TO`: seconds since 1970, or times in UTC. */
function readWindow(written: string): NonNullable<QueryOptions['window']> {
  const [begin, end] = written
    .split('..')
    .map((part) => (/^-?\d+$/.test(part) ? BigInt(part) * 1_000_000_000n : parseTimestamp(part, 'UTC')));
  if (begin === undefined || end === undefined) throw new TypeError(`a window is FROM..TO, as seconds or times: '${written}'`);
  return { begin, end };
}

/** The file with what a run gave in place of what was expected. */
export function completeGolden({ pieces }: GoldenFile, actual: ReadonlyMap<GoldenBlock, string>): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const head = `${piece.kind}${piece.argument ? ` ${piece.argument}` : ''}\n${piece.body}`;
      const result = actual.get(piece) ?? piece.expected;
      if (isSetting(piece)) return head.trimEnd();
      return piece.kind === 'table' ? head : `${head}\n----${result === '' ? '' : `\n${result}`}`;
    })
    .join('\n');
}

/** One way to run the corpus; none may change a result. */
export interface Configuration {
  readonly name: string;
  readonly execution: ExecutionOptions;
  /** Whether queries are parsed, printed and parsed again first. */
  readonly reprint?: boolean;
}

export const configurations: readonly Configuration[] = [
  { name: 'default', execution: {} },
  { name: 'optimizer off', execution: { optimize: false } },
  { name: 'batch size 1', execution: { maxBatchRows: 1 } },
  { name: 'batch size 3', execution: { maxBatchRows: 3 } },
  { name: 'dictionary inputs', execution: { dictionaryInputs: true } },
  { name: 'row kernels only', execution: { kernels: false } },
  { name: 'printed and parsed again', execution: {}, reprint: true },
];

/** What the queries of golden files run with. */
export interface GoldenOptions {
  /** Tables, functions and the like; a stopped clock makes files that read it repeatable. */
  readonly engine?: EngineOptions;
  /** The window and the parameters of every query. */
  readonly query?: QueryOptions;
}

/** Runs the blocks of a file in order; answers what each gave, as text. */
export function runGolden(
  { blocks }: GoldenFile,
  { execution, reprint = false }: Configuration,
  options: GoldenOptions = {},
): Map<GoldenBlock, string> {
  let settings: EngineOptions = { ...options.engine, execution };
  let engine = createEngine(settings);
  let { query } = options;
  const results = new Map<GoldenBlock, string>();
  for (const block of blocks) {
    if (block.kind === 'window') {
      const { window: _, ...rest } = query ?? {};
      query = block.argument === '' ? rest : { ...rest, window: readWindow(block.argument) };
      continue;
    }
    if (block.kind === 'table' || block.kind === 'zone') {
      if (block.kind === 'zone') settings = { ...settings, timeZone: block.argument };
      const tables = new Map(engine.tables);
      if (block.kind === 'table') tables.set(block.argument, readTable(block.body));
      engine = createEngine({ ...settings, tables });
      continue;
    }
    results.set(block, runBlock(engine, block, reprint, query));
  }
  return results;
}

/**
 * A test per configuration of a golden file: every block gives what follows its `----`. Plans show what the optimizer does; where it is off or the query is
 * written otherwise there is another plan, so they are compared in the first configuration only.
 */
export function goldenCases(name: string, source: string, options: GoldenOptions = {}): readonly TestCase[] {
  const file = parseGolden(source);
  return configurations.map((configuration, i) => ({
    name: `${name}, ${configuration.name}`,
    run: async () => {
      const results = runGolden(file, configuration, options);
      for (const block of file.blocks) {
        if (block.kind === 'table' || isSetting(block) || (block.kind === 'plan' && i > 0)) continue;
        expectSame(results.get(block)!, block.expected, `${name}, line ${block.line}`);
      }
    },
  }));
}

function runBlock(engine: Engine, block: GoldenBlock, reprint: boolean, options: QueryOptions = {}): string {
  const text = reprint && block.kind === 'query' ? format(block.body) : block.body;
  try {
    switch (block.kind) {
      case 'plan':
        return engine.explain(text, { ...options, optimized: block.argument !== 'written' });
      case 'error': {
        const { diagnostics } = engine.compile(text, options);
        if (diagnostics.some((d) => d.severity === 'error')) throw new QueryError(diagnostics, text);
        return showTable(engine.querySync(text, { ...options, onRowError: 'fail' }).toTable(), false);
      }
      case 'warnings':
        return engine.querySync(text, options).warnings.map(showDiagnostic(text)).join('\n');
      default:
        return showTable(engine.querySync(text, options).toTable(), block.argument === 'unordered');
    }
  } catch (error) {
    if (error instanceof QueryError) return error.diagnostics.map(showDiagnostic(text)).join('\n');
    throw error;
  }
}

function showDiagnostic(text: string) {
  return ({
    code,
    span,
    message,
    help,
  }: {
    code: string;
    span: { start: number; end: number };
    message: string;
    help?: string;
  }): string => {
    const at = (offset: number): string => {
      const before = text.slice(0, offset).split('\n');
      return `${before.length}:${before.at(-1)!.length + 1}`;
    };
    return `${code} at ${at(span.start)}–${at(span.end)}  ${message}${help ? `\n  help: ${help}` : ''}`;
  };
}

/** A table as text: a header of names and types, then the rows, columns parted by two blanks or more. */
export function showTable(table: Table, unordered: boolean): string {
  const header = table.schema.map(({ name, type }) => `${/\s|:/.test(name) ? `"${name}"` : name}: ${formatType(type)}`);
  const readers = table.columns.map(cellReader);
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    table.schema.map(({ type }, i) => {
      const value = readers[i]!(row);
      return type.kind === 'varchar' && value !== null ? plainText(value as string) : showValue(type, value);
    }),
  );
  if (unordered) rows.sort((a, b) => (a.join('\u0000') < b.join('\u0000') ? -1 : 1));
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  return [header, ...rows]
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A text as a cell: in quotes where it would be misread. */
function plainText(text: string): string {
  return text === '' || text === 'NULL' || /^\s|\s$|\s\s|[\n\t']/.test(text) ? JSON.stringify(text) : text;
}

const evaluator = createEngine();

/** The table of a `table` block: a line of columns with their types, then one line per row. */
export function readTable(body: string): Table {
  const [header, ...lines] = body.split('\n');
  const split = (line: string): string[] => line.trim().split(/\s{2,}/);
  const schema: readonly FieldInput[] = split(header!).map((cell) => {
    const at = cell.lastIndexOf(': ') > 0 && !cell.includes('(') ? cell.lastIndexOf(': ') : cell.indexOf(': ');
    return { name: cell.slice(0, at).replace(/^"|"$/g, ''), type: cell.slice(at + 2) };
  });
  const rows = lines.map((line) =>
    Object.fromEntries(split(line).map((cell, i) => [schema[i]!.name, readCell(cell, String(schema[i]!.type))])),
  );
  return Table.from(rows, { schema });
}

function readCell(cell: string, type: string): unknown {
  if (cell === 'NULL') return null;
  if (type === 'varchar') return cell.startsWith('"') ? JSON.parse(cell) : cell;
  if (type === 'json') return JSON.parse(cell);
  const cast = type.includes('(') ? `cast(json_parse(x) as ${type})` : `cast(x as ${type})`;
  return evaluator.evaluate(cast, { x: cell }, { bigint: 'bigint', timestamp: type === 'timestamp' ? 'nanoseconds' : 'text' }).value;
}
