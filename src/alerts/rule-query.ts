import { parseScript } from '../parser/parser.ts';
import { defaultLimits } from '../runtime/limits.ts';
import { durationNanos } from '../types/duration-text.ts';
import type { RuleQuery } from './rule.ts';

const unitMs: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Takes the query of a rule apart; a string says why it is not one. Mistakes of the language are not looked for. */
export function takeApart(query: string): RuleQuery | string {
  const { tree } = parseScript(query, { ...defaultLimits, look: () => {} });
  const outputs = tree.statements.filter(({ define }) => define === undefined);
  const [output] = outputs;
  if (!output || outputs.length > 1) return `it has ${outputs.length} outputs, and a rule needs one`;
  const last = output.pipeline.commands.at(-1);
  if (last?.kind !== 'make-series') return "its last command is not 'make-series', which gives a rule its series";
  if (!last.step) return "its 'make-series' has no 'step', by which a rule is looked at";
  const source = query.slice(last.step.span.start, last.step.span.end);
  const step = milliseconds(source);
  if (step === undefined) return `its step '${source}' is not a duration such as 1m`;
  const tags = last.by.map(({ span }) => query.slice(span.start, span.end));
  const end = last.by[0] ? query.slice(0, last.by[0].span.start).search(/\s+by\s*$/i) : last.span.end;
  return {
    rows: query.slice(0, last.span.start),
    makeSeries: query.slice(last.span.start, end),
    by: tags,
    tagCount: last.by.length,
    valueCount: last.series.length,
    step,
  };
}

function milliseconds(step: string): number | undefined {
  const nanos = durationNanos(step.trim());
  if (nanos !== undefined) return nanos > 0n ? Number(nanos) / 1e6 : undefined;
  const [, count, unit] = /^(?:interval\s+)?'?(\d+)'?\s*(second|minute|hour|day)s?$/i.exec(step.trim()) ?? [];
  return count === undefined || Number(count) === 0 ? undefined : Number(count) * unitMs[unit!.toLowerCase()]!;
}
