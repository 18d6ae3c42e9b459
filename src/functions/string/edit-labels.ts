import { boolean, varchar } from '../../types/token.ts';
import { defineScalar, overload } from '../declaration.ts';

const pairMark = '|';
const valueMark = '#$#';

export const editLabels = defineScalar({
  name: 'edit_labels',
  category: 'string',
  summary:
    "Edits metric labels written 'key#$#value|…': deletes those of a JSON list, renames and adds by JSON objects, replaces characters that metric names cannot have if asked, and sorts by name.",
  parameters: ['labels', 'delete', 'rename', 'add', 'clean'],
  examples: [{ call: `edit_labels('b#$#2|a#$#1', '["a"]', '{"b": "c"}', '{"region": "x"}', false)`, result: "'c#$#2|region#$#x'" }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar, varchar, boolean],
      returns: varchar,
      prepare() {
        const read = cached();
        return (labels, remove, rename, add, clean) => {
          const removed = new Set(read(remove) as readonly string[]);
          const renamed = new Map(Object.entries(read(rename) as Record<string, string>));
          const pairs = new Map<string, string>();
          for (const pair of labels.split(pairMark)) {
            const at = pair.indexOf(valueMark);
            const name = pair.slice(0, at);
            if (at > 0 && !removed.has(name)) pairs.set(renamed.get(name) ?? name, pair.slice(at + valueMark.length));
          }
          for (const [name, value] of Object.entries(read(add) as Record<string, string>)) pairs.set(name, value);
          const shown = [...pairs].map(([name, value]) => [clean ? name.replace(/[^A-Za-z0-9_:]/g, '_') : name, value] as const);
          const sorted = shown.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
          return sorted.map(([name, value]) => name + valueMark + value).join(pairMark);
        };
      },
    }),
  ],
});

/** Reads JSON texts, each once; what is no JSON is empty. */
function cached(): (text: string) => unknown {
  const known = new Map<string, unknown>();
  return (text) => {
    if (!known.has(text)) {
      try {
        known.set(text, JSON.parse(text));
      } catch {
        known.set(text, []);
      }
    }
    return known.get(text);
  };
}
