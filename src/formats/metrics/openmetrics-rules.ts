import { type MetadataLine, parseFloatText, type SampleLine } from './exposition-line.ts';

/** The suffixes of the samples of each type of OpenMetrics 1.0. */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** A point of a histogram while its samples come. */
interface HistogramPoint {
  bucket: number | undefined;
  value: number;
  count: number | undefined;
  sum: 'none' | 'positive' | 'negative';
  negativeBuckets: boolean;
}

/** A family while its lines come. */
interface Family {
  readonly name: string;
  type: string | undefined;
  unit: string | undefined;
  help: boolean;
  samples: number;
  group: string | undefined;
  time: string | undefined;
  readonly groups: Set<string>;
  point: HistogramPoint | undefined;
}

/**
 * The rules of OpenMetrics 1.0 that go beyond the syntax of a line: where metadata may stand, which samples, labels, values and exemplars a type has, how the samples of a family are
 * grouped and ordered, and that the input ends with `# EOF`. Each method answers what is wrong, or undefined.
 */
export class OpenMetricsRules {
  readonly #names = new Set<string>();
  #family: Family | undefined;
  #ended = false;

  /** Takes a line that is not a sample. */
  comment(line: string): string | undefined {
    if (this.#ended) return 'something follows # EOF';
    if (line === '# EOF') {
      this.#ended = true;
      return this.#leave();
    }
    const [mark, kind, name, ...rest] = line.split(' ');
    if (mark !== '#' || (kind !== 'TYPE' && kind !== 'HELP' && kind !== 'UNIT')) return 'a comment must be HELP, TYPE, UNIT or EOF';
    if (name === undefined || rest.length === 0 || !/^[a-zA-Z_:][\w:]*$/.test(name)) return `# ${kind} needs a name and a text`;
    return this.#metadata({ kind, name, text: rest.join(' ') });
  }

  /** Takes the end of the input. */
  end(): string | undefined {
    return this.#ended ? undefined : '# EOF is missing at the end';
  }

  /** Takes a blank line. */
  blank(): string {
    return this.#ended ? 'something follows # EOF' : 'a line is blank';
  }

  #metadata({ kind, name, text }: MetadataLine): string | undefined {
    if (this.#family?.name !== name) {
      const problem = this.#leave() ?? this.#enter(name, undefined);
      if (problem) return problem;
    }
    const family = this.#family!;
    if (family.samples > 0) return `the metadata of '${name}' follows its samples`;
    const again = `'${name}' has # ${kind} twice`;
    if (kind === 'HELP') {
      if (family.help) return again;
      family.help = true;
    } else if (kind === 'TYPE') {
      if (family.type !== undefined) return again;
      if (!Object.hasOwn(suffixes, text)) return `'${text}' is not a type`;
      family.type = text;
    } else {
      if (family.unit !== undefined) return again;
      if (text !== '' && !name.endsWith(`_${text}`)) return `the name '${name}' does not end with the unit '${text}'`;
      family.unit = text;
    }
    return undefined;
  }

