export { BackendError } from './backends/backend.ts';
export { type DuckdbOptions, duckdb, type ParquetSource, parquet } from './backends/duckdb/duckdb.ts';
