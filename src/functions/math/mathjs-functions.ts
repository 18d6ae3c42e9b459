import { create, type FactoryFunctionMap, gammaDependencies, lgammaDependencies, type MathJsInstance } from 'mathjs/number';

/** The functions of mathjs that are used, by the shapes used here. */
export interface MathjsFunctions {
  readonly gamma: (x: number) => number;
  readonly lgamma: (x: number) => number;
}

// Named factories over plain numbers, imported by name: a bundler takes these and leaves the rest. None is ever given query text.
const factories = { gammaDependencies, lgammaDependencies } as FactoryFunctionMap; // declared as perhaps undefined, which they are not

/** The functions, made of their factories. */
export const functions: MathjsFunctions = create(factories) as MathJsInstance & MathjsFunctions; // the instance has what its factories make
