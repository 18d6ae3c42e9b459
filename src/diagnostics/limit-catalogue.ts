import { counted, type Entry, entry, limit } from './entry.ts';

/** The diagnostics of limits, of which each names its limit, and of what ends a query early. */
export const limitCatalogue = {
  'limit-text-length': limit('SPL4001', 'The source of the query is too long.', 'the query is longer than', 'character', 'textLength'),
  'limit-depth': limit('SPL4002', 'An expression is nested too deeply.', 'the query is nested deeper than', 'level', 'depth'),
  'limit-stages': limit('SPL4003', 'A pipeline has too many stages.', 'the pipeline has more than', 'stage', 'stages'),
  'limit-columns': limit('SPL4004', 'Too many columns.', 'a stage has more than', 'column', 'columns'),
  'limit-rows-scanned': limit('SPL4005', 'Too many rows were read.', 'the query reads more than', 'row', 'rowsScanned'),
  'limit-groups': limit('SPL4006', 'Too many groups.', "'stats' has more than", 'group', 'groups'),
  'limit-bytes': limit('SPL4007', 'Too much memory is used.', 'the query uses more than', 'byte', 'bytes'),
  'limit-result-rows': limit('SPL4008', 'Too many result rows.', 'the result has more than', 'row', 'resultRows'),
  'limit-result-bytes': limit('SPL4009', 'The result is too large.', 'the result is larger than', 'byte', 'resultBytes'),
  'limit-series-points': entry(
    'SPL4010',
    'error',
    'A series has too many points.',
    (p: { points: number; limit: number }) =>
      `make-series would produce ${counted(p.points, 'point')}, more than ${p.limit} (limit 'seriesPoints')`,
  ),
  'limit-wall-time': entry(
    'SPL4012',
    'error',
    'The query took too long.',
    (p: { limit: number }) => `the query ran longer than ${p.limit} ms (limit 'wallTime')`,
  ),
  cancelled: entry('SPL4013', 'error', 'The query was cancelled.', (p: { by: string }) => `the query was cancelled by ${p.by}`),
  'limit-chain': limit('SPL4014', 'An expression has too many operators in a row.', 'an expression chains more than', 'operator', 'chain'),
  'limit-capacity': entry(
    'SPL4015',
    'error',
    'The query needs more than JavaScript can hold.',
    (p: { what: string; limit: string }) => `the query needs ${p.what} than JavaScript has (a smaller limit '${p.limit}' stops it earlier)`,
  ),
  'limit-tokens': limit('SPL4016', 'The query has too many tokens.', 'the query has more than', 'token', 'tokens'),
  'limit-type-parts': limit('SPL4017', 'A type has too many parts.', 'a type has more than', 'part', 'typeParts'),
  'limit-cost': entry(
    'SPL4018',
    'error',
    'The query is estimated to cost too much.',
    (p: { cost: number; limit: number }) => `the query is estimated to cost ${p.cost}, more than ${p.limit} (limit 'maxCost')`,
  ),
  'limit-turn-time': entry(
    'SPL4019',
    'error',
    'One cell, or another part that cannot be divided, took too long.',
    (p: { limit: number }) =>
      `a part of the query that cannot be divided, such as one cell, took longer than ${p.limit} ms (limit 'turnTime')`,
  ),
  'limit-lambdas': entry(
    'SPL4020',
    'error',
    'Lambdas contain each other so often that their types are not found.',
    (p: { limit: number }) => `the types of lambdas within lambdas take more than ${p.limit} attempts to find: nest fewer (limit 'depth')`,
  ),
  'limit-rows-transferred': entry(
    'SPL4035',
    'error',
    'Too many rows would come from a backend.',
    (p: { backend: string; rows: string; limit: number }) =>
      `${p.rows} would come from backend '${p.backend}', more than ${p.limit} (limit 'maxRowsTransferred')`,
  ),
  'limit-work-time': entry(
    'SPL4031',
    'error',
    'The query worked for too long.',
    (p: { limit: number }) => `the query worked for longer than ${p.limit} ms (limit 'workTime')`,
  ),
  'partial-result': entry(
    'SPL4101',
    'warning',
    'The result is partial.',
    (p: { limit: string }) => `the result is partial: limit '${p.limit}' was reached`,
  ),
} as const satisfies Record<string, Entry>;
