import { formatName } from '../types/data-type.ts';

/** A condition that runs after `where`: a column equals a text, or is NULL. */
export function equalityText(name: string, value: string | null): string {
  return value === null ? `${formatName(name)} is null` : `${formatName(name)} = '${value.replaceAll("'", "''")}'`;
}
