/** What the nested arrays that were measured take; cells are never changed, and the same array is often in many places. */
const measured = new WeakMap<object, number>();

/** What a string takes: its header, and two bytes per character, as one character beyond Latin makes all of them wide. */
export const stringBytes = (length: number): number => 16 + 2 * length;

/**
 * About how many bytes a cell takes once its parts are spelled out in columns: an array that is in a cell a thousand times counts a thousand
 * times. Takes no longer than the cell has distinct parts.
 */
export function spelledBytes(cell: unknown): number {
  switch (typeof cell) {
    case 'string':
      return stringBytes(cell.length);
    case 'bigint':
      return 24;
    case 'object':
      return cell === null ? 8 : objectBytes(cell);
    default:
      return 8;
  }
}

/** Short arrays of strings and numbers are measured as fast as their measure is found. */
const maxShort = 32;

function objectBytes(cell: object): number {
  if (ArrayBuffer.isView(cell)) return cell.byteLength;
  if (Array.isArray(cell) && cell.length <= maxShort && !cell.some((part) => typeof part === 'object')) return partsBytes(cell);
  const known = measured.get(cell);
  if (known !== undefined) return known;
  const bytes = Array.isArray(cell) ? partsBytes(cell) : Object.values(cell).reduce<number>((sum, part) => sum + spelledBytes(part), 8);
  measured.set(cell, bytes);
  return bytes;
}

/** Numbers are not looked at one by one. */
function partsBytes(parts: readonly unknown[]): number {
  const first = parts.find((part) => part !== null);
  if (typeof first === 'number' || typeof first === 'boolean' || typeof first === 'bigint') return 8 + parts.length * spelledBytes(first);
  let bytes = 8;
  for (const part of parts) bytes += 8 + spelledBytes(part);
  return bytes;
}
