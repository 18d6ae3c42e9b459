import { invariant } from '../diagnostics/query-error.ts';
import type { DataType } from '../types/data-type.ts';
import { storageOf } from '../types/storage.ts';
import type { MapValue } from '../types/values.ts';
import { allValid, type Bitmap, clearBit } from './bitmap.ts';
import { allocate, growCells, setCell } from './fixed-width.ts';
import type { FixedWidthArray, Vector } from './vector.ts';

/** Builds a vector cell by cell. */
export interface VectorBuilder {
  append(value: unknown): void;
  finish(): Vector;
}

/** A builder for cells of the given type. */
export function createBuilder(type: DataType, capacity = 16): VectorBuilder {
  switch (type.kind) {
    case 'array':
      return new ListBuilder(type, capacity);
    case 'map':
      return new MapBuilder(type, capacity);
    case 'row':
      return new RowBuilder(type);
    default:
      return storageOf(type) === 'object' ? new ObjectBuilder(type, capacity) : new NumberBuilder(type, capacity);
  }
}

/** A flat vector from cells. */
export function buildVector(type: DataType, cells: Iterable<unknown>): Vector {
  const builder = createBuilder(type);
  for (const cell of cells) builder.append(cell);
  return builder.finish();
}

/** A growing validity bitmap, allocated only when the first cell is NULL. */
class ValidityBuilder {
  #bits: Bitmap | undefined;

  clear(row: number): void {
    const bytes = (row >> 3) + 1;
    if (!this.#bits) this.#bits = allValid(Math.max(row + 1, 64));
    else if (bytes > this.#bits.length) {
      const grown = new Uint8Array(Math.max(bytes, this.#bits.length * 2)).fill(255);
      grown.set(this.#bits);
      this.#bits = grown;
    }
    clearBit(this.#bits, row);
  }

  finish(length: number): Bitmap | undefined {
    if (!this.#bits) return undefined;
    const bits = allValid(length);
    bits.set(this.#bits.subarray(0, bits.length));
    return bits;
  }
}

class NumberBuilder implements VectorBuilder {
  readonly #type: DataType;
  readonly #validity = new ValidityBuilder();
  #values: FixedWidthArray;
  #length = 0;

  constructor(type: DataType, capacity: number) {
    this.#type = type;
    this.#values = allocate(type, capacity);
  }

  append(value: unknown): void {
    if (this.#length === this.#values.length) {
      this.#values = growCells(this.#values, Math.max(16, this.#length * 2));
    }
    if (value === null || value === undefined) this.#validity.clear(this.#length);
    else setCell(this.#values, this.#length, value);
    this.#length++;
  }

  finish(): Vector {
    const length = this.#length;
    return {
      encoding: 'flat',
      type: this.#type,
      values: this.#values.subarray(0, length),
      validity: this.#validity.finish(length),
      length,
    };
  }
}

/** Cells for which an array is made at once; V8 makes a sparse one of more than some millions. */
const maxArray = 2 ** 20;

class ObjectBuilder implements VectorBuilder {
  readonly #type: DataType;
  /** Of its final size where that is known: an array that grows takes up to twice as much as its cells, and of eight cells more. */
  readonly #values: unknown[];
  #length = 0;

  constructor(type: DataType, capacity: number) {
    this.#type = type;
    this.#values = new Array<unknown>(Math.min(capacity, maxArray));
  }

  append(value: unknown): void {
    this.#values[this.#length++] = value ?? null;
  }

  finish(): Vector {
    if (this.#values.length > this.#length) this.#values.length = this.#length;
    return {
      encoding: 'flat',
      type: this.#type,
      values: this.#values,
      validity: undefined,
      length: this.#length,
    };
  }
}

/** The ends of variable-length cells. */
class OffsetsBuilder {
  readonly validity = new ValidityBuilder();
  #offsets: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.#offsets = new Int32Array(capacity + 1);
  }

  push(end: number): void {
    this.length++;
    if (this.length === this.#offsets.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[this.length] = end;
  }

  finish(): Int32Array {
    return this.#offsets.subarray(0, this.length + 1);
  }
}

class ListBuilder implements VectorBuilder {
  readonly #type: DataType & { kind: 'array' };
  readonly #child: VectorBuilder;
  readonly #offsets: OffsetsBuilder;
  #end = 0;

  constructor(type: DataType & { kind: 'array' }, capacity: number) {
    this.#type = type;
    this.#child = createBuilder(type.element);
    this.#offsets = new OffsetsBuilder(capacity);
  }

  append(value: unknown): void {
    if (value === null || value === undefined) this.#offsets.validity.clear(this.#offsets.length);
    else {
      const cells = value as ArrayLike<unknown>;
      for (let i = 0; i < cells.length; i++) this.#child.append(cells[i]);
      this.#end += cells.length;
      invariant(this.#end < 2 ** 31, 'more than 2^31 array elements in one vector');
    }
    this.#offsets.push(this.#end);
  }

  finish(): Vector {
    const { length } = this.#offsets;
    const validity = this.#offsets.validity.finish(length);
    return {
      encoding: 'list',
      type: this.#type,
      offsets: this.#offsets.finish(),
      child: this.#child.finish(),
      validity,
      length,
    };
  }
}

class MapBuilder implements VectorBuilder {
  readonly #type: DataType & { kind: 'map' };
  readonly #keys: VectorBuilder;
  readonly #values: VectorBuilder;
  readonly #offsets: OffsetsBuilder;
  #end = 0;

  constructor(type: DataType & { kind: 'map' }, capacity: number) {
    this.#type = type;
    this.#keys = createBuilder(type.key);
    this.#values = createBuilder(type.value);
    this.#offsets = new OffsetsBuilder(capacity);
  }

  append(value: unknown): void {
    if (value === null || value === undefined) this.#offsets.validity.clear(this.#offsets.length);
    else {
      const { keys, values } = value as MapValue;
      for (let i = 0; i < keys.length; i++) {
        this.#keys.append(keys[i]);
        this.#values.append(values[i]);
      }
      this.#end += keys.length;
    }
    this.#offsets.push(this.#end);
  }

  finish(): Vector {
    const { length } = this.#offsets;
    const validity = this.#offsets.validity.finish(length);
    const offsets = this.#offsets.finish();
    return {
      encoding: 'map',
      type: this.#type,
      offsets,
      keys: this.#keys.finish(),
      values: this.#values.finish(),
      validity,
      length,
    };
  }
}

class RowBuilder implements VectorBuilder {
  readonly #type: DataType & { kind: 'row' };
  readonly #children: readonly VectorBuilder[];
  readonly #validity = new ValidityBuilder();
  #length = 0;

  constructor(type: DataType & { kind: 'row' }) {
    this.#type = type;
    this.#children = type.fields.map((field) => createBuilder(field.type));
  }

  append(value: unknown): void {
    const members = value as readonly unknown[] | null | undefined;
    if (!members) this.#validity.clear(this.#length);
    for (let i = 0; i < this.#children.length; i++) this.#children[i]!.append(members ? members[i] : null);
    this.#length++;
  }

  finish(): Vector {
    const length = this.#length;
    const children = this.#children.map((child) => child.finish());
    return { encoding: 'row', type: this.#type, children, validity: this.#validity.finish(length), length };
  }
}
