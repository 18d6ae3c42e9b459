import { trimEndOf } from '../../regex/text-search.ts';
import { cellBytes } from '../../types/values.ts';

/**
 * Drain: groups log lines into templates while reading them once (He, Zhu, Zheng and Lyu, "Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree", ICWS 2017). A tree of fixed depth leads by the number of words and the first words of a line to a few
 * templates; the line joins the most similar one. O(words × templates of one leaf) per line.
 */
export interface LogTemplate {
  /** The words; undefined where they differ between lines. */
  words: (string | undefined)[];
  count: number;
  readonly example: string;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly templates: LogTemplate[];
  /** Takes the lines that match no template once there are too many templates. */
  other?: LogTemplate;
}

/** What is written for a word that differs between lines. */
export const wildcard = '<*>';

/** The similarity and the depth that the paper recommends. */
export const defaultSimilarity = 0.4;
export const defaultDepth = 4;

/** The levels of the tree that are not words: root, length and leaf. */
const fixedLevels = 3;
/** The most children of a tree node (`maxChild` of the paper); further words go to the wildcard child. */
const maxChildren = 100;
/** The most templates of a leaf. Further lines share one template of wildcards, which bounds the cost of a line. */
const maxTemplates = 1000;
/** A number with or without a unit, part of a UUID, or an IPv4 address. */
const variable = /^[+-]?(?:0[xX][0-9a-fA-F]+|\d[\d.,:/-]*)(?:[a-zA-Z%]{0,3})$|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}|^\d+\.\d+\.\d+\.\d+/;

/** The words of a line, separated by whitespace. */
export function wordsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}

/** Whether a word looks like a value: a number with or without a unit, an address, a UUID. */
export function looksVariable(word: string): boolean {
  return variable.test(trimEndOf(word.replace(/^[[("'=<]+/, ''), '])"\',;:>.'));
}

const digitRatio = (word: string): number => word.replace(/\D/g, '').length / word.length;

/** The estimated bytes of a template and its tree node without their strings. */
const templateBytes = 128;

export class Drain {
  readonly #root: Node = { children: new Map(), templates: [] };
  readonly depth: number;
  readonly similarity: number;
  readonly #maxDigitRatio: number;
  readonly templates: LogTemplate[] = [];
  #bytes = 0;

  /**
   * `similarity`: the fraction of equal words that lines of one template have at least; `depth`: levels of the tree, three of which are root, length and
   * leaf; `maxDigitRatio`: words with a larger fraction of digits are variables.
   */
  constructor(similarity: number, depth: number, maxDigitRatio = 1) {
    this.similarity = similarity;
    this.depth = depth;
    this.#maxDigitRatio = maxDigitRatio;
  }

  /** Adds a line, `times` times. */
  add(line: string, times = 1): LogTemplate {
    const words = wordsOf(line).map((word) => (looksVariable(word) || digitRatio(word) > this.#maxDigitRatio ? undefined : word));
    return this.merge({ words, count: times, example: line });
  }

  /** Adds a template with all of its lines. */
  merge(found: LogTemplate): LogTemplate {
    const leaf = this.#leaf(found.words);
    const near = this.#nearest(leaf.templates, found.words);
    if (near) {
      near.words = near.words.map((word, i) => (word === found.words[i] ? word : undefined));
      near.count += found.count;
      return near;
    }
    if (leaf.templates.length >= maxTemplates) {
      leaf.other ??= this.#keep({ ...found, count: 0, words: found.words.map(() => undefined) });
      leaf.other.count += found.count;
      return leaf.other;
    }
    const own = this.#keep({ ...found, words: [...found.words] });
    leaf.templates.push(own);
    return own;
  }

  /** Takes in a template that another Drain of the same settings has found, as one of its own. */
  restore(found: LogTemplate): void {
    this.#leaf(found.words).templates.push(this.#keep({ ...found }));
  }

  /** The estimated bytes of all templates and of the tree. */
  byteSize(): number {
    return this.#bytes;
  }

  #keep(template: LogTemplate): LogTemplate {
    // The example, its words in the template, and as keys of the tree.
    this.#bytes += templateBytes + 3 * cellBytes(template.example) + 8 * template.words.length;
    this.templates.push(template);
    return template;
  }

  #leaf(words: readonly (string | undefined)[]): Node {
    let node = child(this.#root, String(words.length));
    for (const word of words.slice(0, this.depth - fixedLevels)) {
      const key = word === undefined || /\d/.test(word) ? wildcard : word;
      node = child(node, node.children.has(key) || node.children.size < maxChildren ? key : wildcard);
    }
    return node;
  }

  #nearest(templates: readonly LogTemplate[], words: readonly (string | undefined)[]): LogTemplate | undefined {
    let best: LogTemplate | undefined;
    let bestScore = -1;
    let bestWildcards = -1;
    for (const template of templates) {
      let same = 0;
      let wildcards = 0;
      for (let i = 0; i < words.length; i++) {
        if (template.words[i] === undefined) wildcards++;
        if (template.words[i] === words[i]) same++;
      }
      if (same > bestScore || (same === bestScore && wildcards > bestWildcards)) {
        best = template;
        bestScore = same;
        bestWildcards = wildcards;
      }
    }
    return best && bestScore >= this.similarity * words.length ? best : undefined;
  }
}

function child(node: Node, key: string): Node {
  let next = node.children.get(key);
  if (!next) node.children.set(key, (next = { children: new Map(), templates: [] }));
  return next;
}

/** The template as a string, with wildcards. */
export function templateText({ words }: LogTemplate): string {
  return words.map((word) => word ?? wildcard).join(' ');
}
