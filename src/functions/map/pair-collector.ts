import type { MapValue } from '../../types/values.ts';

/** Gathers keys and values found in a text into a map; a key that comes again replaces its value. */
export class PairCollector {
  readonly #prefix: string;
  readonly #wanted: readonly (string | null)[] | undefined;
  readonly #values = new Map<string, string | null>();

  /** With `wanted`, only these keys (the prefix included) are kept. */
  constructor(prefix: string, wanted: readonly (string | null)[] | undefined) {
    this.#prefix = prefix;
    this.#wanted = wanted;
  }

  wants(key: string): boolean {
    return !this.#wanted || this.#wanted.includes(this.#prefix + key);
  }

  add(key: string, value: string | null): void {
    this.#values.set(this.#prefix + key, value);
  }

  remove(key: string): void {
    this.#values.delete(this.#prefix + key);
  }

  finish(): MapValue<string, string> {
    return { keys: [...this.#values.keys()], values: [...this.#values.values()] };
  }
}
