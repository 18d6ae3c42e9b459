import type { FrameBound, SortKey, WindowFrame } from '../../operators/plan/plan.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { Partitions } from './partitions.ts';

/** The places from `start` up to but not including `end`. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A function from a place to the extent of its peers, within the partition from `from` to `to`. */
export function peersOf({ peerStarts }: Partitions, to: number): (at: number) => Extent {
  let known: Extent = { start: 0, end: 0 };
  return (at) => {
    if (at >= known.start && at < known.end) return known;
    const start = peerStarts[at]!;
    let end = at + 1;
    while (end < to && peerStarts[end] === start) end++;
    known = { start, end };
    return known;
  };
}

/** A function from a place of a partition to the extent of its frame. */
export function framesOf(
  frame: WindowFrame,
  partitions: Partitions,
  partition: number,
  [key]: readonly SortKey[],
  [column]: readonly Vector[],
): (at: number) => Extent {
  const from = partitions.offsets[partition]!;
  const to = partitions.offsets[partition + 1]!;
  const peers = peersOf(partitions, to);
  const clamp = (at: number): number => Math.min(to, Math.max(from, at));
  if (frame.unit === 'rows') {
    const bound = (b: FrameBound, at: number, unbounded: number, after: number): number =>
      b.kind === 'unbounded' ? unbounded : clamp(at + (b.kind === 'offset' ? Number(b.value) : 0) + after);
    return (at) => ({ start: bound(frame.start, at, from, 0), end: bound(frame.end, at, to, 1) });
  }
  const read = column && cellReader(column);
  const sign = key?.descending ? -1 : 1;
  const keyAt = (at: number): number | bigint | null => (read ? (read(partitions.rows[at]!) as number | bigint | null) : null);
  const nulls = nullExtent(keyAt, from, to);
  /** The first place whose key is not before `limit`, or not before and not equal to it. */
  const search = (limit: number | bigint, pastEqual: boolean): number => {
    let low = nulls.start === from ? nulls.end : from;
    let high = nulls.start === from ? to : nulls.start;
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = keyAt(middle)!;
      const before = sign > 0 ? value < limit : value > limit;
      if (before || (pastEqual && value === limit)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const shifted = (value: number | bigint, by: number | bigint): number | bigint =>
    typeof value === 'bigint' ? value + BigInt(sign) * BigInt(by) : value + sign * Number(by);
  return (at) => {
    const own = keyAt(at);
    const edge = (bound: FrameBound, end: boolean): number => {
      if (bound.kind === 'unbounded') return end ? to : from;
      if (bound.kind === 'offset' && own !== null) return search(shifted(own, bound.value), end);
      return end ? peers(at).end : peers(at).start;
    };
    return { start: edge(frame.start, false), end: edge(frame.end, true) };
  };
}

/** Where the NULL keys of a partition stand: all at its beginning or all at its end. */
function nullExtent(keyAt: (at: number) => unknown, from: number, to: number): Extent {
  let end = from;
  while (end < to && keyAt(end) === null) end++;
  if (end > from) return { start: from, end };
  let start = to;
  while (start > from && keyAt(start - 1) === null) start--;
  return { start, end: to };
}
