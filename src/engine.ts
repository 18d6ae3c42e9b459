import { createEngineWith, type Engine } from './core-engine.ts';
import { builtinFunctions } from './functions/index.ts';
import { createRegistry } from './functions/registry.ts';
import type { EngineOptions } from './settings.ts';

export type { Engine } from './core-engine.ts';

/** Creates an engine with all functions. @throws RangeError for an unknown time zone, TypeError for functions with the same name, QueryError for a policy with mistakes. */
export function createEngine(options: EngineOptions = {}): Engine {
  return createEngineWith(options, createRegistry([...builtinFunctions, ...(options.functions ?? [])]));
}
