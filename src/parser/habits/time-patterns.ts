/** The fields of patterns for times in PostgreSQL and Oracle (`YYYY-MM-DD HH24:MI`), longest first, and the specifiers of `date_format`. */
const fields: readonly (readonly [string, string])[] = [
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['YYYY', '%Y'],
  ['IYYY', '%x'],
  ['MONTH', '%M'],
  ['DDD', '%j'],
  ['MON', '%b'],
  ['DAY', '%W'],
  ['FF9', '%f'],
  ['FF6', '%f'],
  ['FF3', '%f'],
  ['HH', '%I'],
  ['MI', '%i'],
  ['MM', '%m'],
  ['SS', '%s'],
  ['MS', '%f'],
  ['US', '%f'],
  ['FF', '%f'],
  ['YY', '%y'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['IW', '%v'],
  ['TZH', '%z'],
];

/** A literal pattern of PostgreSQL or Oracle as one of `date_format`; undefined for patterns of numbers, and for what is not a literal. */
export function datePattern(literal: string): string | undefined {
  const body = /^'((?:[^']|'')*)'$/.exec(literal)?.[1];
  if (body === undefined || !/YY|MM|MI|DD|HH|SS/i.test(body)) return undefined;
  let pattern = '';
  for (let at = 0; at < body.length; ) {
    const rest = body.slice(at).toUpperCase();
    const quoted = /^"([^"]*)"/.exec(body.slice(at));
    const field = fields.find(([name]) => rest.startsWith(name));
    if (quoted) pattern += quoted[1]!;
    else if (field) pattern += field[1];
    else if (/^[A-Z]/.test(rest) && rest[0] !== 'T') return undefined;
    else pattern += body[at] === '%' ? '%%' : body[at]!;
    at += quoted ? quoted[0].length : (field?.[0].length ?? 1);
  }
  return `'${pattern}'`;
}
