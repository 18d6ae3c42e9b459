import type { Context } from './captures.ts';
import { columnOf, quoteName, quoteString } from './expression.ts';

/** A key, as Lucene and search boxes write it before a colon. */
const key = String.raw`(?<![\w.@]|[\w.@-]-)[A-Za-z_@][\w.@-]*`;
/** A regular expression between slashes: a path has none of these signs. */
const pattern = String.raw`\/(?=(?:\\.|[^/\\])*?(?:[.][*+]|[\\[^$]))(?:\\.|[^/\\])+\/`;

const parts = new RegExp(
  [
    '"[^"]*"',
    String.raw`(?<exists>\b_exists_:)(?<existing>[\w.@-]+)`,
    String.raw`(?<listKey>${key}):\((?<list>[^()]*)\)`,
    String.raw`(?<inKey>${key})\s+in\s*\((?<inList>[^()]*)\)`,
    String.raw`(?<rangeKey>${key}):(?<low>[[{])\s*(?<from>\S{1,64})\s+TO\s+(?<to>[^\s\]}]{1,64})\s*(?<high>[\]}])`,
    String.raw`(?<compareKey>${key}):(?<operator>[<>]=?)(?<number>-?\d[\d.]*)`,
    String.raw`(?:(?<patternKey>${key}):)?(?<=^|[\s(:])(?<pattern>${pattern})`,
    String.raw`(?<=^|[\s(])(?<sign>[-+])(?=[A-Za-z_"(])`,
  ].join('|'),
  'gi',
);

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

/** `a OR b`, `a, b` or `a b` as terms of one key. */
function termsOf(name: string, list: string): string {
  const words = [...list.matchAll(/"[^"]*"|'[^']*'|[^\s,'"]+/g)].map(([word]) => word);
  const joint = words.some((word) => word.toLowerCase() === 'and') ? ' and ' : ' or ';
  const values = words.filter((word) => !/^(?:and|or|\|\|)$/i.test(word)).map((word) => word.replace(/^'(.*)'$/, '"$1"'));
  const terms = values.map((value) => `${name}:${value}`);
  return terms.length === 1 ? terms[0]! : `(${terms.join(joint)})`;
}

/** An instant of a range: `now-1h`, or a date and time. */
function instantOf(text: string): string {
  const ago = /^now(?:-(\d+[smhdw]))?(?:\/\w)?$/i.exec(text);
  if (ago) return ago[1] ? `now() - ${ago[1]}` : 'now()';
  return quoteString(text.replace(/^"(.*)"$/, '$1'));
}

/**
 * A search in the notation of Lucene and of search boxes: `-debug +error`, `status:[500 TO 599]`, `level:(error OR warn)`, `msg:/time.*out/`, `_exists_:user`; undefined for
 * what is a search here. What a search cannot say becomes a condition behind it.
 */
export function luceneSearch(source: string, context: Context): string | undefined {
  const { setting } = context;
  const conditions: string[] = [];
  const range = (name: string, g: Readonly<Record<string, string>>): string => {
    const [from, to] = [g.from!, g.to!];
    const [above, below] = [g.low === '[' ? '>=' : '>', g.high === ']' ? '<=' : '<'];
    if (isNumber(from) && isNumber(to)) return `${name} in ${g.low === '[' ? '[' : '('}${from} ${to}${g.high === ']' ? ']' : ')'}`;
    if (from === '*' && isNumber(to)) return `${name}${below}${to}`;
    if (to === '*' && isNumber(from)) return `${name}${above}${from}`;
    const column = columnOf(name, setting);
    if (from !== '*') conditions.push(`${column} ${above} ${instantOf(from)}`);
    if (to !== '*') conditions.push(`${column} ${below} ${instantOf(to)}`);
    return '';
  };
  const matches = (column: string, written: string): string => {
    conditions.push(`${column} matches ${quoteString(written.slice(1, -1).replaceAll('\\/', '/'))}`);
    return '';
  };
  const terms = source.replace(parts, (whole: string, ...rest: unknown[]) => {
    const g = rest.at(-1) as Readonly<Record<string, string>>; // the groups are the last argument
    if (g.exists) return `${g.existing}:*`;
    if (g.listKey) return termsOf(g.listKey, g.list!);
    if (g.inKey) return termsOf(g.inKey, g.inList!);
    if (g.rangeKey) return range(g.rangeKey, g);
    // A key without a dot is one of LogsQL, too.
    if (g.compareKey?.includes('.')) return `${g.compareKey}${g.operator}${g.number}`;
    if (g.pattern) return matches(g.patternKey ? columnOf(g.patternKey, setting) : quoteName(setting.world.text), g.pattern);
    return g.sign ? (g.sign === '-' ? 'not ' : '') : whole;
  });
  if (terms === source) return undefined;
  const search = terms
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(?:(?:and|or)\s+)+|(?:\s+(?:and|or))+$/gi, '')
    .replace(/\b(and|or)(?:\s+(?:and|or))+\b/gi, '$1');
  // A condition behind a search of alternatives or of what is not wanted would mean something else.
  if (conditions.length > 0 && /\b(?:or|not)\b/i.test(search)) return undefined;
  const head = search === '' || /^(?:and|or)$/i.test(search) ? '*' : search;
  return conditions.length === 0 ? head : `${head} | where ${conditions.join(' and ')}`;
}
