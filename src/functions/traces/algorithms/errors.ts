import type { SpanTree } from './span-tree.ts';

/** Where an error began, was passed on, or ended. */
export type ErrorRole = 'origin' | 'carried' | 'handled';

/** The part of each span in the errors of its trace: it has one and none of its children has, it has one as a child has, or it has none although a child has. */
export function errorRoles({ children }: SpanTree, failed: readonly boolean[]): (ErrorRole | undefined)[] {
  return failed.map((error, at) => {
    const below = children[at]!.some((child) => failed[child]);
    if (!error) return below ? 'handled' : undefined;
    return below ? 'carried' : 'origin';
  });
}
