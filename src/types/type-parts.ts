import type { DataType } from './data-type.ts';

const counted = new WeakMap<DataType, number>();

/** How many types a type is made of, all levels together; what appears twice counts twice, but is looked at once. */
export function partsOf(type: DataType): number {
  switch (type.kind) {
    case 'array':
      return remembered(type, () => 1 + partsOf(type.element));
    case 'map':
      return remembered(type, () => 1 + partsOf(type.key) + partsOf(type.value));
    case 'row':
      return remembered(type, () => type.fields.reduce((sum, field) => sum + partsOf(field.type), 1));
    default:
      return 1;
  }
}

function remembered(type: DataType, count: () => number): number {
  const known = counted.get(type);
  if (known !== undefined) return known;
  const parts = count();
  counted.set(type, parts);
  return parts;
}
