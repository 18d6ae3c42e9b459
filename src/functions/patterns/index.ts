import type { FunctionDeclaration } from '../declaration.ts';
import { logPatterns } from './log-patterns.ts';

export const patternFunctions: readonly FunctionDeclaration[] = [logPatterns];
