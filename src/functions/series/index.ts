import type { FunctionDeclaration } from '../declaration.ts';

export const seriesFunctions: readonly FunctionDeclaration[] = [];
