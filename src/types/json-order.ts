import { compareText } from './compare-text.ts';
import { stringValue } from './json-scan.ts';
import { isNumber, isObject, type JsonTree, parseJson } from './json-tree.ts';

/** The place of a value's kind in the order of JSON values. */
function kindOfText(text: string): number {
  switch (text[0]) {
    case 'n':
      return 0;
    case 't':
    case 'f':
      return 1;
    case '"':
      return 3;
    case '[':
      return 4;
    case '{':
      return 5;
    default:
      return 2;
  }
}

/** Orders JSON values given as text: null, booleans, numbers by value, strings, arrays and objects by their members. What cannot be read comes last of its kind. */
export function compareJson(a: string, b: string): number {
  if (a === b) return 0;
  const kind = kindOfText(a);
  const order = kind - kindOfText(b);
  if (order !== 0) return order;
  if (kind === 2) return compareDigits(a, b);
  if (kind === 3) return compareText(stringValue(a) ?? a, stringValue(b) ?? b);
  if (kind < 4) return compareText(a, b);
  const x = parseJson(a);
  const y = parseJson(b);
  return x === undefined || y === undefined ? (x ? -1 : y ? 1 : compareText(a, b)) : compareTrees(x, y);
}

function kindOfTree(tree: JsonTree): number {
  if (tree === null) return 0;
  if (typeof tree === 'boolean') return 1;
  if (isNumber(tree)) return 2;
  if (typeof tree === 'string') return 3;
  return isObject(tree) ? 5 : 4;
}

function compareTrees(a: JsonTree, b: JsonTree): number {
  const order = kindOfTree(a) - kindOfTree(b);
  if (order !== 0) return order;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string') return compareText(a, b as string);
  if (a === null) return 0;
  if (isNumber(a)) return compareDigits(a.digits, (b as typeof a).digits);
  if (!isObject(a)) return compareLists(a, b as readonly JsonTree[], compareTrees);
  return compareLists(sortedMembers(a), sortedMembers(b as typeof a), ([k, v], [l, w]) => compareText(k, l) || compareTrees(v, w));
}

function compareLists<V>(a: readonly V[], b: readonly V[], compare: (a: V, b: V) => number): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

type Members = readonly (readonly [string, JsonTree])[];

const sortedMembers = ({ members }: { readonly members: Members }): Members => members.toSorted(([a], [b]) => compareText(a, b));

/** A number as `0.digits × 10^exponent`, without zeros at either end; no digits for zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

function decimalOf(text: string): Decimal {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? ['', '', '0'];
  const all = whole! + fraction;
  const digits = all.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return {
    negative: sign === '-' && significant !== '',
    digits: significant,
    exponent: significant === '' ? 0 : whole!.length - (all.length - digits.length) + Number(power),
  };
}

/** Exact where doubles are not: integers beyond 2^53, many digits, powers that no double holds. */
function compareDigits(a: string, b: string): number {
  const x = Number(a);
  const y = Number(b);
  if (x !== y || (a.length < 16 && b.length < 16 && x !== 0 && Number.isFinite(x))) return x < y ? -1 : x > y ? 1 : 0;
  const p = decimalOf(a);
  const q = decimalOf(b);
  if (p.negative !== q.negative) return p.negative ? -1 : 1;
  const sign = p.negative ? -1 : 1;
  if (p.digits === '' || q.digits === '') return sign * (p.digits.length - q.digits.length);
  return sign * (p.exponent - q.exponent || compareText(p.digits, q.digits));
}

/** One text for all JSON texts of the same value: for groups, sets and equality. */
export function jsonKey(text: string): string {
  switch (kindOfText(text)) {
    case 2:
      return numberKey(text);
    case 3:
      return text.includes('\\') ? JSON.stringify(stringValue(text) ?? text) : text;
    case 4:
    case 5: {
      const tree = parseJson(text);
      return tree === undefined ? text : treeKey(tree);
    }
    default:
      return text;
  }
}

function numberKey(text: string): string {
  if (/^-?[1-9]\d{0,14}$/.test(text)) return text;
  const { negative, digits, exponent } = decimalOf(text);
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  const whole = exponent >= digits.length && exponent < 16;
  return whole ? `${sign}${digits.padEnd(exponent, '0')}` : `${sign}${digits}e${exponent}`;
}

function treeKey(tree: JsonTree): string {
  if (tree === null || typeof tree === 'boolean') return String(tree);
  if (typeof tree === 'string') return JSON.stringify(tree);
  if (isNumber(tree)) return numberKey(tree.digits);
  if (!isObject(tree)) return `[${tree.map(treeKey).join(',')}]`;
  return `{${sortedMembers(tree)
    .map(([name, value]) => `${JSON.stringify(name)}:${treeKey(value)}`)
    .join(',')}}`;
}
