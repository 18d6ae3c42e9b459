import type { FunctionDeclaration } from '../declaration.ts';
import { searchMatches } from './matches.ts';

export const searchFunctions: readonly FunctionDeclaration[] = [searchMatches];
