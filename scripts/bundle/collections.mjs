// The functions of lodash that Chevrotain calls, in as much as it relies on: over arrays, holes included, and own members of objects. Lodash's carry 30 kB.
const isList = (value) => Array.isArray(value);
/** The members of a collection; a list itself, so that callers must not change it. */
const membersOf = (collection) => (isList(collection) ? collection : keys(collection).map((key) => collection[key]));

export const identity = (value) => value;
export const noop = () => {};

export const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const isArray = isList;
export const isFunction = (value) => typeof value === 'function';
export const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');
export const isRegExp = (value) => value instanceof RegExp;
export const isString = (value) => typeof value === 'string';
export const isUndefined = (value) => value === undefined;
export const isEmpty = (value) => (isList(value) || isString(value) ? value.length === 0 : keys(value).length === 0);

export const keys = (object) => (isObject(object) ? Object.keys(object) : []);
export const values = (object) => Array.from(membersOf(object));
export const has = (object, key) => object !== null && object !== undefined && Object.hasOwn(object, key);
export const assign = Object.assign;
export const clone = (value) =>
  isList(value) ? value.slice() : isObject(value) ? Object.assign(Object.create(Object.getPrototypeOf(value)), value) : value;
export function defaults(object, fallback) {
  for (const key of keys(fallback)) if (object[key] === undefined) object[key] = fallback[key];
  return object;
}
export const pickBy = (object, accepts) => Object.fromEntries(Object.entries(object).filter(([key, value]) => accepts(value, key)));

/** Stops where `use` returns false. */
export function forEach(collection, use) {
  if (isList(collection)) {
    for (let i = 0, { length } = collection; i < length; i++) if (use(collection[i], i, collection) === false) break;
  } else for (const key of keys(collection)) if (use(collection[key], key, collection) === false) break;
  return collection;
}
export function map(collection, make) {
  const made = [];
  forEach(collection, (value, key) => {
    made.push(make(value, key, collection));
  });
  return made;
}
export const filter = (collection, accepts) => values(collection).filter((value, i) => accepts(value, i));
export const reject = (collection, refuses) => filter(collection, (value, i) => !refuses(value, i));
export const find = (collection, accepts) => membersOf(collection).find((value, i) => accepts(value, i));
export const every = (collection, accepts) => values(collection).every((value, i) => accepts(value, i));
export const some = (collection, accepts) => values(collection).some((value, i) => accepts(value, i));
export function reduce(collection, add, start) {
  let sum = start;
  forEach(collection, (value, key) => {
    sum = add(sum, value, key, collection);
  });
  return sum;
}
export function groupBy(collection, keyOf) {
  const groups = {};
  for (const value of values(collection)) (groups[keyOf(value)] ??= []).push(value);
  return groups;
}
export const includes = (collection, value) => membersOf(collection).includes(value);

export const first = (list) => list?.[0];
export const last = (list) => list?.at(-1);
export const drop = (list, count = 1) => list.slice(count);
export const dropRight = (list, count = 1) => list.slice(0, Math.max(0, list.length - count));
export const indexOf = (list, value) => list.indexOf(value);
export const compact = (list) => filter(list, Boolean);
export const difference = (list, without) => filter(list, (value) => !without.includes(value));
export const flatten = (list) => values(list).flat();
export const flatMap = (collection, make) => flatten(map(collection, make));
export const uniq = (list) => [...new Set(list)];
