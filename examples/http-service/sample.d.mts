import type { Table } from '../../src/index.ts';

export function sampleRows(count: number): Record<string, unknown>[];
export function sampleTables(count?: number): Record<string, Table>;
