import type { LazyLibrary } from '../declaration.ts';

/** The functions of mathjs that are used, by the shapes used here. */
interface Mathjs {
  readonly gamma: (x: number) => number;
  readonly lgamma: (x: number) => number;
  readonly erf: (x: number) => number;
  readonly combinations: (n: number, k: number) => number;
}

let loaded: Mathjs | undefined;

/** mathjs takes a second to load as a whole: only queries that need it pay. */
export const mathjsLibrary: LazyLibrary = {
  name: 'mathjs',
  ready: () => loaded !== undefined,
  async load() {
    if (loaded) return;
    const { create, gammaDependencies, lgammaDependencies, erfDependencies, combinationsDependencies } = await import('mathjs');
    // Only named factories are made, and none is ever given query text.
    loaded = create({ gammaDependencies, lgammaDependencies, erfDependencies, combinationsDependencies } as Parameters<
      typeof create
    >[0]) as unknown as Mathjs;
  },
};

/** The loaded library. */
export function mathjs(): Mathjs {
  if (!loaded) throw new Error('mathjs was called before it was loaded');
  return loaded;
}
