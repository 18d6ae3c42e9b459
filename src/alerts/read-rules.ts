import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { didYouMean } from '../diagnostics/suggest.ts';
import { createEngine } from '../engine.ts';
import { formatNames } from '../formats/registry.ts';
import { durationNanos } from '../types/duration-text.ts';
import { findTimeZone } from '../types/time-zone.ts';
import type { Rule, RuleFile, SinkRule } from './rule.ts';
import { takeApart } from './rule-query.ts';

/** A mistake in a file of rules. */
export interface RuleMistake {
  /** Where it is in the file, counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly help: string | undefined;
}

/** What was read of a file of rules: the rules, unless there are mistakes. */
export interface ReadRules {
  readonly rules: RuleFile | undefined;
  readonly mistakes: readonly RuleMistake[];
}

const ruleKeys = [
  'name',
  'files',
  'format',
  'pattern',
  'log_format',
  'entry_start',
  'query',
  'detector',
  'dimensions',
  'watch_parts',
  'min_share',
  'for',
  'keep_firing_for',
  'absent',
  'keep',
  'samples',
  'labels',
  'annotations',
] as const;
const fileKeys = ['rules', 'state', 'zone', 'send'] as const;
const detectorKeys = ['confidence', 'direction', 'period_num', 'auto_period'] as const;
const sinkKeys = ['stdout', 'file', 'webhook'] as const;
const webhookKeys = ['url', 'shape', 'headers'] as const;

/** Reads rules from YAML. */
export function readRules(text: string): ReadRules {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const reader = new Reader(counter, text);
  for (const { pos, message } of document.errors) reader.at(pos[0], message.split('\n')[0]!);
  if (document.errors.length > 0) return { rules: undefined, mistakes: reader.mistakes };
  const rules = readFile(reader, document.contents);
  return { rules: reader.mistakes.length > 0 ? undefined : rules, mistakes: reader.mistakes };
}

function readFile(reader: Reader, root: Node | null): RuleFile {
  const top = reader.map(root, 'a file of rules', fileKeys);
  const zone = top.text('zone') ?? 'UTC';
  if (!findTimeZone(zone)) reader.on(top.get('zone'), `'${zone}' is not a time zone`);
  const list = top.get('rules');
  const rules: Rule[] = [];
  if (!isSeq(list)) reader.on(list ?? root, "'rules' must be a list of rules");
  else for (const item of list.items) rules.push(readRule(reader, item as Node, zone)); // the items of a list are nodes
  rules.forEach(({ name }, i) => {
    if (rules.findIndex((rule) => rule.name === name) < i)
      reader.on(isSeq(list) ? (list.items[i] as Node) : root, `there are two rules '${name}'`); // a node, as above
  });
  const send = top.get('send');
  const sinks = isSeq(send) ? send.items.flatMap((item) => readSink(reader, item as Node) ?? []) : []; // nodes, as above
  if (send !== undefined && !isSeq(send)) reader.on(send, "'send' must be a list of stdout, file and webhook");
  return { state: top.text('state'), zone, send: sinks.length > 0 ? sinks : [{ kind: 'stdout' }], rules };
}

function readRule(reader: Reader, node: Node, zone: string): Rule {
  const map = reader.map(node, 'a rule', ruleKeys);
  const query = map.text('query', true) ?? '';
  const parts = query === '' ? '' : takeApart(query);
  const queryNode = map.get('query');
  if (typeof parts === 'string' && parts !== '') reader.on(queryNode, `the query of a rule gives series: ${parts}`);
  const format = map.text('format');
  if (format !== undefined && !formatNames.some((name) => name === format))
    reader.on(map.get('format'), `there is no format '${format}'`, didYouMean(format, formatNames));
  const detector = detectorOf(reader, map);
  const reading = [
    ['pattern', map.text('pattern')],
    ['logFormat', map.text('log_format')],
    ['entryStart', map.text('entry_start')],
  ] as const;
  return {
    name: map.text('name', true) ?? '',
    files: map.texts('files', true),
    read: {
      timeZone: zone,
      ...(format === undefined ? {} : { format: format as (typeof formatNames)[number] }), // as was looked
      ...Object.fromEntries(reading.filter(([, value]) => value !== undefined)),
    },
    query,
    place: reader.placeOf(queryNode),
    parts: typeof parts === 'string' ? { rows: '', makeSeries: '', by: [], tagCount: 0, valueCount: 0, step: 60_000 } : parts,
    detector,
    dimensions: map.texts('dimensions'),
    watchParts: map.flag('watch_parts'),
    minShare: map.number('min_share', 0, 1) ?? 0.01,
    for: map.duration('for') ?? 2 * 60_000,
    keepFiringFor: map.duration('keep_firing_for') ?? 5 * 60_000,
    absent: map.duration('absent'),
    keep: map.duration('keep') ?? 6 * 3_600_000,
    samples: map.number('samples', 0, 100) ?? 3,
    labels: map.strings('labels'),
    annotations: map.strings('annotations'),
  };
}

/** The options of the detector as JSON; the detector itself says what is wrong with their values. */
function detectorOf(reader: Reader, rule: MapReader): string {
  const node = rule.get('detector');
  if (node === undefined) return '{}';
  const map = reader.map(node, 'a detector', detectorKeys);
  const json = JSON.stringify(map.node?.toJSON() ?? {});
  try {
    createEngine().evaluate(`series_decompose_anomalies(array[1.0, 2.0], '${json.replaceAll("'", "''")}')`);
  } catch (error) {
    reader.on(node, (error as Error).message.replace(/^SPL\d+: /, '')); // the engine throws errors only
  }
  return json;
}

function readSink(reader: Reader, node: Node): SinkRule | undefined {
  if (isScalar(node) && node.value === 'stdout') return { kind: 'stdout' };
  const map = reader.map(node, "'stdout', or a map of file or webhook", sinkKeys);
  const path = map.text('file');
  if (path !== undefined) return { kind: 'file', path };
  const webhook = map.get('webhook');
  if (webhook === undefined) {
    if (map.node) reader.on(node, "a place for events is 'stdout', 'file: path' or 'webhook: url'");
    return undefined;
  }
  const isUrl = (value: unknown): value is string => typeof value === 'string' && /^https?:\/\/\S+$/.test(value);
  if (isScalar(webhook)) {
    if (isUrl(webhook.value)) return { kind: 'webhook', url: webhook.value, shape: 'event', headers: {} };
    reader.on(webhook, `'${String(webhook.value)}' is not a URL of http or https`);
    return undefined;
  }
  const options = reader.map(webhook, 'a webhook', webhookKeys);
  const url = options.text('url', true) ?? '';
  if (url !== '' && !isUrl(url)) reader.on(options.get('url'), `'${url}' is not a URL of http or https`);
  const shape = options.text('shape') ?? 'event';
  if (shape !== 'event' && shape !== 'alertmanager')
    reader.on(options.get('shape'), `'shape' must be event or alertmanager, not '${shape}'`);
  return { kind: 'webhook', url, shape: shape === 'alertmanager' ? shape : 'event', headers: options.strings('headers') };
}

/** Collects mistakes with their places. */
class Reader {
  readonly mistakes: RuleMistake[] = [];
  readonly #counter: LineCounter;
  readonly #text: string;

