import type { Server } from 'node:http';
import type { Table } from '../../src/index.ts';

export function createService(tables: Readonly<Record<string, Table>>): Server;