  #enter(name: string, type: string | undefined): string | undefined {
    this.#family = {
      name,
      type,
      unit: undefined,
      help: false,
      samples: 0,
      group: undefined,
      time: undefined,
      groups: new Set(),
      point: undefined,
    };
    return this.#names.has(name) ? `the name '${name}' is taken by another family` : undefined;
  }

  /** Ends the family: its names are taken from now on. */
  #leave(): string | undefined {
    const family = this.#family;
    if (!family) return undefined;
    const { name, type = 'unknown', unit } = family;
    if (unit && (type === 'info' || type === 'stateset')) return `a family of type ${type} has no unit`;
    const problem = this.#endPoint(family);
    if (problem) return problem;
    for (const taken of new Set([name, ...suffixes[type]!.map((suffix) => name + suffix)])) {
      if (this.#names.has(taken)) return `the name '${taken}' is taken by another family`;
      this.#names.add(taken);
    }
    this.#family = undefined;
    return undefined;
  }

  /** Takes a sample. */
  sample(line: SampleLine): string | undefined {
    if (this.#ended) return 'something follows # EOF';
    let family = this.#family;
    const known = family && suffixes[family.type ?? 'unknown']!.some((suffix) => line.name === family!.name + suffix);
    if (!known) {
      const problem = this.#leave() ?? this.#enter(line.name, 'unknown');
      if (problem) return problem;
      family = this.#family;
    }
    family!.samples++;
    return (
      this.#values(family!, line) ??
      this.#grouping(family!, line) ??
      (family!.type?.endsWith('histogram') ? this.#histogram(family!, line) : undefined)
    );
  }

  #values({ name, type = 'unknown' }: Family, { name: full, labels, value, exemplar }: SampleLine): string | undefined {
    const suffix = full.slice(name.length);
    const label = (wanted: string): string | undefined => labels.find(([known]) => known === wanted)?.[1];
    if (type === 'summary' && suffix === '') {
      const quantile = parseFloatText(label('quantile') ?? '', true);
      if (quantile === undefined || !(quantile >= 0 && quantile <= 1)) return 'a quantile must be from 0 to 1';
      if (value < 0) return 'the value of a quantile is negative';
    }
    if (suffix === '_bucket' && type.endsWith('histogram')) {
      const le = label('le');
      const bound = le === undefined ? undefined : parseFloatText(le, true);
      if (bound === undefined || Number.isNaN(bound) || (bound === Number.POSITIVE_INFINITY && le !== '+Inf'))
        return `a bucket has no valid bound 'le'`;
    }
    if (type === 'stateset' && (label(name) === undefined || (value !== 0 && value !== 1)))
      return `a state has a label '${name}' and the value 0 or 1`;
    if (type === 'info' && value !== 1) return 'the value of an info is 1';
    if (/^(?:_total|_bucket|_count|_sum|_gcount|_gsum)$/.test(suffix)) {
      if (Number.isNaN(value)) return `${suffix} is NaN`;
      if (value < 0 && suffix !== '_gsum') return `${suffix} is negative`;
    }
    if (!exemplar) return undefined;
    if (!(type === 'counter' && suffix === '_total') && !(type.endsWith('histogram') && suffix === '_bucket'))
      return 'only buckets and totals of counters have exemplars';
    const length = exemplar.labels.reduce((sum, [key, text]) => sum + [...key].length + [...text].length, 0);
    return length > 128 ? 'the labels of an exemplar are longer than 128 characters' : undefined;
  }

  #grouping(family: Family, { labels, time }: SampleLine): string | undefined {
    const { type } = family;
    const own = type === 'stateset' ? family.name : type === 'summary' ? 'quantile' : type?.endsWith('histogram') ? 'le' : '';
    const group = type === 'info' ? '' : JSON.stringify(labels.filter(([name]) => name !== own).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (group === family.group) {
      if ((time === undefined) !== (family.time === undefined)) return 'some samples of a series have a time, others none';
      if (time !== undefined && type !== 'info' && Number(time) < Number(family.time)) return 'times of a series go back';
      if (time !== family.time) {
        const problem = this.#endPoint(family);
        if (problem) return problem;
      }
    } else {
      if (family.groups.has(group)) return 'samples of a series are not together';
      const problem = this.#endPoint(family);
      if (problem) return problem;
      family.groups.add(group);
      family.group = group;
    }
    family.time = time;
    return undefined;
  }

  #histogram(family: Family, { name, labels, value }: SampleLine): string | undefined {
    const suffix = name.slice(family.name.length);
    family.point ??= { bucket: undefined, value: 0, count: undefined, sum: 'none', negativeBuckets: false };
    const { point } = family;
    if (suffix === '_bucket') {
      const bound = parseFloatText(labels.find(([label]) => label === 'le')![1], true)!; // checked before
      if (point.bucket !== undefined && bound <= point.bucket) return 'buckets are out of order';
      if (value < point.value) return 'a bucket counts less than the one below it';
      point.negativeBuckets ||= bound < 0;
      point.bucket = bound;
      point.value = value;
    } else if (suffix === '_count' || suffix === '_gcount') point.count = value;
    else if (suffix === '_sum' || suffix === '_gsum') point.sum = value < 0 ? 'negative' : 'positive';
    return undefined;
  }

  /** Checks the samples of a histogram against each other. */
  #endPoint(family: Family): string | undefined {
    const { point, type } = family;
    family.point = undefined;
    if (!point) return undefined;
    const { bucket, value, count, sum, negativeBuckets } = point;
    if (bucket !== Number.POSITIVE_INFINITY) return 'the bucket +Inf is missing';
    if (count !== undefined && count !== value) return 'the count differs from that of the bucket +Inf';
    if (sum !== 'none' && count === undefined) return 'there is a sum without a count';
    if (sum === 'none' && count !== undefined) return 'there is a count without a sum';
    if (type === 'histogram' && negativeBuckets && sum !== 'none') return 'there is a sum beside buckets below 0';
    return !negativeBuckets && sum === 'negative' ? 'the sum is negative, but no bucket is below 0' : undefined;
  }
}
