import { arrayOf, bigint, double, optional, rowOf, varchar } from '../../types/type-descriptor.ts';
import { buildVector } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, defineAggregate } from '../declaration.ts';
import { Drain, defaultDepth, defaultSimilarity, templateText } from './drain.ts';

const templates = arrayOf(rowOf({ words: arrayOf(varchar), count: bigint, example: varchar }));
/** A Drain as cells: its settings, and its templates in their order. */
const drainType = rowOf({ similarity: double, depth: bigint, templates });

const result = arrayOf(rowOf({ template: varchar, count: bigint, example: varchar }));

/** One Drain per group; its settings are those of the group's first row. */
class PatternsAccumulator implements Accumulator {
  readonly drains: (Drain | undefined)[] = [];

  update(groups: Uint32Array, _groupCount: number, [strings, similarities, depths]: Parameters<Accumulator['update']>[2]): void {
    const lineAt = cellReader(strings!);
    for (let row = 0; row < groups.length; row++) {
      const line = lineAt(row) as string | null; // the type of `params`
      if (line === null) continue;
      const group = groups[row]!;
      this.drains[group] ??= new Drain(
        similarities ? Number(cellReader(similarities)(row) ?? defaultSimilarity) : defaultSimilarity,
        depths ? Number(cellReader(depths)(row) ?? defaultDepth) : defaultDepth,
      );
      this.drains[group].add(line);
    }
  }

  state(groupCount: number): readonly Vector[] {
    const cells = Array.from({ length: groupCount }, (_, group) => {
      const drain = this.drains[group];
      if (!drain) return null;
      const rows = drain.templates.map(({ words, count, example }) => [words, BigInt(count), example]);
      return [drain.similarity, BigInt(drain.depth), rows];
    });
    return [buildVector(drainType.type, cells)];
  }

  mergeState([drains]: readonly Vector[], groups: Uint32Array): void {
    const read = cellReader(drains!);
    for (let row = 0; row < groups.length; row++) {
      const cells = read(row) as readonly [number, bigint, readonly (readonly [(string | null)[], bigint, string])[]] | null;
      if (!cells) continue;
      const [similarity, depth, rows] = cells;
      const known = this.drains[groups[row]!];
      const own = (this.drains[groups[row]!] ??= new Drain(similarity, Number(depth)));
      for (const [words, count, example] of rows) {
        const template = { words: words.map((word) => word ?? undefined), count: Number(count), example };
        if (known) own.merge(template);
        else own.restore(template);
      }
    }
  }

  byteSize(): number {
    return this.drains.reduce((bytes, drain) => bytes + (drain?.byteSize() ?? 0), 0);
  }

  finish(from: number, to: number): Vector {
    const cells = Array.from({ length: to - from }, (_, row) => {
      const templates = this.drains[from + row]?.templates;
      if (!templates) return null;
      return templates
        .toSorted((a, b) => b.count - a.count)
        .map((template) => [templateText(template), BigInt(template.count), template.example]);
    });
    return buildVector(result.type, cells);
  }
}

export const logPatterns = defineAggregate({
  name: 'log_patterns',
  category: 'aggregate',
  summary:
    'The templates of log lines with their counts and a first line each, the most frequent first; words that differ are <*> (Drain; He et al., ICWS 2017).',
  parameters: {
    line: 'a log line; NULL is skipped',
    'similarity?': { description: 'the fraction of words that lines of one template have in common at least, 0 to 1', default: '0.4' },
    'depth?': { description: 'the levels of the search tree: larger values compare more of the first words exactly', default: '4' },
  },
  examples: [{ call: "log_patterns('user ' || y || ' logged in after ' || cast(x as varchar) || ' s')[1].count", result: '3' }],
  overloads: [{ params: [varchar, optional(double), optional(bigint)], returns: result, accumulator: () => new PatternsAccumulator() }],
});
