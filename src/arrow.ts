export { tableFromArrow } from './formats/arrow/from-arrow.ts';
export { readArrow } from './formats/arrow/read-arrow.ts';
export { tableToArrow } from './formats/arrow/to-arrow.ts';
export { type ArrowWriteOptions, writeArrow } from './formats/arrow/write-arrow.ts';
export type { ColumnarOptions } from './formats/columnar.ts';