  constructor(counter: LineCounter, text: string) {
    this.#counter = counter;
    this.#text = text;
  }

  at(offset: number, message: string, help?: string): void {
    const { line, col } = this.#counter.linePos(offset);
    this.mistakes.push({ line: Math.max(line, 1), column: Math.max(col, 1), message, help });
  }

  on(node: Node | null | undefined, message: string, help?: string): void {
    this.at(node?.range?.[0] ?? 0, message, help);
  }

  /** Where the characters of a string are. */
  placeOf(node: Node | undefined): Rule['place'] {
    const offset = node?.range?.[0] ?? 0;
    const { line, col } = this.#counter.linePos(offset);
    const first = this.#text[offset];
    if (first !== '|') return { line, column: col + (first === '"' || first === "'" ? 1 : 0), isBlock: false };
    const begin = this.#text.indexOf('\n', offset) + 1;
    return { line: line + 1, column: 1 + this.#text.slice(begin).search(/[^ ]/), isBlock: true };
  }

  /** A map with keys of a list. */
  map(node: Node | null | undefined, what: string, keys: readonly string[]): MapReader {
    if (!isMap(node)) {
      this.on(node, `${what} must be a map of ${keys.join(', ')}`);
      return new MapReader(this, undefined);
    }
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!keys.includes(name)) this.on(key as Node, `${what} has no '${name}'`, didYouMean(name, keys)); // a key is a node
    }
    return new MapReader(this, node);
  }
}

/** Reads the values of a map. */
class MapReader {
  readonly node: YAMLMap | undefined;
  readonly #reader: Reader;

  constructor(reader: Reader, node: YAMLMap | undefined) {
    this.#reader = reader;
    this.node = node;
  }

  get(key: string): Node | undefined {
    return this.node?.get(key, true) as Node | undefined; // with true, it answers nodes
  }

  text(key: string, required = false): string | undefined {
    const node = this.get(key);
    if (node === undefined) {
      if (required && this.node) this.#reader.on(this.node, `'${key}' is missing`);
      return undefined;
    }
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number') && String(node.value).trim() !== '')
      return String(node.value);
    this.#reader.on(node, `'${key}' must be a string`);
    return undefined;
  }

  texts(key: string, required = false): readonly string[] {
    const node = this.get(key);
    if (!isSeq(node)) {
      const one = this.text(key, required);
      return one === undefined ? [] : [one];
    }
    return node.items.flatMap((item) => {
      if (isScalar(item) && typeof item.value === 'string' && item.value !== '') return [item.value];
      this.#reader.on(item as Node, `'${key}' must be a list of strings`); // an item is a node
      return [];
    });
  }

  number(key: string, min: number, max: number): number | undefined {
    const node = this.get(key);
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === 'number' && node.value >= min && node.value <= max) return node.value;
    this.#reader.on(node, `'${key}' must be a number from ${min} to ${max}`);
    return undefined;
  }

  flag(key: string): boolean {
    const node = this.get(key);
    if (node === undefined) return false;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.#reader.on(node, `'${key}' must be true or false`);
    return false;
  }

  /** Milliseconds. */
  duration(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const nanos = durationNanos(text);
    if (nanos !== undefined && nanos >= 0n) return Number(nanos) / 1e6;
    this.#reader.on(this.get(key), `'${key}' must be a duration such as 5m, not '${text}'`);
    return undefined;
  }

  strings(key: string): Readonly<Record<string, string>> {
    const node = this.get(key);
    if (node === undefined) return {};
    if (!isMap(node)) {
      this.#reader.on(node, `'${key}' must be a map of strings`);
      return {};
    }
    return Object.fromEntries(Object.entries(node.toJSON() as Record<string, unknown>).map(([name, value]) => [name, String(value)])); // the plain value of a map
  }
}
