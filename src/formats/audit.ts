import { BIGINT, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { auditBytes, knownMembers } from './audit-bytes.ts';
import { Kind } from './cell-kind.ts';
import { expectColumns, progressOf } from './entries.ts';
import type { Format, FormatColumns } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { JsonScanner } from './json-scan.ts';
import { eachObject, type ObjectReader } from './json-values.ts';
import { resourceOf } from './kubernetes.ts';
import { readAs } from './read.ts';
import type { RowCollector } from './row-collector.ts';
import { parseInstant } from './times.ts';

/** Parts of an event that are left out unless asked for: they can be megabytes. */
export type AuditBody = 'requestObject' | 'responseObject';

export interface AuditOptions extends ReadOptions {
  /** Keeps only events of one stage. One request gives several events; those of `ResponseComplete` count requests. */
  readonly stage?: 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  /** Bodies to keep as JSON columns. `columns` that names nothing but bodies means the same. */
  readonly bodies?: readonly AuditBody[];
}

const json: DataType = { kind: 'json' };
const columns = {
  __time__: { type: BIGINT, description: 'of the stage, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  auditID: { type: VARCHAR, description: 'the same for all events of a request' },
  stage: { type: VARCHAR, description: '`RequestReceived`, `ResponseStarted`, `ResponseComplete` or `Panic`' },
  level: { type: VARCHAR, description: 'what was recorded: `Metadata`, `Request`, `RequestResponse`' },
  verb: { type: VARCHAR, description: 'in lower case' },
  requestURI: { type: VARCHAR, description: 'as sent' },
  user: { type: VARCHAR, description: 'the name of the user' },
  groups: { type: { kind: 'array', element: VARCHAR }, description: 'the groups of the user' },
  userAgent: { type: VARCHAR, description: 'the program of the client' },
  sourceIP: { type: VARCHAR, description: 'the first address, which a client can forge' },
  objectRef: { type: json, description: 'the object of the request' },
  resource: { type: VARCHAR, description: 'of the object' },
  subresource: { type: VARCHAR, description: 'of the object' },
  namespace: { type: VARCHAR, description: 'of the object' },
  name: { type: VARCHAR, description: 'of the object' },
  apiGroup: { type: VARCHAR, description: 'of the object' },
  code: { type: BIGINT, description: 'the status' },
  latency: { type: DOUBLE, description: 'from receipt to the stage, in seconds' },
  annotations: { type: json, description: 'such as the decision of the authorizer' },
  sourceIPs: { type: { kind: 'array', element: VARCHAR }, description: 'all addresses' },
  userInfo: { type: json, description: 'the whole user' },
  impersonatedUser: { type: json, description: 'who the user acted as' },
  responseStatus: { type: json, description: 'the status with its reason' },
} as const satisfies FormatColumns;

const types: ReadonlyMap<string, DataType> = new Map(Object.entries(columns).map(([name, { type }]) => [name, type]));

const known = new Set(knownMembers);

const bodyNames: readonly AuditBody[] = ['requestObject', 'responseObject'];

/** A member of an object: strings as they are, objects and arrays as their JSON text. */
interface Member {
  readonly kind: Kind;
  readonly value: unknown;
}

type Members = ReadonlyMap<string, Member>;

/** Reads the events in objects: themselves, lists of them, and those that log shippers wrapped. */
class AuditRows implements ObjectReader {
  problem = '';
  readonly omitted = { requestObject: 0, responseObject: 0 };
  /** Members that shippers put around events, and how often. */
  readonly around = new Map<string, number>();
  readonly #rows: RowCollector;
  readonly #options: AuditOptions;
  readonly bodies: ReadonlySet<string>;
  readonly #scanner = new JsonScanner();

  constructor(rows: RowCollector, options: AuditOptions) {
    this.#rows = rows;
    this.#options = options;
    this.bodies = new Set([...(options.bodies ?? []), ...(options.columns ?? [])]);
  }

  object(text: string, at: number, end: number, line: number): number {
    const after = this.#scanner.skip(text, at, end);
    if (after < 0) {
      this.problem = this.#scanner.problem;
      return after;
    }
    const events = this.#eventsIn(text.slice(at, after), 0);
    if (!events) this.#rows.skipped.add(line, 'it is JSON, but not an audit event');
    for (const event of events ?? []) {
      if (this.#rows.full) break;
      if (!this.#options.stage || event.get('stage')?.value === this.#options.stage) this.#add(event, line);
    }
    return after;
  }

  #membersOf(text: string): Members {
    const members = new Map<string, Member>();
    const scanner = this.#scanner;
    scanner.members(text, (name) => members.set(name, { kind: scanner.kind, value: scanner.kind === Kind.null ? null : scanner.value }));
    return members;
  }

  #elementsOf(text: string): Member[] {
    const elements: Member[] = [];
    const scanner = this.#scanner;
    scanner.elements(text, () => elements.push({ kind: scanner.kind, value: scanner.value }));
    return elements;
  }

  /** The events in an object: itself, the items of a list, or what a shipper wrapped; undefined where there are none. */
  #eventsIn(text: string, depth: number): readonly Members[] | undefined {
    const members = this.#membersOf(text);
    const items = members.get('items');
    if (items?.kind === Kind.array && members.get('kind')?.value === 'EventList')
      return this.#elementsOf(items.value as string).flatMap(({ kind, value }) =>
        kind === Kind.json ? [this.#membersOf(value as string)] : [],
      ); // JSON texts
    if (isText(members.get('auditID')) || (isText(members.get('stage')) && members.has('requestURI'))) return [members];
    if (depth > 3) return undefined;
    for (const name of ['log', 'message', 'msg', 'event', 'audit', 'body']) {
      const inner = members.get(name);
      if (inner?.kind !== Kind.json && inner?.kind !== Kind.text) continue;
      const whole = (inner.value as string).trim(); // texts both
      if (!whole.startsWith('{') || this.#scanner.skip(whole, 0, whole.length) !== whole.length) continue;
      const events = this.#eventsIn(whole, depth + 1);
      if (!events) continue;
      for (const other of members.keys()) if (other !== name) this.around.set(other, (this.around.get(other) ?? 0) + 1);
      return events;
    }
    return undefined;
  }

  #add(event: Members, line: number): void {
    const rows = this.#rows;
    rows.begin(line);
    this.#setTimes(event);
    for (const name of ['auditID', 'stage', 'level', 'verb', 'requestURI', 'userAgent']) this.#setMember(name, event.get(name));
    const user = event.get('user');
    if (user?.kind === Kind.json) {
      const members = this.#membersOf(user.value as string);
      const name = members.get('username');
      if (isText(name)) rows.setText('user', name.value as string);
      const groups = members.get('groups');
      if (groups?.kind === Kind.array) rows.setText('groups', groups.value as string, Kind.array);
    } else if (isText(user)) rows.setText('user', user.value as string);
    this.#setMember('userInfo', user?.kind === Kind.json ? user : undefined);
    for (const name of ['impersonatedUser', 'responseStatus', 'annotations', 'objectRef', 'sourceIPs'])
      this.#setMember(name, event.get(name));
    const addresses = event.get('sourceIPs');
    const first = addresses?.kind === Kind.array ? this.#elementsOf(addresses.value as string)[0] : undefined;
    if (first && first.kind !== Kind.null) rows.setText('sourceIP', String(first.value));
    this.#setResource(event);
    const status = event.get('responseStatus');
    const code = status?.kind === Kind.json ? this.#membersOf(status.value as string).get('code') : undefined;
    if (code?.kind === Kind.integer) rows.set('code', code.value as number, Kind.integer);
    for (const body of bodyNames) {
      const member = event.get(body);
      if (!member || member.kind === Kind.null) continue;
      if (this.bodies.has(body)) this.#setMember(body, member);
      else this.omitted[body]++;
    }
    for (const [name, member] of event) if (!known.has(name)) this.#setMember(types.has(name) ? `${name}_` : name, member);
  }

  #setMember(name: string, member: Member | undefined): void {
    if (!member || member.kind === Kind.null) return;
    if (member.kind >= Kind.text)
      this.#rows.setText(name, member.value as string, member.kind); // texts, or JSON texts
    else this.#rows.set(name, member.value as number, member.kind); // numbers and booleans
  }

  #setTimes(event: Members): void {
    const timeOf = (member: Member | undefined): bigint | undefined =>
      isText(member) ? parseInstant(member.value as string, this.#rows.zone) : undefined;
    const received = timeOf(event.get('requestReceivedTimestamp'));
    const metadata = event.get('metadata');
    const staged = timeOf(event.get('stageTimestamp'));
    const instant =
      staged ??
      received ??
      timeOf(event.get('timestamp')) ??
      (metadata?.kind === Kind.json ? timeOf(this.#membersOf(metadata.value as string).get('creationTimestamp')) : undefined);
    if (instant !== undefined) this.#rows.setInstant(instant);
    if (staged !== undefined && received !== undefined) this.#rows.set('latency', Number(staged - received) / 1e9, Kind.double);
    // A time that cannot be read stays what it is.
    for (const name of ['requestReceivedTimestamp', 'stageTimestamp', 'timestamp'])
      if (isText(event.get(name)) && timeOf(event.get(name)) === undefined) this.#setMember(name, event.get(name));
  }

  #setResource(event: Members): void {
    const reference = event.get('objectRef');
    const uri = event.get('requestURI');
    if (reference?.kind === Kind.json) {
      const members = this.#membersOf(reference.value as string);
      for (const name of ['resource', 'subresource', 'namespace', 'name', 'apiGroup']) {
        const part = members.get(name);
        if (isText(part) && part.value !== '') this.#rows.setText(name, part.value as string);
      }
    } else if (isText(uri)) {
      for (const [name, part] of Object.entries(resourceOf(uri.value as string))) if (types.has(name)) this.#rows.setText(name, part);
    }
  }
}

function isText(member: Member | undefined): member is Member {
  return member?.kind === Kind.text;
}

/** Kubernetes audit events. */
export const audit: Format<AuditOptions> = {
  name: 'audit',
  summary: 'Kubernetes audit events',
  extensions: [],
  columns,
  sniff({ text, lines }) {
    const first = lines[0]?.trimStart() ?? '';
    if (!/^[[{]/.test(first) || !/auditID|audit\.k8s\.io/.test(text)) return undefined;
    return /"auditID\\?"|audit\.k8s\.io\//.test(text) ? { confidence: 0.98, reason: 'its objects have an auditID' } : undefined;
  },
  async read(source, rows, options) {
    expectColumns(rows, columns);
    const events = new AuditRows(rows, options);
    for (const body of bodyNames) if (options.bodies?.includes(body)) rows.expect(body, json);
    const { bodies, omitted } = events;
    const context = { isColumn: (name: string) => types.has(name), stage: options.stage, bodies, omitted };
    const lines = await eachObject(
      source,
      rows,
      events,
      progressOf(source, options),
      options.schema ? undefined : (ready) => auditBytes(rows, ready, context), // declared types need cells as they were written
    );
    const { requestObject, responseObject } = events.omitted;
    if (requestObject + responseObject > 0)
      rows.notes.push(`left out ${requestObject} request and ${responseObject} response bodies; the option 'bodies' keeps them`);
    const names = [...events.around].map(([name, count]) => `'${name}' (${count})`);
    if (names.length > 0) rows.notes.push(`left out what was wrapped around events: ${names.join(', ')}`);
    return lines;
  },
};

/**
 * Reads Kubernetes audit events (`audit.k8s.io/v1`): JSON lines, lists of events as a webhook sends them, and events that log
 * shippers wrapped. `__time__` and `__time_ns_part__` come from stageTimestamp, else requestReceivedTimestamp, else the `timestamp` of old
 * events; latency is the seconds between the first two. Nested objects are JSON columns: userInfo is the whole `user`.
 */
export function readAudit(input: Input, options: AuditOptions = {}): Promise<LoadedTable> {
  const { columns, ...others } = options;
  const onlyBodies = columns?.every((name) => bodyNames.some((body) => body === name)) ?? false;
  return readAs(audit, input, onlyBodies ? { ...others, bodies: columns as readonly AuditBody[] } : options); // checked in the line before
}
