import { arrayOf, bigint, double, optional, rowOf, varchar } from '../../types/type-descriptor.ts';
import { buildVector } from '../../vectors/builder.ts';
import { cellReader } from '../../vectors/vector.ts';
import { type Accumulator, defineAggregate } from '../declaration.ts';
import { Drain, defaultDepth, defaultSimilarity, templateText } from './drain.ts';

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

  merge(other: Accumulator, groups: Uint32Array): void {
    (other as PatternsAccumulator).drains.forEach((drain, i) => {
      if (!drain) return;
      const own = this.drains[groups[i]!];
      if (!own) this.drains[groups[i]!] = drain;
      else for (const template of drain.templates) own.merge(template);
    });
  }

  byteSize(): number {
    return this.drains.reduce((bytes, drain) => bytes + (drain?.byteSize() ?? 0), 0);
  }

  finish(groupCount: number): ReturnType<Accumulator['finish']> {
    const cells = Array.from({ length: groupCount }, (_, group) => {
      const templates = this.drains[group]?.templates;
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
