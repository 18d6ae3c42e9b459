import { ByteInstant } from './byte-instant.ts';
import { Kind } from './cell-kind.ts';
import type { Column } from './column.ts';
import { afterPlain } from './json-bytes.ts';
import { resourceOf } from './kubernetes.ts';
import { MemberReader } from './member-bytes.ts';
import { ObjectBytes } from './object-bytes.ts';
import { asPrinted } from './packed-cells.ts';
import type { RowCollector } from './row-collector.ts';

/** What the readers of audit events share. */
export interface AuditContext {
  /** Members that columns come from, or that every event has alike. */
  readonly known: ReadonlySet<string>;
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

/**
 * Reads plain audit events that stand on a line of their own: with an ID, times in the layout that Kubernetes writes, and no name twice. Lists, events that were wrapped
 * and whatever else is unusual are left to the reader of texts.
 */
export function auditBytes(rows: RowCollector, ready: () => boolean, context: AuditContext): ObjectBytes {
  const names = [...context.known, 'items'];
  const event = new MemberReader(names);
  const user = new MemberReader(['username', 'groups']);
  const reference = new MemberReader(resourceParts);
  const status = new MemberReader(['code']);
  const staged = new ByteInstant();
  const received = new ByteInstant();
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
  // Members that columns of their name hold as they are.
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
  const copies = asTheyAre.map((name) => ({ place: placeOf(name), column: rows.column(name) }));
  const bodies = bodyNames.map((name) => ({ name, place: placeOf(name), kept: context.bodies.has(name) }));
  const parts = resourceParts.map((name) => rows.column(name));
  const columnOf = (name: string): Column | undefined => rows.column(name);
  const [seconds, nanos, latency] = ['__time__', '__time_ns_part__', 'latency'].map(columnOf);
  const [userColumn, groups, userInfo, sourceIP, code] = ['user', 'groups', 'userInfo', 'sourceIP', 'code'].map(columnOf);
  const stage = context.stage === undefined ? undefined : new TextEncoder().encode(context.stage);

  /** The kind of a member that is looked for; NULL where the event does not have it. */
  const kindOf = (reader: MemberReader, slot: number): number => (reader.slots[slot]! < 0 ? Kind.null : reader.kinds[reader.slots[slot]!]!);

  /** Reads a nested object, if there is one; false where it is left. */
  const readNested = (reader: MemberReader, slot: number, bytes: Uint8Array): boolean => {
    reader.slots.fill(-1);
    if (kindOf(event, slot) !== Kind.json) return true;
    const member = event.slots[slot]!;
    return reader.read(event.bytesOf(member, bytes), event.from[member]!) >= 0 && !reader.repeated;
  };

  const readInstant = (instant: ByteInstant, slot: number, bytes: Uint8Array): boolean => {
    instant.isKnown = false;
    if (kindOf(event, slot) !== Kind.text) return true;
    const member = event.slots[slot]!;
    return instant.read(event.bytesOf(member, bytes), event.from[member]!, event.end[member]!);
  };

  const isStage = (bytes: Uint8Array): boolean => {
    if (!stage) return true;
    if (kindOf(event, place.stage) !== Kind.text) return false;
    const member = event.slots[place.stage]!;
    const from = event.from[member]!;
    const own = event.bytesOf(member, bytes);
    return event.end[member]! - from === stage.length && stage.every((byte, i) => own[from + i] === byte);
  };

  return new ObjectBytes(rows, ready, event, (bytes, memberCount, line) => {
    const { slots } = event;
    if (event.repeated || kindOf(event, place.auditID) !== Kind.text || slots[place.items]! >= 0 || slots[place.timestamp]! >= 0)
      return false;
    if (!isStage(bytes)) return true;
    if (!readInstant(staged, place.staged, bytes) || !readInstant(received, place.received, bytes)) return false;
    if (!staged.isKnown && !received.isKnown) return false;
    if (Math.abs(staged.seconds - received.seconds) > 8_000_000 && staged.isKnown && received.isKnown) return false;
    if (
      !readNested(user, place.user, bytes) ||
      !readNested(reference, place.objectRef, bytes) ||
      !readNested(status, place.responseStatus, bytes)
    )
      return false;
    const addresses = slots[place.sourceIPs]!;
    let addressFrom = -1;
    let addressEnd = -1;
    if (kindOf(event, place.sourceIPs) === Kind.array) {
      const own = event.bytesOf(addresses, bytes);
      addressFrom = event.from[addresses]! + 1;
      if (own[addressFrom] === 93) addressFrom = -1;
      else if (own[addressFrom] !== 34) return false;
      else {
        addressEnd = afterPlain(own, ++addressFrom);
        if (own[addressEnd] !== 34) return false;
      }
    }

    rows.begin(line);
    const row = rows.rowCount - 1;
    const instant = staged.isKnown ? staged : received;
    seconds?.addNumber(row, instant.seconds, Kind.integer, asPrinted);
    nanos?.addNumber(row, instant.nanos, Kind.integer, asPrinted);
    if (staged.isKnown && received.isKnown)
      latency?.addNumber(row, ((staged.seconds - received.seconds) * 1e9 + (staged.nanos - received.nanos)) / 1e9, Kind.double, asPrinted);
    for (const { place: slot, column } of copies)
      if (column && kindOf(event, slot) !== Kind.null) event.addTo(column, row, slots[slot]!, bytes);
    const userKind = kindOf(event, place.user);
    if (userKind === Kind.json) {
      const own = event.bytesOf(slots[place.user]!, bytes);
      if (userColumn && kindOf(user, 0) === Kind.text) user.addTo(userColumn, row, user.slots[0]!, own);
      if (groups && kindOf(user, 1) === Kind.array) user.addTo(groups, row, user.slots[1]!, own);
      if (userInfo) event.addTo(userInfo, row, slots[place.user]!, bytes);
    } else if (userColumn && userKind === Kind.text) event.addTo(userColumn, row, slots[place.user]!, bytes);
    if (addressFrom >= 0) sourceIP?.addBytes(row, event.bytesOf(addresses, bytes), addressFrom, addressEnd, Kind.text);
    if (kindOf(event, place.objectRef) === Kind.json) {
      const own = event.bytesOf(slots[place.objectRef]!, bytes);
      for (let i = 0; i < parts.length; i++) {
        const member = reference.slots[i]!;
        const column = parts[i];
        if (column && kindOf(reference, i) === Kind.text && reference.from[member]! < reference.end[member]!)
          reference.addTo(column, row, member, own);
      }
    } else if (kindOf(event, place.requestURI) === Kind.text) {
      const member = slots[place.requestURI]!;
      const uri = decoder.decode(event.bytesOf(member, bytes).subarray(event.from[member], event.end[member]));
      for (const [name, part] of Object.entries(resourceOf(uri))) if (context.isColumn(name)) rows.setText(name, part);
    }
    if (code && kindOf(status, 0) === Kind.integer) code.addNumber(row, status.numbers[status.slots[0]!]!, Kind.integer, asPrinted);
    for (const { name, place: slot, kept } of bodies) {
      if (kindOf(event, slot) === Kind.null) continue;
      const column = kept ? rows.column(name) : undefined;
      if (column) event.addTo(column, row, slots[slot]!, bytes);
      if (!kept) context.omitted[name]++;
    }
    for (let i = 0; i < memberCount; i++) {
      const key = event.members[i]!;
      if (key.slot >= 0 || (key.known && !key.column) || event.kinds[i] === Kind.null) continue;
      if (!key.known) {
        key.known = true;
        key.column = rows.column(context.isColumn(key.name) ? `${key.name}_` : key.name);
      }
      if (key.column) event.addTo(key.column, row, i, bytes);
    }
    return true;
  });
}
