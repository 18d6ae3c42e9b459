import { invalidArgument } from '../../diagnostics/row-error.ts';
import { boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const pairMark = '|';
const valueMark = '#$#';

export const editLabels = defineScalar({
  name: 'edit_labels',
  category: 'string',
  summary:
    "Edits metric labels written 'key#$#value|…': deletes those of a JSON list, renames and adds by JSON objects, replaces characters that metric names cannot have if asked, and sorts by name.",
  parameters: {
    labels: "labels as 'key#$#value|key#$#value'",
    delete: 'a JSON list of the keys to delete',
    rename: 'a JSON object of new keys by old ones',
    add: 'a JSON object of values by the keys to add',
    clean: 'whether characters other than letters, digits, _ and : in keys become _',
  },
  examples: [{ call: `edit_labels('b#$#2|a#$#1', '["a"]', '{"b": "c"}', '{"region": "x"}', false)`, result: "'c#$#2|region#$#x'" }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar, varchar, boolean],
      returns: varchar,
      prepare() {
        const read = cached();
        return (labels, remove, rename, add, clean) => {
          const removed = new Set(listOf(read(remove)));
          const renamed = new Map(entriesOf(read(rename)));
          const pairs = new Map<string, string>();
          for (const pair of labels.split(pairMark)) {
            const at = pair.indexOf(valueMark);
            const name = pair.slice(0, at);
            if (at > 0 && !removed.has(name)) pairs.set(renamed.get(name) ?? name, pair.slice(at + valueMark.length));
          }
          for (const [name, value] of entriesOf(read(add))) pairs.set(name, value);
          const shown = [...pairs].map(([name, value]) => [clean ? name.replace(/[^A-Za-z0-9_:]/g, '_') : name, value] as const);
          const sorted = shown.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
          return sorted.map(([name, value]) => name + valueMark + value).join(pairMark);
        };
      },
    }),
  ],
});

function listOf(value: unknown): readonly string[] {
  const texts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return texts ? (value as readonly string[]) : invalidArgument('the labels to delete must be a JSON list of strings');
}

function entriesOf(value: unknown): readonly (readonly [string, string])[] {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (!entries?.every(([, text]) => typeof text === 'string'))
    return invalidArgument('the labels to rename and to add must be JSON objects of strings');
  return entries as readonly (readonly [string, string])[];
}

/** Reads JSON texts, each once; undefined for what is not JSON. */
function cached(): (text: string) => unknown {
  const known = new Map<string, unknown>();
  return (text) => {
    if (!known.has(text)) {
      try {
        known.set(text, JSON.parse(text));
      } catch {
        known.set(text, undefined);
      }
    }
    return known.get(text);
  };
}
