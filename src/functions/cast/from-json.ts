import { invalidCast } from '../../diagnostics/row-error.ts';
import { type DataType, DOUBLE, formatType } from '../../types/data-type.ts';
import { formatJson, hasManyDigits, isNumber, isObject, type JsonTree } from '../../types/json-tree.ts';
import { formatDouble } from '../../types/number-format.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { distinctKeys } from './map-keys.ts';
import { withArticle } from './with-article.ts';

/** Whether a number is written as a DOUBLE, infinite ones included as Presto has it: it keeps its digits, and is not so small that it would be zero. */
function isDouble(digits: string): boolean {
  if (!/[.eE]/.test(digits) || hasManyDigits(digits)) return false;
  const number = Number(digits);
  return number !== 0 || /^-?[0.]+(?:[eE]|$)/.test(digits);
}

/** Whether a DOUBLE merges a whole number, or a string of one, with others. */
export function losesDigits(json: string): boolean {
  const digits = /^"?([+-]?\d{16,})"?$/.exec(json)?.[1];
  return digits !== undefined && BigInt(Number(digits)) !== BigInt(digits.replace('+', ''));
}

/** A function from a JSON value to a cell of the type; undefined where the type cannot come from JSON. */
export function jsonDecoder(
  type: DataType,
  castText: (from: DataType, to: DataType) => ((value: unknown) => unknown) | undefined,
): ((tree: JsonTree) => unknown) | undefined {
  const fail = (tree: JsonTree, advice = type.kind === 'varchar' ? ': json_format(…) is its text' : ''): never =>
    invalidCast(`JSON ${formatJson(tree).slice(0, 60)} is not ${withArticle(formatType(type).toUpperCase())}${advice}`);
  switch (type.kind) {
    case 'json':
      return (tree) => formatJson(tree);
    case 'varchar':
      return (tree) => {
        if (tree === null) return null;
        if (typeof tree === 'string') return tree;
        if (isNumber(tree)) return isDouble(tree.digits) ? formatDouble(Number(tree.digits)) : tree.digits;
        return typeof tree === 'boolean' ? String(tree) : fail(tree);
      };
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double': {
      const fromText = castText({ kind: 'varchar' }, type)!;
      const fromDouble = castText(DOUBLE, type)!;
      const fromBoolean = castText({ kind: 'boolean' }, type)!;
      return (tree) => {
        if (tree === null) return null;
        if (typeof tree === 'boolean') return fromBoolean(tree);
        if (typeof tree === 'string') return fromText(tree);
        if (!isNumber(tree)) return fail(tree);
        return type.kind === 'boolean' || /[.eE]/.test(tree.digits) ? fromDouble(Number(tree.digits)) : fromText(tree.digits);
      };
    }
    case 'timestamp':
    case 'date':
    case 'time': {
      const fromText = castText({ kind: 'varchar' }, type)!;
      return (tree) => {
        if (tree === null) return null;
        if (typeof tree === 'string') return fromText(tree);
        const number = isNumber(tree) && type.kind === 'timestamp' ? ': from_unixtime(cast(… as double)) reads seconds' : '';
        return fail(tree, number);
      };
    }
    case 'array': {
      const element = jsonDecoder(type.element, castText);
      return element && ((tree) => (tree === null ? null : Array.isArray(tree) ? tree.map((e: JsonTree) => element(e)) : fail(tree)));
    }
    case 'map': {
      const key = castText({ kind: 'varchar' }, type.key);
      const member = jsonDecoder(type.value, castText);
      const keyOf = valueKey(type.key);
      if (!key || !member) return undefined;
      return (tree): MapValue | null => {
        if (tree === null) return null;
        if (!isObject(tree)) return fail(tree);
        return {
          keys: distinctKeys(
            tree.members.map(([name]) => key(name)),
            keyOf,
          ),
          values: tree.members.map(([, value]) => member(value)),
        };
      };
    }
    case 'row': {
      const members = type.fields.map((field) => jsonDecoder(field.type, castText));
      if (members.includes(undefined)) return undefined;
      return (tree) => {
        if (tree === null) return null;
        if (Array.isArray(tree)) {
          if (tree.length !== members.length) fail(tree);
          return tree.map((value: JsonTree, i: number) => members[i]!(value));
        }
        if (!isObject(tree)) return fail(tree);
        const byName = new Map(tree.members.map(([name, value]) => [name.toLowerCase(), value]));
        return type.fields.map((field, i) => members[i]!(byName.get(field.name.toLowerCase()) ?? null));
      };
    }
    default:
      return undefined;
  }
}
