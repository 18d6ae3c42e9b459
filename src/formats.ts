export { type AuditBody, type AuditOptions, readAudit } from './formats/audit.ts';
export { type CsvOptions, readCsv } from './formats/csv.ts';
export type { BlobLike, FileReport, Input, LoadedTable, Piece, ReadOptions, ResponseLike, SkippedLine, Source } from './formats/input.ts';
export { type KlogOptions, readKlog } from './formats/klog.ts';
export { readNdjson } from './formats/ndjson.ts';
export { type AnyFormatOptions, type FormatName, formatNames, type ReadLogsOptions, readLogs } from './formats/registry.ts';
export { drawSeries, type SeriesChart } from './formats/series-chart.ts';
export { readText } from './formats/text.ts';
export { type CsvWriteOptions, type Rows, type WriteOptions, writeCsv, writeMarkdown, writeNdjson } from './formats/write.ts';
