/** A date and time of day as a country or a log writes it, with its day before its month or after it. */
export interface WrittenDate {
  /** Milliseconds since 1970 where the day comes first, and where the month does; undefined where that is not a date. */
  readonly millis: readonly [number | undefined, number | undefined];
  /** The formats of `date_parse` for both. */
  readonly formats: readonly [string, string];
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const clock = String.raw`(?:(?<gap>,? |T|:)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>[.,]\d{1,9})?)?(?<half> ?[AaPp][Mm])?(?<zone> ?[+-]\d{2}:?\d{2}| GMT| UTC)?)?$`;
const month = '(?<month>[A-Za-z]{3,9})';
const numbers = new RegExp(String.raw`^(?<first>\d{1,2})(?<mark>[./-])(?<second_>\d{1,2})\k<mark>(?<year>\d{4})${clock}`);
const dayMonth = new RegExp(String.raw`^(?<weekday>[A-Z][a-z]{2}, )?(?<first>\d{1,2})(?<mark>[ /-])${month}\k<mark>(?<year>\d{4})${clock}`);
const monthDay = new RegExp(String.raw`^${month} (?<first>\d{1,2})(?<comma>,?) (?<year>\d{4})${clock}`);

type Groups = Readonly<Record<string, string | undefined>>;

/** Reads a date that is not written as ISO 8601: `26.10.2025 14:05`, `10/26/2025 2:05 PM`, `26/Oct/2025:14:05:00 +0200`; undefined for other strings. */
export function readWrittenDate(string: string): WrittenDate | undefined {
  if (string.length > 45) return undefined;
  const text = string.trim();
  const groups = numbers.exec(text)?.groups;
  if (groups) {
    const { first, mark, second_: second } = groups;
    const [a, b] = [Number(first), Number(second)];
    const time = clockFormat(groups);
    return {
      millis: [instant(groups, a, b - 1), mark === '.' ? undefined : instant(groups, b, a - 1)],
      formats: [`%d${mark}%m${mark}%Y${time}`, `%m${mark}%d${mark}%Y${time}`],
    };
  }
  return named(dayMonth.exec(text)?.groups) ?? named(monthDay.exec(text)?.groups);
}

function named(groups: Groups | undefined): WrittenDate | undefined {
  if (!groups) return undefined;
  const { month: name = '', first, mark, comma = '', weekday } = groups;
  const index = months.indexOf(name.slice(0, 3).toLowerCase());
  const millis = index < 0 ? undefined : instant(groups, Number(first), index);
  if (millis === undefined) return undefined;
  const letters = name.length === 3 ? '%b' : '%M';
  const day = mark === undefined ? `${letters} %d${comma} %Y` : `${weekday ? '%a, ' : ''}%d${mark}${letters}${mark}%Y`;
  const format = day + clockFormat(groups);
  return { millis: [millis, undefined], formats: [format, format] };
}

function clockFormat({ gap, hour, second, fraction, half, zone }: Groups): string {
  if (hour === undefined) return '';
  const seconds = second === undefined ? '' : `:%s${fraction ? `${fraction[0]}%f` : ''}`;
  const offset = zone === undefined ? '' : /[+-]/.test(zone) ? `${zone.startsWith(' ') ? ' ' : ''}%z` : zone;
  return `${gap}${half ? '%h' : '%H'}:%i${seconds}${half ? `${half.startsWith(' ') ? ' ' : ''}%p` : ''}${offset}`;
}

function instant(
  { year, hour = '0', minute = '0', second = '0', fraction = '.0', half }: Groups,
  day: number,
  monthIndex: number,
): number | undefined {
  const date = new Date(Date.UTC(Number(year), monthIndex, day));
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== day) return undefined;
  const afternoon = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  return date.getTime() + (afternoon * 3600 + Number(minute) * 60 + Number(second) + Number(`0.${fraction.slice(1)}`)) * 1000;
}
