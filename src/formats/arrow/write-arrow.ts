import { tableToIPC } from '@uwdata/flechette';
import { type Rows, tableOf } from '../write.ts';
import { tableToArrow } from './to-arrow.ts';

/** Options of {@link writeArrow}. */
export interface ArrowWriteOptions {
  /** `file` (the default; also called Feather 2) or `stream`. */
  readonly format?: 'file' | 'stream';
}

/** Rows as Arrow IPC, with the types of {@link tableToArrow}. @throws TypeError for types that Arrow has no place for. */
export function writeArrow(rows: Rows, { format = 'file' }: ArrowWriteOptions = {}): Uint8Array {
  return tableToIPC(tableToArrow(tableOf(rows)), { format })!; // bytes, unless a sink is given
}
