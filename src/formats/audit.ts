import { BIGINT, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { floorDivide } from '../types/time-zone.ts';
import { JsonCell } from '../vectors/ingest.ts';
import { eachLine, type Input, type LoadedTable, type ReadOptions, SkippedLines } from './input.ts';
import { jsonProblem, jsonTextOf, parseJsonLine } from './json-line.ts';
import { resourceOf } from './kubernetes.ts';
import { RowCollector } from './row-collector.ts';

/** Parts of an event that are left out unless asked for: they can be megabytes. */
export type AuditBody = 'requestObject' | 'responseObject';

export interface AuditOptions extends ReadOptions {
  /** Keeps only events of one stage. One request gives several events; those of `ResponseComplete` count requests. */
  readonly stage?: 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  /** Bodies to keep as JSON columns. */
  readonly columns?: readonly AuditBody[];
}

const json: DataType = { kind: 'json' };
const types: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['__time__', BIGINT],
  ['__time_ns_part__', BIGINT],
  ['auditID', VARCHAR],
  ['stage', VARCHAR],
  ['level', VARCHAR],
  ['verb', VARCHAR],
  ['requestURI', VARCHAR],
  ['user', VARCHAR],
  ['groups', { kind: 'array', element: VARCHAR }],
  ['userAgent', VARCHAR],
  ['sourceIP', VARCHAR],
  ['objectRef', json],
  ['resource', VARCHAR],
  ['subresource', VARCHAR],
  ['namespace', VARCHAR],
  ['name', VARCHAR],
  ['apiGroup', VARCHAR],
  ['code', BIGINT],
  ['latency', DOUBLE],
  ['annotations', json],
]);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isEvent = (value: Json): boolean => typeof value.auditID === 'string' || (typeof value.stage === 'string' && 'requestURI' in value);

/**
 * Reads Kubernetes audit events (`audit.k8s.io/v1`): JSON lines, lists of events as a webhook sends them, and events that log
 * shippers wrapped. `__time__` and `__time_ns_part__` come from stageTimestamp, or requestReceivedTimestamp; latency is the
 * seconds between the two. Nested objects are JSON columns.
 */
export async function readAudit(input: Input, options: AuditOptions = {}): Promise<LoadedTable> {
  const rows = new RowCollector(options);
  const skipped = new SkippedLines(options);
  const bodies = new Set<string>(options.columns ?? []);
  const omitted = { requestObject: 0, responseObject: 0 };
  for (const name of types.keys()) rows.declare(name);
  for (const name of bodies) rows.declare(name);
  const take = (value: unknown, number: number): void => {
    const events = eventsIn(value, 0);
    if (!events) skipped.add(number, 'it is JSON, but no audit event');
    for (const event of events ?? []) {
      if (options.stage && event.stage !== options.stage) continue;
      addEvent(rows, event);
      for (const body of ['requestObject', 'responseObject'] as const) {
        if (event[body] === undefined || event[body] === null) continue;
        if (bodies.has(body)) rows.set(body, new JsonCell(jsonTextOf(event[body])));
        else omitted[body]++;
      }
    }
  };
  await eachLine(input, options, (line, number) => {
    if (line === '' || line.trim() === '') return;
    let value: unknown;
    try {
      value = parseJsonLine(line);
    } catch {
      skipped.add(number, jsonProblem(line));
      return;
    }
    take(value, number);
  });
  const left = omitted.requestObject + omitted.responseObject;
  const notes =
    left > 0
      ? [`left out ${omitted.requestObject} request and ${omitted.responseObject} response bodies; the option 'columns' keeps them`]
      : [];
  const known = new Map(types);
  for (const body of bodies) known.set(body, json);
  return rows.finish(known, skipped, notes);
}

/** The events in a value: itself, the items of a list, or what a shipper wrapped; undefined where there are none. */
function eventsIn(value: unknown, depth: number): readonly Json[] | undefined {
  if (Array.isArray(value)) {
    const lists = value.map((item) => eventsIn(item, depth));
    return lists.some((list) => !list) ? undefined : lists.flatMap((list) => list!);
  }
  if (!isObject(value) || depth > 3) return undefined;
  if (Array.isArray(value.items) && value.kind === 'EventList') return value.items.filter(isObject);
  if (isEvent(value)) return [value];
  for (const name of ['log', 'message', 'msg', 'event', 'audit', 'body']) {
    const inner = value[name];
    if (isObject(inner)) return eventsIn(inner, depth + 1);
    if (typeof inner !== 'string' || !inner.trimStart().startsWith('{')) continue;
    try {
      return eventsIn(parseJsonLine(inner), depth + 1);
    } catch {
      return undefined; // the wrapped text is cut off
    }
  }
  return undefined;
}

function addEvent(rows: RowCollector, event: Json): void {
  rows.begin();
  const received = timeOf(event.requestReceivedTimestamp);
  const instant = timeOf(event.stageTimestamp) ?? received;
  if (instant !== undefined) {
    const seconds = floorDivide(instant, 1_000_000_000n);
    rows.set('__time__', seconds);
    rows.set('__time_ns_part__', instant - seconds * 1_000_000_000n);
    if (received !== undefined) rows.set('latency', Number(instant - received) / 1e9);
  }
  for (const name of ['auditID', 'stage', 'level', 'verb', 'requestURI', 'userAgent'])
    if (typeof event[name] === 'string') rows.set(name, event[name]);
  if (isObject(event.user)) {
    if (typeof event.user.username === 'string') rows.set('user', event.user.username);
    if (Array.isArray(event.user.groups)) rows.set('groups', event.user.groups.map(String));
  }
  if (Array.isArray(event.sourceIPs) && event.sourceIPs.length > 0) rows.set('sourceIP', String(event.sourceIPs[0]));
  if (isObject(event.objectRef)) {
    rows.set('objectRef', new JsonCell(jsonTextOf(event.objectRef)));
    for (const name of ['resource', 'subresource', 'namespace', 'name', 'apiGroup']) {
      const part = event.objectRef[name];
      if (typeof part === 'string' && part !== '') rows.set(name, part);
    }
  } else if (typeof event.requestURI === 'string') {
    for (const [name, part] of Object.entries(resourceOf(event.requestURI))) if (types.has(name)) rows.set(name, part);
  }
  if (isObject(event.responseStatus) && typeof event.responseStatus.code === 'number')
    rows.set('code', BigInt(Math.trunc(event.responseStatus.code)));
  if (isObject(event.annotations)) rows.set('annotations', new JsonCell(jsonTextOf(event.annotations)));
}

function timeOf(value: unknown): bigint | undefined {
  return typeof value === 'string' ? parseTimestamp(value, 'UTC') : undefined;
}
