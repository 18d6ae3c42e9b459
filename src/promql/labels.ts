/** The labels of a series, sorted by name; `__name__` is one of them. Derived sets are made once. */
export class Labels {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly key: string;
  readonly #derived = new Map<string, Labels>();

  private constructor(pairs: readonly (readonly [string, string])[]) {
    this.pairs = pairs;
    this.key = pairs.map(([name, value]) => `${name}\u0001${value}`).join('\u0002');
  }

  /** Labels of pairs in any order; one with an empty value is as if it were not there. */
  static of(pairs: Iterable<readonly [string, string]>): Labels {
    const kept = [...new Map(pairs)].filter(([, value]) => value !== '');
    return new Labels(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  get(name: string): string {
    return this.pairs.find(([key]) => key === name)?.[1] ?? '';
  }

  #made(id: string, keep: (name: string) => boolean): Labels {
    let made = this.#derived.get(id);
    if (!made) {
      const kept = this.pairs.filter(([name]) => keep(name));
      made = kept.length === this.pairs.length ? this : new Labels(kept);
      this.#derived.set(id, made);
    }
    return made;
  }

  /** The same without the name of the metric. */
  get unnamed(): Labels {
    return this.#made('', (name) => name !== '__name__');
  }

  /** Only these labels. */
  only(names: readonly string[]): Labels {
    return this.#made(`+${names.join(',')}`, (name) => names.includes(name));
  }

  /** All but these labels and the name of the metric. */
  without(names: readonly string[]): Labels {
    return this.#made(`-${names.join(',')}`, (name) => name !== '__name__' && !names.includes(name));
  }

  /** The same with other values of labels; an empty value takes the label away. */
  with(values: Iterable<readonly [string, string]>): Labels {
    return Labels.of([...this.pairs, ...values]);
  }
}

/** No labels. */
export const noLabels = Labels.of([]);
