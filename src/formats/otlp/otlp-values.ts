import { bigintIn, isObject, type Json, type JsonObject, memberOf, numberIn, objectsIn, textIn } from '../json/documents.ts';

/** A value of any kind as plain JSON: whole numbers beyond 2^53 are strings, bytes are base64 as written. */
export function plainValue(value: Json | undefined): Json {
  if (!isObject(value)) return value === undefined ? null : value;
  const text = memberOf(value, 'stringValue', 'string_value', 'bytesValue', 'bytes_value');
  if (text !== undefined) return text;
  const flag = memberOf(value, 'boolValue', 'bool_value');
  if (flag !== undefined) return flag;
  const whole = memberOf(value, 'intValue', 'int_value');
  if (whole !== undefined) {
    const exact = bigintIn(whole);
    return exact === undefined ? whole : Number.isSafeInteger(Number(exact)) ? Number(exact) : String(exact);
  }
  const double = memberOf(value, 'doubleValue', 'double_value');
  if (double !== undefined) return typeof double === 'string' ? finiteOr(numberIn(double), double) : double;
  const array = memberOf(value, 'arrayValue', 'array_value');
  if (isObject(array)) return (Array.isArray(array.values) ? (array.values as readonly Json[]) : []).map(plainValue);
  const list = memberOf(value, 'kvlistValue', 'kvlist_value');
  if (isObject(list)) return attributesOf(list.values);
  return null;
}

const finiteOr = (number: number | undefined, text: string): Json => (number !== undefined && Number.isFinite(number) ? number : text);

/** A list of keys and values as an object; of equal keys the last one counts. */
export function attributesOf(list: Json | undefined): JsonObject {
  return Object.fromEntries(
    objectsIn(list).flatMap(({ key, value }) => (typeof key === 'string' ? [[key, plainValue(value)] as const] : [])),
  );
}

/** A plain value as text: strings as they are, anything else as JSON. */
export const textOfValue = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The name of the service in the attributes of a resource. */
export const serviceOf = (resource: JsonObject): string => textIn(resource['service.name']) ?? 'unknown_service';

/** A time or duration in nanoseconds; 0 is unknown. */
export function nanosIn(value: Json | undefined): bigint | undefined {
  const nanos = bigintIn(value);
  return nanos === 0n ? undefined : nanos;
}

/** An enumeration: its number, or the name that some writers put in its place, without the prefix that all names share. */
export function enumIn(value: Json | undefined, names: readonly string[], prefix: string): number {
  const number = numberIn(value);
  if (number !== undefined) return number;
  const name = (textIn(value) ?? '').replace(prefix, '').toLowerCase();
  return Math.max(0, names.indexOf(name));
}

/** An identifier as lower-case hexadecimal digits; empty where it is missing or all zeros. Some writers send the bytes in base64. */
export function idIn(value: Json | undefined, digits: number): string {
  const text = textIn(value) ?? '';
  if (/^[\da-fA-F]+$/.test(text) && text.length <= digits) return /^0*$/.test(text) ? '' : text.toLowerCase().padStart(digits, '0');
  if (text.length !== (digits === 32 ? 24 : 12) || !/^[\w+/]+=*$/.test(text)) return text.toLowerCase();
  return [...atob(text)].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** A resource and the scopes in it, each with its records. */
export interface ScopeRecords {
  readonly resource: JsonObject;
  readonly scope: JsonObject;
  readonly records: readonly JsonObject[];
}

/** The records of an export request, such as spans, with what is around them; undefined where it is no such request. */
export function recordsOf(
  document: JsonObject,
  what: 'Spans' | 'Logs' | 'Metrics',
  records: string,
  oldRecords: string,
): readonly ScopeRecords[] | undefined {
  const lower = what.toLowerCase();
  const list = memberOf(document, `resource${what}`, `resource_${lower}`);
  if (!Array.isArray(list)) return undefined;
  return objectsIn(list as Json).flatMap((item) => {
    const resource = isObject(item.resource) ? attributesOf(item.resource.attributes) : {};
    const scopes = memberOf(item, `scope${what}`, `scope_${lower}`, `instrumentationLibrary${what}`, `instrumentation_library_${lower}`);
    return objectsIn(scopes).map((scoped) => {
      const scope = memberOf(scoped, 'scope', 'instrumentationLibrary', 'instrumentation_library');
      return { resource, scope: isObject(scope) ? scope : {}, records: objectsIn(memberOf(scoped, records, oldRecords)) };
    });
  });
}

/** Whether a text begins with an export request of a kind. */
export function beginsWith(text: string, what: 'Spans' | 'Logs' | 'Metrics'): boolean {
  return new RegExp(`^[\\s\\[]*\\{\\s*"resource_?${what}"\\s*:`, 'i').test(text.slice(0, 200));
}
