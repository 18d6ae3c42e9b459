import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { DataType, RowField } from '../../types/data-type.ts';
import { formatType } from '../../types/data-type.ts';
import type { CallSite } from '../declaration.ts';
import type { SpanInterval } from './algorithms/span-tree.ts';
import { type SpanTree, spanTree } from './algorithms/span-tree.ts';

/** The members that a function reads of the spans of a trace, and the names under which they are known. */
const spellings = {
  id: ['spanId', 'span_id', 'id'],
  parent: ['parentSpanId', 'parent_span_id', 'parentId', 'parent_id'],
  start: ['startTime', 'start_time', 'start'],
  end: ['endTime', 'end_time', 'end'],
  duration: ['duration'],
  status: ['statusCode', 'status_code', 'status'],
  service: ['service', 'serviceName', 'service_name'],
  kind: ['kind', 'spanKind', 'span_kind'],
  attributes: ['attributes', 'attribute', 'tags'],
} as const;

export type SpanMember = keyof typeof spellings;

/** The spans of a trace, with what they hold by name. */
export interface Spans {
  readonly length: number;
  readonly tree: SpanTree;
  /** The time from which offsets count. */
  readonly base: bigint;
  member(name: SpanMember, at: number): unknown;
}

/** The members of the rows of an array. @throws RowError where it has no rows, as every call will. */
function fieldsOf(type: DataType | undefined): readonly RowField[] {
  if (type?.kind === 'array' && type.element.kind === 'row') return type.element.fields;
  return invalidArgument(
    `the spans must be an array of rows, as 'spanList' of make-trace is, not ${type ? formatType(type).toUpperCase() : 'nothing'}`,
  );
}

const isTime = ({ kind }: DataType): boolean => ['bigint', 'integer', 'timestamp', 'double'].includes(kind);

/**
 * A reader of arrays of spans: the argument at `place` of a call. Members are found by name, ignoring case. @throws RowError if one of `needed` is missing, as every call will.
 */
export function spanReader(call: CallSite, place: number, needed: readonly SpanMember[]): (list: readonly unknown[]) => Spans {
  const fields = fieldsOf(call.types[place]);
  const names = fields.map((field) => field.name.toLowerCase());
  const places = new Map<SpanMember, number>();
  for (const [member, known] of Object.entries(spellings) as [SpanMember, readonly string[]][]) {
    const at = known.map((spelling) => names.indexOf(spelling.toLowerCase())).find((index) => index >= 0);
    if (at !== undefined) places.set(member, at);
  }
  for (const member of ['id', 'start', ...needed] as const)
    if (!places.has(member))
      invalidArgument(`the spans have no ${spellings[member][0]}: they have ${fields.map(({ name }) => name).join(', ')}`);
  if (!places.has('end') && !places.has('duration')) invalidArgument('the spans have neither endTime nor duration');
  for (const member of ['start', 'end', 'duration'] as const) {
    const at = places.get(member);
    if (at !== undefined && !isTime(fields[at]!.type))
      invalidArgument(`${fields[at]!.name} of the spans must be a number or TIMESTAMP, not ${formatType(fields[at]!.type).toUpperCase()}`);
  }
  return (list) => {
    call.tick(list.length);
    const member = (name: SpanMember, at: number): unknown => {
      const span = list[at] as readonly unknown[] | null;
      const index = places.get(name);
      return index === undefined ? null : (span?.[index] ?? null);
    };
    const base = list.reduce<bigint | undefined>((least, _, at) => {
      const start = wholeOf(member('start', at));
      return start !== undefined && (least === undefined || start < least) ? start : least;
    }, undefined);
    const spans = list.map((_, at) => intervalOf(member, at, base ?? 0n));
    return { length: list.length, tree: spanTree(spans, call.tick), base: base ?? 0n, member };
  };
}

/** A time as a whole number. */
function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
}

/** The interval of a span: one that has not ended takes no time, nor does one that ends before it starts. */
function intervalOf(member: Spans['member'], at: number, base: bigint): SpanInterval {
  const text = (name: SpanMember): string | null => {
    const value = member(name, at);
    return value === null ? null : String(value);
  };
  const started = wholeOf(member('start', at)) ?? base;
  const length = wholeOf(member('duration', at));
  const ended = wholeOf(member('end', at)) ?? (length === undefined ? started : started + length);
  const start = Number(started - base);
  return {
    id: text('id'),
    parentId: text('parent'),
    kind: kindOf(text('kind')),
    start,
    end: Math.max(start, Number(ended - base)),
  };
}

const kindNames = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** The kind of a span, which is written as a word, as `SPAN_KIND_SERVER` or as a number. */
function kindOf(kind: string | null): string | null {
  if (kind === null) return null;
  if (/^\d$/.test(kind)) return kindNames[Number(kind)] ?? null;
  return kind.toLowerCase().replace(/^span_kind_/, '');
}

/** Whether the status of a span is an error: 2 in OTLP, or its name; unset is not an error. */
export function isFailed(status: unknown): boolean {
  if (typeof status === 'bigint') return status === 2n;
  if (typeof status === 'number') return status === 2;
  return typeof status === 'string' && /^(?:2|error|status_code_error)$/i.test(status.trim());
}
