import { type JsonTree, parseJson } from '../../types/json-tree.ts';
import { json, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import type { Overload } from '../declaration.ts';

/** Overloads over JSON and over text that read the whole value; malformed text gives NULL. */
export function withTree<R, A extends readonly TypeDescriptor[]>(
  rest: A,
  returns: TypeDescriptor<R>,
  compute: (tree: JsonTree, ...args: never[]) => R | null,
): Overload[] {
  const row = (text: string, ...args: never[]): R | null => {
    const tree = parseJson(text);
    return tree === undefined ? null : compute(tree, ...args);
  };
  return [json, varchar].map((token) => ({ params: [token, ...rest], returns, row }));
}
