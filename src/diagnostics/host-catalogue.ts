import { counted, type Entry, entry } from './entry.ts';

/** The diagnostics of inputs, and of the functions and policies of the host. */
export const hostCatalogue = {
  'unreadable-input': entry(
    'SPL5001',
    'error',
    'An input cannot be read.',
    (p: { name: string; reason: string }) => `cannot read ${p.name}: ${p.reason}`,
  ),
  'skipped-lines': entry(
    'SPL5002',
    'warning',
    'Lines of an input were skipped.',
    (p: { count: number; reason: string }) => `skipped ${counted(p.count, 'line')}: ${p.reason}`,
  ),
  'altered-input': entry(
    'SPL5003',
    'warning',
    'An input was not read quite as it is.',
    (p: { name: string; reason: string }) => `${p.name}: ${p.reason}`,
  ),
  'stray-lines': entry(
    'SPL5020',
    'warning',
    'Lines of an input are not of the format of the others, and are rows of their message alone.',
    (p: { name: string; format: string; count: number; line: number; text: string }) =>
      `${p.name}: ${counted(p.count, 'line')} not of the format '${p.format}', kept in 'message'; the first is line ${p.line}: ${p.text}`,
  ),
  'followed-file': entry(
    'SPL5030',
    'warning',
    'Lines of a file that is followed may have been lost.',
    (p: { name: string; reason: string }) => `${p.name}: ${p.reason}`,
  ),
  'unknown-host-call': entry(
    'SPL2250',
    'error',
    'A call of the host is not known.',
    (p: { what: string; name: string }) => `unknown ${p.what} '${p.name}'`,
  ),
  'invalid-host-call': entry(
    'SPL2251',
    'error',
    'A call of the host is not written as it should be.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  'host-call-sync': entry(
    'SPL2252',
    'error',
    'A call of the host answers later, and was asked where nothing can be waited for.',
    (p: { call: string }) => `${p.call} answers later: this call cannot wait`,
  ),
  'host-call-failed': entry(
    'SPL4050',
    'error',
    'A call of the host failed, or its answer is not what it declared.',
    (p: { call: string; reason: string }) => `${p.call} failed: ${p.reason}`,
  ),
  'host-call-warning': entry(
    'SPL4051',
    'warning',
    'A call of the host has something to say of its answer.',
    (p: { call: string; message: string }) => `${p.call}: ${p.message}`,
  ),
  'engine-failed': entry(
    'SPL5004',
    'error',
    'A function of the host, or the engine itself, failed.',
    (p: { reason: string }) => `a function of the host, or the engine itself, failed: ${p.reason}`,
  ),
  'worker-died': entry(
    'SPL4030',
    'error',
    'A worker of the engine ended while it computed a query.',
    (p: { workers: number }) => `one of ${counted(p.workers, 'worker')} of the engine ended while it computed the query`,
  ),
  policy: entry(
    'SPL5005',
    'error',
    'The policy of a table cannot be applied.',
    (p: { table: string; reason: string }) => `the policy of table '${p.table}' ${p.reason}`,
  ),
  'backend-failed': entry(
    'SPL4036',
    'error',
    'A backend could not answer a query.',
    (p: { backend: string; reason: string }) => `backend '${p.backend}' failed: ${p.reason}`,
  ),
  'backend-changed': entry(
    'SPL4037',
    'error',
    'A table of a backend changed between compiling and running a query.',
    (p: { backend: string; reason: string }) => `backend '${p.backend}' has other columns than its catalogue said: ${p.reason}`,
  ),
  'backend-partial': entry(
    'SPL4040',
    'warning',
    'Shards of a cluster did not answer; the result is that of the others.',
    (p: { backend: string; cluster: string; answering: string; missing: string }) =>
      `the result is partial: of cluster '${p.cluster}' of backend '${p.backend}', shards ${p.answering} answered, and ${p.missing} did not`,
  ),
  'backend-sync': entry(
    'SPL2230',
    'error',
    'A table of a backend was read where nothing can be waited for.',
    (p: { table: string; backend: string }) =>
      `table '${p.table}' lies in backend '${p.backend}', which answers later: this call cannot wait`,
  ),
} as const satisfies Record<string, Entry>;
