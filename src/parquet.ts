export type { ColumnarOptions } from './formats/columnar.ts';
export { type ParquetOptions, type ParquetSource, type RandomAccess, readParquet } from './formats/parquet/read-parquet.ts';
export { type ParquetWriteOptions, writeParquet } from './formats/parquet/write-parquet.ts';
