import { skipString } from './json-scan.ts';
import { isNumber, isObject, type JsonTree, maxDepth, parseJson } from './json-tree.ts';

/**
 * What a JSON text means as a JavaScript value. Whole numbers beyond 2^53 are what `wide` makes of their digits. Text that is not JSON, or
 * is nested too deep to be walked through, stays text.
 */
export function jsonValue(text: string, wide: (digits: string) => unknown): unknown {
  if (/\d{16}/.test(text)) {
    const tree = parseJson(text);
    return tree === undefined ? text : valueOf(tree, wide);
  }
  if (isTooDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // a reader let it through
  }
}

function valueOf(tree: JsonTree, wide: (digits: string) => unknown): unknown {
  if (tree === null || typeof tree !== 'object') return tree;
  if (isNumber(tree)) {
    const value = Number(tree.digits);
    return Number.isSafeInteger(value) || /[.eE]/.test(tree.digits) ? value : wide(tree.digits);
  }
  if (isObject(tree)) return Object.fromEntries(tree.members.map(([name, member]) => [name, valueOf(member, wide)]));
  return tree.map((element) => valueOf(element, wide));
}

function isTooDeep(text: string): boolean {
  if (text.length < 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at) - 1;
      if (at < 0) return false;
    } else if (char === '{' || char === '[') {
      if (++depth > maxDepth) return true;
    } else if (char === '}' || char === ']') depth--;
  }
  return false;
}
