import { severityOf } from '../severity.ts';

/** A line of syslog. */
export interface SyslogLine {
  /** Facility times 8 plus severity; undefined where the line has none, as in files. */
  readonly priority: number | undefined;
  readonly time: string | undefined;
  readonly host: string | undefined;
  readonly appName: string | undefined;
  readonly procId: string | undefined;
  readonly msgId: string | undefined;
  /** The parameters of structured data by `id.name`; undefined where there are none. */
  readonly data: ReadonlyMap<string, string> | undefined;
  readonly message: string;
  readonly version: 3164 | 5424;
}

const priorityPart = /^(?:\d{1,6} )?<(\d{1,3})>/;
const newHeader = /^(?:\d{1,6} )?<(\d{1,3})>\d{1,2} (-|\d{4}-\d{2}-\d{2}T\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;
/** `Dec  7 01:19:00.123 2024`, or an ISO time, as rsyslog writes it. */
const oldTime =
  /^(?:([A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)|(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)):? /;
const tag = /^([^\s:[\]]{1,64})(?:\[([^\]\s]{0,32})\])?: ?/;
const parameter = /([^\s=\]"]{1,64})="((?:[^"\\\]]|\\[^]|\\$)*)"/y;

const present = (text: string): string | undefined => (text === '-' ? undefined : text);

/** Takes a line of RFC 5424 or RFC 3164 apart, the latter with or without a priority; undefined where it is neither. */
export function parseSyslog(line: string): SyslogLine | undefined {
  return parseNew(line) ?? parseOld(line);
}

function parseNew(line: string): SyslogLine | undefined {
  const header = newHeader.exec(line.endsWith(' ') ? line : `${line} `);
  if (!header || Number(header[1]) > 191) return undefined;
  const [whole, priority, time, host, appName, procId, msgId] = header;
  const rest = line.slice(whole.length);
  const structured = parseData(rest);
  if (!structured) return undefined;
  return {
    priority: Number(priority),
    time: present(time!),
    host: present(host!),
    appName: present(appName!),
    procId: present(procId!),
    msgId: present(msgId!),
    data: structured.data,
    message: rest.slice(structured.end).replace(/^ \ufeff?/, ''),
    version: 5424,
  };
}

/** `-`, or `[id name="value" …]…`; a value escapes its quotes, backslashes and closing brackets. */
function parseData(text: string): { readonly data: ReadonlyMap<string, string> | undefined; readonly end: number } | undefined {
  if (text === '-' || text.startsWith('- ')) return { data: undefined, end: 1 };
  if (text === '') return { data: undefined, end: 0 };
  if (!text.startsWith('[')) return undefined;
  const data = new Map<string, string>();
  let at = 0;
  while (text[at] === '[') {
    const id = /^\[([^\s=\]"]{1,64})/.exec(text.slice(at, at + 70));
    if (!id) return undefined;
    at += id[0].length;
    if (text[at] === ']') data.set(id[1]!, '');
    while (text[at] === ' ') {
      parameter.lastIndex = at + 1;
      const match = parameter.exec(text);
      if (!match) return undefined;
      data.set(`${id[1]!}.${match[1]!}`, match[2]!.replace(/\\(["\\\]])/g, '$1'));
      at = parameter.lastIndex;
    }
    if (text[at] !== ']') return undefined;
    at++;
  }
  return { data, end: at };
}

function parseOld(line: string): SyslogLine | undefined {
  const priority = priorityPart.exec(line);
  if (priority && Number(priority[1]) > 191) return undefined;
  let rest = line.slice(priority ? priority[0].length : 0).replace(/^[%*]+/, '');
  const time = oldTime.exec(rest);
  if (!time && !priority) return undefined;
  rest = rest.slice(time ? time[0].length : 0);
  const base = {
    priority: priority ? Number(priority[1]) : undefined,
    time: time?.[1] ?? time?.[2],
    msgId: undefined,
    data: undefined,
    version: 3164,
  } as const;
  // `host tag[pid]: message`; without a host the tag comes first, and has a colon.
  const own = tag.exec(rest);
  const blank = rest.indexOf(' ');
  const host = own || blank <= 0 ? undefined : rest.slice(0, blank);
  const afterHost = host === undefined ? rest : rest.slice(blank + 1);
  const named = own ?? tag.exec(afterHost);
  // Without a priority any line with a time would do: only a host and a tag make it syslog, and of an ISO time its zone.
  if (!priority && (!named || host === undefined || !/^[\w.:-]+$/.test(host) || severityOf(host) !== undefined)) return undefined;
  if (!priority && time?.[2] !== undefined && !/T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(time[2])) return undefined;
  return {
    ...base,
    host: named || /^[\w.:-]+$/.test(host ?? '-') ? host : undefined,
    appName: named?.[1],
    procId: named?.[2] === '' ? undefined : named?.[2],
    message: named ? afterHost.slice(named[0].length) : host !== undefined && !/^[\w.:-]+$/.test(host) ? rest : afterHost,
  };
}
