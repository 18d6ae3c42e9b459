export { BackendError } from './backends/backend.ts';
export { type ClickhouseOptions, clickhouse } from './backends/clickhouse/clickhouse.ts';
