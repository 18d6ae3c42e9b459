export { urlFunctions } from './url-extract.ts';
