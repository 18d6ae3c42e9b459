import { invalidCast } from '../../diagnostics/row-error.ts';

/** The keys of a map that a cast makes: a map has no NULL key and none twice. @throws RowError where a key became NULL or two became equal. */
export function distinctKeys(keys: readonly unknown[], keyOf: (key: unknown) => unknown): readonly unknown[] {
  if (keys.includes(null)) invalidCast('a key becomes NULL');
  if (new Set(keys.map(keyOf)).size < keys.length) invalidCast('two keys become equal');
  return keys;
}
