import { quoteString, valueOf } from './expression.ts';
import type { Word } from './words.ts';

/** Characters of a text, escaped for a regular expression. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A named group; a name that is not one letter, digits and underscores is spelled so. */
const group = (name: string, inside: string): string => `(?P<${name.replace(/[^A-Za-z0-9_]/g, '_')}>${inside})`;

/** A pattern of literal text and fields as a regular expression; the last field reaches to the end. */
function ofFields(text: string, field: RegExp, nameOf: (match: RegExpMatchArray) => string): string | undefined {
  let out = '';
  let at = 0;
  const fields = [...text.matchAll(field)];
  for (const [i, match] of fields.entries()) {
    const last = i === fields.length - 1 && match.index + match[0].length === text.length;
    const inside = last ? '.*' : '.*?';
    const name = nameOf(match);
    out +=
      escaped(text.slice(at, match.index)) + (name === '' || name.startsWith('_') || name.startsWith('?') ? inside : group(name, inside));
    at = match.index + match[0].length;
  }
  return fields.length === 0 ? undefined : out + escaped(text.slice(at));
}

const grokPatterns: Readonly<Record<string, string>> = {
  IP: '[0-9A-Fa-f.:]+',
  IPV4: '[0-9.]+',
  IPORHOST: '[^ ]+',
  HOSTNAME: '[A-Za-z0-9.-]+',
  NUMBER: '[+-]?[0-9]+(?:\\.[0-9]+)?',
  BASE10NUM: '[+-]?[0-9]+(?:\\.[0-9]+)?',
  INT: '[+-]?[0-9]+',
  POSINT: '[0-9]+',
  WORD: '\\w+',
  USER: '[A-Za-z0-9._-]+',
  USERNAME: '[A-Za-z0-9._-]+',
  NOTSPACE: '[^ ]+',
  SPACE: ' *',
  DATA: '.*?',
  GREEDYDATA: '.*',
  LOGLEVEL: '[A-Za-z]+',
  UUID: '[0-9A-Fa-f-]{36}',
  URI: '[^ ]+',
  URIPATH: '/[^ ?]*',
  URIPATHPARAM: '/[^ ]*',
  QUOTEDSTRING: '"[^"]*"',
  TIMESTAMP_ISO8601: '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+(?:Z|[+-][0-9:]+)?',
  HTTPDATE: '[^\\]]+',
};

/** `%{IP:client} %{WORD:verb}` as a regular expression; undefined where a pattern is not known. */
function ofGrok(text: string): string | undefined {
  let known = true;
  const out = text.replace(/%\{(\w+)(?::([\w.]+))?(?::\w+)?\}/g, (_, pattern: string, name: string | undefined) => {
    const inside = grokPatterns[pattern];
    known &&= inside !== undefined;
    return name === undefined ? `(?:${inside})` : group(name, inside ?? '');
  });
  return known && out !== text ? out : undefined;
}

/** The regular expression, as a string literal, of a pattern in the notation of a command of another language. */
export function regexpOf(notation: 'dissect' | 'grok' | 'angles' | 'regexp' | 'parse', words: readonly Word[]): string | undefined {
  const text = words.map(valueOf).join('');
  const pattern = {
    dissect: () => ofFields(text, /%\{([^}]*)\}/g, (match) => match[1]!.replace(/^[+&*]|->$|\/\d+$/g, '')),
    grok: () => ofGrok(text),
    angles: () => ofFields(text, /<([^<>]*)>/g, (match) => match[1]!.replace(/^plain:/, '')),
    regexp: () => text.replaceAll('(?<', '(?P<'),
    parse: () => ofParse(words),
  }[notation]();
  return pattern === undefined ? undefined : quoteString(pattern);
}

/** `* "user=" user:string " took " ms:long *` of KQL's parse. */
function ofParse(words: readonly Word[]): string | undefined {
  let out = '';
  let fields = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const last = i === words.length - 1;
    if (word.image === '*') out += last ? '' : '.*?';
    else if (word.kind === 'quoted' || word.kind === 'string') out += escaped(valueOf(word));
    else if (word.kind === 'name') {
      const typed = words[i + 1]?.image === ':' && words[i + 2] !== undefined;
      if (typed) i += 2;
      const number = typed && /^(int|long|real|double)$/.test(words[i]!.lower);
      out += group(word.image, number ? '[0-9.+-]+' : i === words.length - 1 ? '.*' : '.*?');
      fields++;
    } else return undefined;
  }
  return fields === 0 ? undefined : out;
}
