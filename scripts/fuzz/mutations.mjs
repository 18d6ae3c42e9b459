// Mutates queries and bytes: by characters, by tokens, and by what brackets and pipes enclose.

const tokenPattern = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\d[\w.]*|[\p{L}_$.?][\p{L}\p{N}_]*|->|=>|<>|<=|>=|!=|\|\||\s+|[^]/gu;

/** Words, signs and numbers that are put where others were. */
const oddTokens = [
  ...'( ) [ ] { } , . ; | * = == != <> < <= > >= + - / % || && -> => : :: ? $ # @ ! ~ ^ & \' " ` \\ -- /* */ //'.split(' '),
  ...'and or not in is null between like escape case when then else end as by on over filter where order rows preceding following unbounded'.split(
    ' ',
  ),
  ...'true false interval timestamp date json array map row cast try try_cast extract distinct asc desc nulls first last with let set kind'.split(
    ' ',
  ),
  ...'0 -0 1 -1 0.0 1e308 1e-324 1e999 9223372036854775807 9223372036854775808 99999999999999999999999999 0x10 1. .5 1_000 1d'.split(' '),
  '\n',
  '\r',
  '\t',
  '\0',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u202e',
  '\u{1f600}',
  '\ud800',
  '\u0301',
  '__proto__',
  'constructor',
  "''",
  "'%'",
  "'('",
  '""',
  "'\\'",
  '?p',
  '$logs',
  '.let a = ',
  'a'.repeat(300),
];

const oddBytes = [0, 9, 10, 13, 27, 32, 34, 39, 44, 58, 91, 92, 93, 123, 125, 127, 128, 0xc0, 0xe2, 0xed, 0xf0, 0xff];

export const tokensOf = (text) => text.match(tokenPattern) ?? [];

/** The places of what a bracket, or a pipe at the same level, encloses: [from, to) in tokens. */
function groupsOf(tokens) {
  const groups = [];
  const open = [];
  let stage = [0];
  for (const [i, token] of tokens.entries()) {
    if (token === '(' || token === '[') {
      open.push({ from: i, stage });
      stage = [i + 1];
    } else if ((token === ')' || token === ']') && open.length > 0) {
      const { from, stage: outer } = open.pop();
      for (const [n, start] of stage.entries()) groups.push([start, stage[n + 1] ?? i]);
      groups.push([from, i + 1]);
      if (from > 0 && /\w$/.test(tokens[from - 1])) groups.push([from - 1, i + 1]);
      stage = outer;
    } else if (token === '|' || token === ',' || token === ';') stage.push(i + 1);
  }
  for (const [n, start] of stage.entries()) groups.push([start, stage[n + 1] ?? tokens.length]);
  return groups.filter(([from, to]) => to > from);
}

const range = (random, length) => {
  const from = random.below(length + 1);
  return [from, Math.min(length, from + 1 + random.below(random.pick([2, 8, 64])))];
};

/** One change of a list of characters or tokens; `other` is a list to take from, `odd` draws something strange. */
function changed(random, list, other, odd) {
  const [from, to] = range(random, list.length);
  const before = list.slice(0, from);
  const middle = list.slice(from, to);
  const after = list.slice(to);
  switch (random.below(8)) {
    case 0:
      return [...before, ...after];
    case 1:
      return [...before, ...middle, ...middle, ...after];
    case 2:
      return [...before, ...Array.from({ length: 1 + random.below(random.pick([3, 40, 400])) }, () => middle).flat(), ...after];
    case 3:
      return [...before, odd(), ...after];
    case 4:
      return [...before, odd(), ...middle, ...after];
    case 5: {
      const [start, end] = range(random, other.length);
      return [...before, ...other.slice(start, end), ...after];
    }
    case 6:
      return [...before, ...middle.reverse(), ...after];
    default: {
      const at = random.below(after.length + 1);
      return [...before, ...after.slice(0, at), ...middle, ...after.slice(at)];
    }
  }
}

const maxLength = 20_000;

/** One change that keeps brackets in pairs: what one of them encloses is replaced, doubled, taken away, wrapped or nested. */
function changedTree(random, tokens, other, words) {
  const groups = groupsOf(tokens);
  const others = groupsOf(other);
  if (groups.length === 0 || others.length === 0) return tokens;
  const [from, to] = random.pick(groups);
  const before = tokens.slice(0, from);
  const middle = tokens.slice(from, to);
  const after = tokens.slice(to);
  const [start, end] = random.pick(others);
  const foreign = other.slice(start, end);
  const wrap = (times) => [...Array.from({ length: times }, () => [random.pick(words), '(']).flat(), ...middle, ...Array(times).fill(')')];
  switch (random.below(9)) {
    case 0:
      return [...before, ...after];
    case 1:
      return [...before, ...middle, ' | ', ...middle, ...after];
    case 2:
      return [...before, ...middle, ', ', ...middle, ...after];
    case 3:
      return [...before, ...foreign, ...after];
    case 4:
      return [...before, ...middle, ' | ', ...foreign, ...after];
    case 5:
      return [...before, ...wrap(1), ...after];
    case 6:
      return [...before, ...wrap(1 + random.below(random.pick([4, 150]))), ...after];
    case 7:
      return [
        ...tokens,
        random.pick([' | union ( ', ' | join ( ', ' | where x in ( ']),
        ...other,
        ' )',
        random.pick(['', ' on x', ' | limit 3']),
      ];
    default:
      return ['.let a = ', ...tokens, '; .let b = $a | union $a, $a; $b | ', ...foreign];
  }
}

/** A query made of another by one to four changes; `corpus` has what to take from, `words` the names of functions and commands. */
export function mutated(random, base, corpus, words) {
  let text = base;
  const odd = () => (random.chance(0.4) ? random.pick(words) : random.pick(oddTokens));
  for (let n = 1 + random.below(random.pick([1, 1, 2, 4])); n > 0 && text.length <= maxLength; n--) {
    const other = random.pick(corpus);
    const roll = random.below(10);
    if (roll < 2)
      text = changed(random, [...text], [...other], () => (random.chance(0.5) ? String.fromCodePoint(random.below(0x180)) : odd())).join(
        '',
      );
    else if (roll < 5) text = changed(random, tokensOf(text), tokensOf(other), odd).join('');
    else text = changedTree(random, tokensOf(text), tokensOf(other), words).join('');
  }
  return text.slice(0, maxLength);
}

/** Bytes made of others by one to six changes. */
export function mutatedBytes(random, corpus) {
  let bytes = [...random.pick(corpus)];
  for (let n = 1 + random.below(6); n > 0; n--)
    bytes = changed(random, bytes, random.pick(corpus), () => (random.chance(0.5) ? random.pick(oddBytes) : random.below(256))).slice(
      0,
      maxLength,
    );
  return Uint8Array.from(bytes);
}
