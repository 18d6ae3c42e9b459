/** What queries call a table that OpenTelemetry's exporter creates: `logs` for `otel_logs`. */
export const openTelemetryName = (table: string): string => table.replace(/^otel_/, '');

/** Its column of times: that of records, or of the points of metrics. */
export const openTelemetryTime = (columns: readonly string[]): string | undefined =>
  ['Timestamp', 'TimeUnix'].find((name) => columns.includes(name));
