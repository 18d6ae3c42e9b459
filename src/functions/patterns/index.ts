import type { FunctionDeclaration } from '../declaration.ts';
import { diffPatterns } from './diff-patterns.ts';
import { getPatterns } from './get-patterns.ts';
import { logModelFunctions } from './log-models.ts';
import { logPatterns } from './log-patterns.ts';

export const patternFunctions: readonly FunctionDeclaration[] = [logPatterns, ...logModelFunctions, getPatterns, diffPatterns];
