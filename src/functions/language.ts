import type { FunctionDeclaration } from './declaration.ts';
import { operators } from './syntax/index.ts';
import { specialForms } from './syntax/special-forms.ts';

/** What every engine has: the operators and the special forms. */
export const languageFunctions: readonly FunctionDeclaration[] = [...specialForms, ...operators];
