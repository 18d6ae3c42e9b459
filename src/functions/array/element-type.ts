import type { DataType } from '../../types/data-type.ts';
import type { CallSite } from '../declaration.ts';

/** The type of the elements of a call's first argument, which is an array. */
export function elementType({ types }: CallSite): DataType {
  return (types[0] as { readonly element: DataType }).element;
}
