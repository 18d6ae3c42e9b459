import { Kind } from '../cell-kind.ts';
import type { Sample } from '../format.ts';
import { afterBlanks, JsonScanner } from '../json-scan.ts';

/** A value in a JSON object: strings as they are, objects and arrays as their JSON text. */
export interface Member {
  readonly kind: Kind;
  readonly value: unknown;
}

export type Members = ReadonlyMap<string, Member>;

/** The most objects that a guess looks at. */
const maxObjects = 20;

const samples = new WeakMap<Sample, readonly Members[]>();

/** One for all: it is done with a value before the next is read. */
const scanner = new JsonScanner();

/** The members of a JSON object, from its text. */
export function membersOf(text: string): Members {
  const members = new Map<string, Member>();
  scanner.members(text, (name) => members.set(name, { kind: scanner.kind, value: scanner.kind === Kind.null ? null : scanner.value }));
  return members;
}

/** The elements of a JSON array, from its text. */
export function elementsOf(text: string): Member[] {
  const elements: Member[] = [];
  scanner.elements(text, () => elements.push({ kind: scanner.kind, value: scanner.kind === Kind.null ? null : scanner.value }));
  return elements;
}

/** The first objects of an input that begins with JSON, whatever separates them; those that are cut off are not among them. */
export function firstObjects(sample: Sample): readonly Members[] {
  const known = samples.get(sample);
  if (known) return known;
  const { text } = sample;
  const objects: Members[] = [];
  let at = 0;
  while (objects.length < maxObjects) {
    at = afterBlanks(text, at, text.length);
    const code = text.charCodeAt(at);
    if (code === 91 || code === 44 || code === 30 || code === 0xfeff) at++;
    else {
      const after = code === 123 ? scanner.skip(text, at, text.length) : -1;
      if (after < 0) break;
      objects.push(membersOf(text.slice(at, after)));
      at = after;
    }
  }
  samples.set(sample, objects);
  return objects;
}

/** Whether a member is a string. */
export const isText = (member: Member | undefined): member is Member & { readonly value: string } => member?.kind === Kind.text;

/** How many of the first objects pass a test, as a share; 0 where there are none. */
export function shareOf(sample: Sample, test: (members: Members) => boolean): number {
  const objects = firstObjects(sample);
  return objects.length === 0 ? 0 : objects.filter(test).length / objects.length;
}
