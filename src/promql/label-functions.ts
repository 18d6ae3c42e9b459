import { compileWholeRegex, type Regex } from '../regex/regex.ts';
import type { Budget } from './store.ts';
import { type CallNode, PromqlError } from './syntax.ts';
import type { Sample, Vector } from './vectors.ts';

const isLabel = (name: string): boolean => name !== '';

/** `label_replace(v, target, replacement, source, regex)`: where the regex matches all of a label, another is set. @throws PromqlError */
export function replacedLabels(
  vector: Vector,
  [target, replacement, source, pattern]: readonly string[],
  node: CallNode,
  { tick }: Budget,
): Sample[] {
  if (!isLabel(target!)) throw new PromqlError(`'${target}' is not the name of a label`, node.args[1]!);
  let regex: Regex;
  try {
    regex = compileWholeRegex(`(?s)${pattern}`);
  } catch {
    throw new PromqlError(`'${pattern}' is not a regular expression`, node.args[4]!);
  }
  const slots = regex.newSlots();
  return vector.map((sample) => {
    const text = sample.labels.get(source!);
    if (!regex.find(text, 0, slots, tick)) return sample;
    const value = expanded(replacement!, text, slots, regex);
    return { ...sample, labels: sample.labels.with([[target!, value]]) };
  });
}

/** A template with `$1`, `${1}`, `$name` and `$$`. */
function expanded(template: string, text: string, slots: Int32Array, regex: Regex): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, plain: string | undefined, braced: string | undefined) => {
    const name = plain ?? braced;
    if (name === undefined) return all === '$$' ? '$' : all;
    const group = /^\d+$/.test(name) ? Number(name) : regex.groupNames.get(name);
    if (group === undefined || group > regex.groupCount) return '';
    const from = slots[2 * group]!;
    return from < 0 ? '' : text.slice(from, slots[2 * group + 1]!);
  });
}

/** `label_join(v, target, separator, source, …)`. @throws PromqlError */
export function joinedLabels(vector: Vector, [target, separator, ...sources]: readonly string[], node: CallNode): Sample[] {
  if (!isLabel(target!)) throw new PromqlError(`'${target}' is not the name of a label`, node.args[1]!);
  return vector.map((sample) => {
    const value = sources.map((source) => sample.labels.get(source)).join(separator);
    return { ...sample, labels: sample.labels.with([[target!, value]]) };
  });
}
