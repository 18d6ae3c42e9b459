import { type Batch, Type } from '@uwdata/flechette';

/**
 * Checks that the buffers of a batch, and of the batches inside, are as long as its rows say, and that offsets stay inside of what they point at.
 * @throws Error where a file is damaged.
 */
export function checkBatch(batch: Batch<unknown>): void {
  const { type, length, values, validity, nullCount, children } = batch;
  const demand = (enough: boolean): void => {
    if (!enough) throw new Error('a buffer does not go with the number of its rows');
  };
  demand(Number.isSafeInteger(length) && length >= 0 && length < 2 ** 31);
  if (nullCount > 0 && validity && type.typeId !== Type.Null) demand(validity.length * 8 >= length);
  switch (type.typeId) {
    case Type.Bool:
      demand(values.length * 8 >= length);
      break;
    case Type.Int:
    case Type.Float:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Duration:
    case Type.Dictionary:
      demand(values.length >= length);
      break;
    case Type.Decimal:
      demand(values.byteLength * 8 >= length * type.bitWidth);
      break;
    case Type.FixedSizeBinary:
      demand(values.length >= length * type.stride);
      break;
    case Type.Interval:
      demand(values.byteLength >= length * 4);
      break;
    case Type.Utf8View:
    case Type.BinaryView:
      demand(values.length >= length * 16);
      break;
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
      demand(inOrder(batch, values.length));
      break;
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      demand(inOrder(batch, children[0]!.length));
      break;
    case Type.FixedSizeList:
      demand(children[0]!.length >= length * type.stride);
      break;
    case Type.Struct:
      demand(children.every((child) => child.length === length));
      break;
    default:
  }
  for (const child of children ?? []) checkBatch(child);
}

/** Whether the offsets of a batch do not fall, and end inside of so many elements. */
function inOrder({ offsets, length }: Batch<unknown>, size: number): boolean {
  if (offsets.length === 0 && length === 0) return true;
  if (offsets.length <= length || Number(offsets[0]) < 0 || Number(offsets[length]) > size) return false;
  for (let row = 0; row < length; row++) if (offsets[row]! > offsets[row + 1]!) return false;
  return true;
}
