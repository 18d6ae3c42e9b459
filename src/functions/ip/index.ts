import type { FunctionDeclaration } from '../declaration.ts';
import { cidrFunctions } from './cidr.ts';
import { geoFunctions } from './geo.ts';
import { ipNormalize } from './ip-normalize.ts';
import { privateIpFunctions } from './private-ip.ts';

export const ipFunctions: readonly FunctionDeclaration[] = [ipNormalize, ...cidrFunctions, ...privateIpFunctions, ...geoFunctions];
