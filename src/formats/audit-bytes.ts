import { ByteInstant } from './byte-instant.ts';
import { Kind } from './cell-kind.ts';
import type { Column } from './column.ts';
import { afterPlain } from './json-bytes.ts';
import { resourceOf } from './kubernetes.ts';
import { MemberReader } from './member-bytes.ts';
import { ObjectBytes } from './object-bytes.ts';
import { asPrinted } from './packed-cells.ts';
import type { RowCollector } from './row-collector.ts';

/** Members that columns come from, or that every event has alike. */
export const knownMembers = [
  'kind',
  'apiVersion',
  'metadata',
  'auditID',
  'stage',
  'level',
  'verb',
  'requestURI',
  'user',
  'impersonatedUser',
  'sourceIPs',
  'userAgent',
  'objectRef',
  'responseStatus',
  'requestObject',
  'responseObject',
  'annotations',
  'requestReceivedTimestamp',
  'stageTimestamp',
  'timestamp',
];

/** What the readers of audit events share. */
export interface AuditContext {
  /** Whether a column of events has a name. */
  readonly isColumn: (name: string) => boolean;
  /** The only stage to keep. */
  readonly stage: string | undefined;
  /** The bodies to keep. */
  readonly bodies: ReadonlySet<string>;
  /** Counts bodies that were left out. */
  readonly omitted: { requestObject: number; responseObject: number };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const resourceParts = ['resource', 'subresource', 'namespace', 'name', 'apiGroup'];
const bodyNames = ['requestObject', 'responseObject'] as const;
/** The members that are looked for, by their places. */
const names = [...knownMembers, 'items'];
const placeOf = (name: string): number => names.indexOf(name);
const place = {
  auditID: placeOf('auditID'),
  stage: placeOf('stage'),
  requestURI: placeOf('requestURI'),
  user: placeOf('user'),
  sourceIPs: placeOf('sourceIPs'),
  objectRef: placeOf('objectRef'),
  responseStatus: placeOf('responseStatus'),
  received: placeOf('requestReceivedTimestamp'),
  staged: placeOf('stageTimestamp'),
  timestamp: placeOf('timestamp'),
  items: placeOf('items'),
};
/** Members that columns of their name hold as they are. */
const asTheyAre = [
  'auditID',
  'stage',
  'level',
  'verb',
  'requestURI',
  'userAgent',
  'impersonatedUser',
  'responseStatus',
  'annotations',
  'objectRef',
  'sourceIPs',
];

/** The kind of a member that is looked for; NULL where the object does not have it. */
const kindOf = ({ slots, kinds }: MemberReader, slot: number): number => (slots[slot]! < 0 ? Kind.null : kinds[slots[slot]!]!);

/** Makes rows of plain events. */
class AuditEvents {
  readonly reader = new MemberReader(names);
  readonly #event = this.reader;
  readonly #user = new MemberReader(['username', 'groups']);
  readonly #reference = new MemberReader(resourceParts);
  readonly #status = new MemberReader(['code']);
  readonly #staged = new ByteInstant();
  readonly #received = new ByteInstant();
  readonly #rows: RowCollector;
  readonly #context: AuditContext;
  readonly #stage: Uint8Array | undefined;
  readonly #copies: readonly { readonly place: number; readonly column: Column | undefined }[];
  readonly #bodies: readonly { readonly name: (typeof bodyNames)[number]; readonly place: number; readonly kept: boolean }[];
  readonly #parts: readonly (Column | undefined)[];
  readonly #seconds: Column | undefined;
  readonly #nanos: Column | undefined;
  readonly #latency: Column | undefined;
  readonly #userColumn: Column | undefined;
  readonly #groups: Column | undefined;
  readonly #userInfo: Column | undefined;
  readonly #sourceIP: Column | undefined;
  readonly #code: Column | undefined;
  /** Where the first address begins and ends; -1 where there is none. */
  #addressFrom = -1;
  #addressEnd = -1;

