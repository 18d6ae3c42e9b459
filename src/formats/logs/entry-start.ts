import { compileRegex } from '../../regex/regex.ts';
import { inputError } from '../input.ts';

/** How lines are joined into entries. */
export interface EntryStartOptions {
  /** A regular expression of RE2 that the first line of an entry matches, such as `^\d{4}-`: the lines up to the next such line belong to it. */
  readonly entryStart?: string;
}

/** Whether a line begins an entry, by the option; undefined where it is not given. @throws QueryError for a pattern that is not one. */
export function entryStart({ entryStart: source }: EntryStartOptions, name: string): ((line: string) => boolean) | undefined {
  if (source === undefined) return undefined;
  try {
    const regex = compileRegex(source);
    return (line) => regex.test(line, () => {});
  } catch (error) {
    throw inputError(name, `'${source}' is not a regular expression: ${(error as Error).message}`); // compileRegex throws errors only
  }
}
