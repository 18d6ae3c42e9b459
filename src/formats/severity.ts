/** The words for severities, with their numbers in the data model of OpenTelemetry: 1 to 4 TRACE, 5 DEBUG, 9 INFO, 13 WARN, 17 ERROR, 21 FATAL. */
const numbers: ReadonlyMap<string, number> = new Map(
  Object.entries({
    trace: 1,
    trc: 1,
    t: 1,
    verbose: 1,
    vrb: 1,
    silly: 1,
    finest: 1,
    finer: 2,
    debug: 5,
    dbg: 5,
    d: 5,
    fine: 5,
    config: 7,
    info: 9,
    inf: 9,
    information: 9,
    informational: 9,
    i: 9,
    log: 9,
    http: 9,
    default: 9,
    notice: 10,
    note: 10,
    success: 10,
    warn: 13,
    warning: 13,
    wrn: 13,
    w: 13,
    error: 17,
    err: 17,
    eror: 17,
    e: 17,
    severe: 17,
    failure: 17,
    critical: 18,
    crit: 18,
    alert: 19,
    dpanic: 19,
    emergency: 21,
    emerg: 21,
    fatal: 21,
    ftl: 21,
    panic: 21,
    f: 21,
  }),
);

/** Numbers of the syslog protocol (RFC 5424, section 6.2.1): 0 is an emergency, 7 debugging. */
const syslogNumbers = [21, 19, 18, 17, 13, 10, 9, 5];
const syslogWords = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** The severity number of OpenTelemetry (1 to 24) for a severity of syslog (0 to 7). */
export const severityOfSyslog = (severity: number): number => syslogNumbers[severity] ?? 0;

/** The word for a severity of syslog (0 to 7). */
export const syslogWord = (severity: number): string => syslogWords[severity] ?? '';

/**
 * The severity number of OpenTelemetry (1 to 24) for how a log names it: a word in any case, also with a step after it (`INFO+2`, `ERROR2`) or in brackets, or a number: 0 to 7
 * as in syslog, 10 to 60 as in bunyan and pino. Undefined for anything else.
 */
export function severityOf(level: string): number | undefined {
  const bare = level.length < 20 ? level.trim().replace(/^[[("<]+|[\])">]+$/g, '') : '';
  const known = numbers.get(level) ?? numbers.get(bare.toLowerCase());
  if (known !== undefined) return known;
  const number = /^\d{1,2}$/.test(level) ? Number(level) : -1;
  if (number >= 0 && number <= 7) return syslogNumbers[number];
  if (number >= 10 && number <= 60 && number % 10 === 0) return [1, 5, 9, 13, 17, 21][number / 10 - 1];
  const step = /^([a-z]{4,5})([+-]\d{1,2}|[1-4])$/i.exec(level);
  const base = step && numbers.get(step[1]!.toLowerCase());
  if (!step || !base) return undefined;
  const number24 = base + Number(step[2]) - (/^\d/.test(step[2]!) ? 1 : 0);
  return number24 >= 1 && number24 <= 24 ? number24 : undefined;
}

/** Where a line names its severity: in capitals by itself, or in brackets, also after a module (`[core:error]`). */
const inLine =
  /(?:^|[\s[(<|"])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE|PANIC|EMERG)(?=$|[\s\])>|":,])|[[<](?:\w+:)?(trace\d?|debug|info|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal)[\]>]/;
/** The most characters at the start of a line that are looked at. */
const maxHead = 120;

/** The severity number of OpenTelemetry that a line of text names near its start; undefined where there is not one. */
export function severityInLine(line: string): number | undefined {
  const match = inLine.exec(line.length > maxHead ? line.slice(0, maxHead) : line);
  return match ? severityOf((match[1] ?? match[2])!.replace(/\d$/, '')) : undefined;
}
