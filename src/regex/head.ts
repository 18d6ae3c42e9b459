import { type CharSet, singlePoint } from './char-set.ts';
import type { RegexNode } from './syntax.ts';

/** Characters of a head, and alternatives that it may begin with. */
const maxLength = 8;
const maxAlternatives = 32;
/** A head is worth looking for if each alternative has a character that is one of so few. */
const maxSelective = 4;

interface Head {
  readonly alternatives: readonly (readonly CharSet[])[];
  /** Whether what follows the node may be added: it is read to its end. */
  readonly whole: boolean;
}

const nothing: Head = { alternatives: [[]], whole: false };

/** Whether a set has single UTF-16 units only, so that a pattern of units means the same. */
const isOfUnits = (set: CharSet): boolean =>
  set.length > 0 && set.at(-1)! <= 0xffff && !set.some((_, i) => i % 2 === 0 && set[i]! <= 0xdfff && set[i + 1]! >= 0xd800);

const pointCount = (set: CharSet): number => set.reduce((sum, point, i) => sum + (i % 2 === 0 ? -point : point + 1), 0);

function join(before: Head, after: Head): Head {
  // Alternatives behind alternatives would multiply.
  if (before.alternatives.length > 1 && after.alternatives.length > 1) return { ...before, whole: false };
  const alternatives = before.alternatives.flatMap((start) => after.alternatives.map((end) => [...start, ...end].slice(0, maxLength)));
  return { alternatives, whole: after.whole };
}

function headOf(node: RegexNode): Head {
  switch (node.kind) {
    case 'empty':
    case 'assertion':
      return { alternatives: [[]], whole: true };
    case 'set':
      return isOfUnits(node.set) ? { alternatives: [[node.set]], whole: true } : nothing;
    case 'group':
      return headOf(node.node);
    case 'repeat':
      return node.min === 0 ? nothing : { ...headOf(node.node), whole: false };
    case 'alternate': {
      if (node.parts.length > maxAlternatives) return nothing;
      const heads = node.parts.map(headOf);
      const alternatives = heads.flatMap((head) => head.alternatives);
      return alternatives.length > maxAlternatives ? nothing : { alternatives, whole: heads.every((head) => head.whole) };
    }
    case 'concat': {
      let head: Head = { alternatives: [[]], whole: true };
      for (const part of node.parts) {
        head = join(head, headOf(part));
        if (!head.whole || head.alternatives.every((sets) => sets.length >= maxLength)) break;
      }
      return head;
    }
  }
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

function sourceOf(set: CharSet): string {
  if (singlePoint(set) >= 0) return unit(set[0]!);
  let source = '';
  for (let i = 0; i < set.length; i += 2) source += `${unit(set[i]!)}-${unit(set[i + 1]!)}`;
  return `[${source}]`;
}

/**
 * A regular expression of the host that finds where a match may start: one of a few alternatives of a few characters. Undefined where that
 * would not exclude much.
 */
export function headPattern(node: RegexNode): RegExp | undefined {
  const { alternatives } = headOf(node);
  const selective = alternatives.every((sets) => sets.some((set) => pointCount(set) <= maxSelective));
  if (!selective) return undefined;
  // Linear by its form: at most 32 alternatives, each of at most 8 characters, and nothing is repeated.
  return new RegExp(alternatives.map((sets) => sets.map(sourceOf).join('')).join('|'), 'g');
}
