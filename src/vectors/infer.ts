import { type DataType, type Field, type Schema, VARCHAR } from '../types/data-type.ts';

type ValueKind = 'boolean' | 'integer' | 'double' | 'timestamp' | 'varchar' | 'varbinary' | 'array' | 'json';

/** The schema of row objects: columns in order of first appearance, types by the rules of {@link Table.from}. */
export function inferSchema(rows: readonly Readonly<Record<string, unknown>>[]): Schema {
  const columns = new Map<string, TypeInference>();
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      let guess = columns.get(name);
      if (!guess) columns.set(name, (guess = new TypeInference()));
      guess.see(row[name]);
    }
  }
  return [...columns].map(([name, guess]): Field => ({ name, type: guess.type() }));
}

/** Learns the type of a column from its values. */
export class TypeInference {
  readonly #seen = new Set<ValueKind>();
  #element: TypeInference | undefined;

  /** Takes one value into account; null and undefined say nothing. */
  see(value: unknown): void {
    switch (typeof value) {
      case 'boolean':
        this.#seen.add('boolean');
        break;
      case 'bigint':
        this.#seen.add('integer');
        break;
      case 'number':
        this.#seen.add(Number.isSafeInteger(value) ? 'integer' : 'double');
        break;
      case 'string':
        this.#seen.add('varchar');
        break;
      case 'object':
        if (value === null) return;
        if (value instanceof Date) this.#seen.add('timestamp');
        else if (value instanceof Uint8Array) this.#seen.add('varbinary');
        else if (isList(value)) {
          this.#seen.add('array');
          this.#element ??= new TypeInference();
          for (const element of value) this.#element.see(element);
        } else this.#seen.add('json');
        break;
    }
  }

  /** The type that holds all values seen; VARCHAR where they are of several kinds or there are none. */
  type(): DataType {
    const seen = this.#seen;
    if (seen.size === 0) return VARCHAR;
    if (seen.size === 2 && seen.has('integer') && seen.has('double')) return { kind: 'double' };
    if (seen.size === 2 && seen.has('json') && seen.has('array')) return { kind: 'json' };
    if (seen.size > 1) return VARCHAR;
    const [only] = seen;
    if (only === 'integer') return { kind: 'bigint' };
    if (only === 'array') {
      const element = this.#element!.type();
      // Arrays of objects have no common row type: they stay JSON.
      return element.kind === 'json' ? element : { kind: 'array', element };
    }
    return { kind: only! };
  }
}

/** Whether a host value is a list of elements: an array, or a typed array. */
export function isList(value: unknown): value is Iterable<unknown> & ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
