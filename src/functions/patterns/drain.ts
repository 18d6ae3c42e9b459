import { cellBytes } from '../../types/values.ts';

/**
 * Drain: groups log lines into templates while reading them once (He, Zhu, Zheng and Lyu, "Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree", ICWS 2017). A line walks a tree of fixed depth, by its number of words and its first
 * words, to a few templates, and joins the one it shares the most words with. O(words × templates of one leaf) a line.
 */
export interface LogTemplate {
  /** The words; undefined where lines differ. */
  words: (string | undefined)[];
  count: number;
  readonly example: string;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly templates: LogTemplate[];
  /** Takes the lines that find no template once there are too many. */
  other?: LogTemplate;
}

/** Stands for a word that differs from line to line. */
export const wildcard = '<*>';

const maxChildren = 100;
/** Lines beyond so many templates of one leaf share one that says nothing, so that a line never costs more. */
const maxTemplates = 1000;
const variable = /^[+-]?(?:0[xX][0-9a-fA-F]+|\d[\d.,:/-]*)(?:[a-zA-Z%]{0,3})$|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}|^\d+\.\d+\.\d+\.\d+/;

/** The words of a line and the blanks and punctuation that stay with them. */
export function wordsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}

/** Whether a word looks like a value: a number with or without a unit, an address, a UUID. */
export function looksVariable(word: string): boolean {
  return variable.test(word.replace(/^[[("'=<]+|[\])"',;:>.]+$/g, ''));
}

const digitShare = (word: string): number => word.replace(/\D/g, '').length / word.length;

export class Drain {
  readonly #root: Node = { children: new Map(), templates: [] };
  readonly depth: number;
  readonly similarity: number;
  readonly #digits: number;
  readonly templates: LogTemplate[] = [];
  #bytes = 0;

  /**
   * `similarity`: the least share of equal words; `depth`: levels of the tree, of which three are root, length and leaf; `digits`: words with a
   * larger share of digits are variables.
   */
  constructor(similarity: number, depth: number, digits = 1) {
    this.similarity = similarity;
    this.depth = depth;
    this.#digits = digits;
  }

  /** Takes in a line, `times` times. */
  add(line: string, times = 1): LogTemplate {
    const words = wordsOf(line).map((word) => (looksVariable(word) || digitShare(word) > this.#digits ? undefined : word));
    return this.merge({ words, count: times, example: line });
  }

  /** Takes in a template with all of its lines. */
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

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.#bytes;
  }

  #keep(template: LogTemplate): LogTemplate {
    // The words are held twice: in the template and as keys of the tree.
    this.#bytes += 128 + 3 * cellBytes(template.example) + 8 * template.words.length;
    this.templates.push(template);
    return template;
  }

  #leaf(words: readonly (string | undefined)[]): Node {
    let node = child(this.#root, String(words.length));
    for (const word of words.slice(0, this.depth - 3)) {
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

/** The template as a text. */
export function templateText({ words }: LogTemplate): string {
  return words.map((word) => word ?? wildcard).join(' ');
}
