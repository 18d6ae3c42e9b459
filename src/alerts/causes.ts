import type { Engine } from '../core-engine.ts';
import type { Cause, Evidence } from './event.ts';
import type { FoundStretch } from './find-stretch.ts';
import { quoted, type Rule, withTags } from './rule.ts';

/** What `series_drilldown` answers. */
interface Drilldown {
  readonly causes: readonly {
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly filter: string;
    readonly statistics?: { readonly real: number; readonly predict: number };
  }[];
  readonly error_msg: string | null;
}

const nanos = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

/** What is behind an odd stretch, by the dimensions of the rule, and lines of the log that show it. */
export async function causesOf(engine: Engine, rule: Rule, stretch: FoundStretch): Promise<Evidence> {
  let found: Pick<Evidence, 'causes' | 'problem'> = { causes: [], problem: undefined };
  let query: string | undefined;
  try {
    if (rule.dimensions.length > 0) found = await drilledDown(engine, rule, stretch);
    query = linesQuery(engine, rule, found.causes[0]?.filter, stretch);
    const samples =
      rule.samples === 0 ? undefined : (await engine.query(`${query} | limit ${rule.samples}`)).toArray({ timestamp: 'text' });
    return { ...found, query, samples };
  } catch (error) {
    // What is odd is said all the same.
    return { ...found, query, samples: undefined, problem: (error as Error).message }; // the engine throws errors only
  }
}

async function drilledDown(
  engine: Engine,
  { dimensions, parts }: Rule,
  stretch: FoundStretch,
): Promise<Pick<Evidence, 'causes' | 'problem'>> {
  const query = withTags(parts, dimensions);
  const schema = engine.compile(query).schema ?? [];
  const [on, made] = schema.slice(parts.tagCount + dimensions.length);
  if (!on || !made) return { causes: [], problem: 'the query gives no series by the dimensions' };
  const isInstant = on.type.kind === 'array' && on.type.element.kind === 'timestamp';
  const time = isInstant ? `transform(${quoted(on.name)}, time -> epoch_nanos(time))` : quoted(on.name);
  const arrays = dimensions.map((name) => quoted(`${name}_arr`));
  const gathered = dimensions.map((name, i) => `${arrays[i]} = array_agg(${quoted(name)})`);
  const source = `${query}
    | stats ${gathered.join(', ')}, "all times" = array_agg(${time}), "all values" = array_agg(${quoted(made.name)})
    | project ret = series_drilldown(${arrays.join(', ')}, "all times", "all values", ?begin, ?end)`;
  const params = { begin: nanos(stretch.begin), end: nanos(stretch.last) };
  const [row] = (await engine.query<{ readonly ret: Drilldown | null }>(source, { params })).toArray();
  const causes = (row?.ret?.causes ?? []).map(
    ({ attrs, filter, statistics }): Cause => ({ attributes: attrs, filter, value: statistics?.real, expected: statistics?.predict }),
  );
  return { causes, problem: row?.ret?.error_msg ?? undefined };
}

/** The rows of a rule that a filter leaves of a stretch. */
function linesQuery(engine: Engine, { parts }: Rule, filter: string | undefined, { begin, last }: FoundStretch): string {
  const rows = parts.rows.trim().replace(/\|$/, '').trim();
  const [from, to] = [Math.floor(begin / 1000), Math.ceil((last + parts.step) / 1000)];
  const time = engine.compile(rows).schema?.find(({ name }) => name === '__time__');
  const instant = (seconds: number): string => (time?.type.kind === 'timestamp' ? `from_unixtime(${seconds})` : String(seconds));
  const within = time ? ` | where __time__ >= ${instant(from)} and __time__ < ${instant(to)}` : '';
  return `${rows}${within}${filter === undefined ? '' : ` | where ${filter}`}`;
}
