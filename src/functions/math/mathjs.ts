import type { LazyLibrary } from '../declaration.ts';
import type { MathjsFunctions } from './mathjs-functions.ts';

let loaded: MathjsFunctions | undefined;

/** mathjs takes most of a second to load: only queries that need it pay. */
export const mathjsLibrary: LazyLibrary = {
  name: 'mathjs',
  ready: () => loaded !== undefined,
  async load() {
    loaded ??= (await import('./mathjs-functions.ts')).functions;
  },
};

/** The loaded library. */
export function mathjs(): MathjsFunctions {
  if (!loaded) throw new Error('mathjs was called before it was loaded');
  return loaded;
}