  constructor(rows: RowCollector, context: AuditContext) {
    this.#rows = rows;
    this.#context = context;
    this.#stage = context.stage === undefined ? undefined : new TextEncoder().encode(context.stage);
    this.#copies = asTheyAre.map((name) => ({ place: placeOf(name), column: rows.column(name) }));
    this.#bodies = bodyNames.map((name) => ({ name, place: placeOf(name), kept: context.bodies.has(name) }));
    this.#parts = resourceParts.map((name) => rows.column(name));
    this.#seconds = rows.column('__time__');
    this.#nanos = rows.column('__time_ns_part__');
    this.#latency = rows.column('latency');
    this.#userColumn = rows.column('user');
    this.#groups = rows.column('groups');
    this.#userInfo = rows.column('userInfo');
    this.#sourceIP = rows.column('sourceIP');
    this.#code = rows.column('code');
  }

  /** As {@link OnObject}. */
  add(bytes: Uint8Array, memberCount: number, line: number): boolean {
    const { slots } = this.#event;
    if (
      this.#event.repeated ||
      kindOf(this.#event, place.auditID) !== Kind.text ||
      slots[place.items]! >= 0 ||
      slots[place.timestamp]! >= 0
    )
      return false;
    if (!this.#isStage(bytes)) return true;
    if (!this.#readInstant(this.#staged, place.staged, bytes) || !this.#readInstant(this.#received, place.received, bytes)) return false;
    if (!this.#staged.isKnown && !this.#received.isKnown) return false;
    if (Math.abs(this.#staged.seconds - this.#received.seconds) > 8_000_000 && this.#staged.isKnown && this.#received.isKnown) return false;
    if (
      !this.#readNested(this.#user, place.user, bytes) ||
      !this.#readNested(this.#reference, place.objectRef, bytes) ||
      !this.#readNested(this.#status, place.responseStatus, bytes)
    )
      return false;
    if (!this.#findAddress(bytes)) return false;
    this.#commit(bytes, line);
    this.#addOthers(bytes, memberCount);
    return true;
  }

  /** Whether the event is of the stage that is asked for. */
  #isStage(bytes: Uint8Array): boolean {
    if (!this.#stage) return true;
    if (kindOf(this.#event, place.stage) !== Kind.text) return false;
    const member = this.#event.slots[place.stage]!;
    const from = this.#event.from[member]!;
    const own = this.#event.bytesOf(member, bytes);
    return this.#event.end[member]! - from === this.#stage.length && this.#stage.every((byte, i) => own[from + i] === byte);
  }

  /** Reads a nested object, if there is one; false where it is left. */
  #readNested(reader: MemberReader, slot: number, bytes: Uint8Array): boolean {
    reader.slots.fill(-1);
    if (kindOf(this.#event, slot) !== Kind.json) return true;
    const member = this.#event.slots[slot]!;
    return reader.read(this.#event.bytesOf(member, bytes), this.#event.from[member]!) >= 0 && !reader.repeated;
  }

  /** Reads a time, if there is one; false where it is left. */
  #readInstant(instant: ByteInstant, slot: number, bytes: Uint8Array): boolean {
    instant.isKnown = false;
    if (kindOf(this.#event, slot) !== Kind.text) return true;
    const member = this.#event.slots[slot]!;
    return instant.read(this.#event.bytesOf(member, bytes), this.#event.from[member]!, this.#event.end[member]!);
  }

  /** Finds the first address; false where it is left. */
  #findAddress(bytes: Uint8Array): boolean {
    this.#addressFrom = -1;
    if (kindOf(this.#event, place.sourceIPs) !== Kind.array) return true;
    const addresses = this.#event.slots[place.sourceIPs]!;
    const own = this.#event.bytesOf(addresses, bytes);
    const from = this.#event.from[addresses]! + 1;
    if (own[from] === 93) return true;
    if (own[from] !== 34) return false;
    this.#addressFrom = from + 1;
    this.#addressEnd = afterPlain(own, from + 1);
    return own[this.#addressEnd] === 34;
  }

  #commit(bytes: Uint8Array, line: number): void {
    const { slots } = this.#event;
    this.#rows.begin(line);
    const row = this.#rows.rowCount - 1;
    const instant = this.#staged.isKnown ? this.#staged : this.#received;
    this.#seconds?.addNumber(row, instant.seconds, Kind.integer, asPrinted);
    this.#nanos?.addNumber(row, instant.nanos, Kind.integer, asPrinted);
    if (this.#staged.isKnown && this.#received.isKnown)
      this.#latency?.addNumber(
        row,
        ((this.#staged.seconds - this.#received.seconds) * 1e9 + (this.#staged.nanos - this.#received.nanos)) / 1e9,
        Kind.double,
        asPrinted,
      );
    for (const { place: slot, column } of this.#copies)
      if (column && kindOf(this.#event, slot) !== Kind.null) this.#event.addTo(column, row, slots[slot]!, bytes);
    const userKind = kindOf(this.#event, place.user);
    if (userKind === Kind.json) {
      const own = this.#event.bytesOf(slots[place.user]!, bytes);
      if (this.#userColumn && kindOf(this.#user, 0) === Kind.text) this.#user.addTo(this.#userColumn, row, this.#user.slots[0]!, own);
      if (this.#groups && kindOf(this.#user, 1) === Kind.array) this.#user.addTo(this.#groups, row, this.#user.slots[1]!, own);
      if (this.#userInfo) this.#event.addTo(this.#userInfo, row, slots[place.user]!, bytes);
    } else if (this.#userColumn && userKind === Kind.text) this.#event.addTo(this.#userColumn, row, slots[place.user]!, bytes);
    if (this.#addressFrom >= 0) {
      const own = this.#event.bytesOf(slots[place.sourceIPs]!, bytes);
      this.#sourceIP?.addBytes(row, own, this.#addressFrom, this.#addressEnd, Kind.text);
    }
    this.#addResource(bytes, row);
    if (this.#code && kindOf(this.#status, 0) === Kind.integer)
      this.#code.addNumber(row, this.#status.numbers[this.#status.slots[0]!]!, Kind.integer, asPrinted);
  }

  #addResource(bytes: Uint8Array, row: number): void {
    const { slots } = this.#event;
    if (kindOf(this.#event, place.objectRef) === Kind.json) {
      const own = this.#event.bytesOf(slots[place.objectRef]!, bytes);
      for (let i = 0; i < this.#parts.length; i++) {
        const member = this.#reference.slots[i]!;
        const column = this.#parts[i];
        if (column && kindOf(this.#reference, i) === Kind.text && this.#reference.from[member]! < this.#reference.end[member]!)
          this.#reference.addTo(column, row, member, own);
      }
    } else if (kindOf(this.#event, place.requestURI) === Kind.text) {
      const member = slots[place.requestURI]!;
      const uri = decoder.decode(this.#event.bytesOf(member, bytes).subarray(this.#event.from[member], this.#event.end[member]));
      for (const [name, part] of Object.entries(resourceOf(uri))) if (this.#context.isColumn(name)) this.#rows.setText(name, part);
    }
  }

  /** Adds bodies, and members that only some events have. */
  #addOthers(bytes: Uint8Array, memberCount: number): void {
    const { slots } = this.#event;
    const row = this.#rows.rowCount - 1;
    for (const { name, place: slot, kept } of this.#bodies) {
      if (kindOf(this.#event, slot) === Kind.null) continue;
      const column = kept ? this.#rows.column(name) : undefined;
      if (column) this.#event.addTo(column, row, slots[slot]!, bytes);
      if (!kept) this.#context.omitted[name]++;
    }
    for (let i = 0; i < memberCount; i++) {
      const key = this.#event.members[i]!;
      if (key.slot >= 0 || (key.known && !key.column) || this.#event.kinds[i] === Kind.null) continue;
      if (!key.known) {
        key.known = true;
        key.column = this.#rows.column(this.#context.isColumn(key.name) ? `${key.name}_` : key.name);
      }
      if (key.column) this.#event.addTo(key.column, row, i, bytes);
    }
  }
}

/**
 * Reads plain audit events that stand on a line of their own: with an ID, times in the layout that Kubernetes writes, and no name twice. Lists, events that were wrapped
 * and whatever else is unusual are left to the reader of texts.
 */
export function auditBytes(rows: RowCollector, ready: () => boolean, context: AuditContext): ObjectBytes {
  const events = new AuditEvents(rows, context);
  return new ObjectBytes(rows, ready, events.reader, (bytes, memberCount, line) => events.add(bytes, memberCount, line));
}
