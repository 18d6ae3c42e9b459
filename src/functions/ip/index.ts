import type { FunctionDeclaration } from '../declaration.ts';
import { cidrFunctions } from './cidr.ts';
import { geoFunctions } from './geo.ts';

export const ipFunctions: readonly FunctionDeclaration[] = [...cidrFunctions, ...geoFunctions];
