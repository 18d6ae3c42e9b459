export * from './core.ts';
export { createEngine } from './engine.ts';
