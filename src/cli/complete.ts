import type { Engine } from '../engine.ts';
import { formatName } from '../types/data-type.ts';
import { dotCommands } from './dot-commands.ts';

/** What is compiled while it is typed may not take long: its constants are computed, and nobody watches for Ctrl-C. */
export const whileTyping = { wallTime: 200 } as const;

/** What may stand at the end of a text, and the part of a word that is already there. */
export function complete(engine: Engine, text: string): { readonly candidates: readonly string[]; readonly word: string } {
  if (/^\s*\.[\w-]*$/.test(text)) {
    const word = text.trim();
    return { word, candidates: [...Object.keys(dotCommands), '.let'].filter((name) => name.startsWith(word)) };
  }
  const word = /[$\w-]*$/.exec(text)![0];
  const before = text.slice(0, text.length - word.length);
  if (word.startsWith('$'))
    return { word, candidates: [...engine.tables.keys()].map((name) => `$${name}`).filter((name) => name.startsWith(word)) };
  if (/\|\s*$/.test(before))
    return { word, candidates: engine.commands.map(({ name }) => `${name} `).filter((name) => name.startsWith(word)) };
  const lower = word.toLowerCase().replace(/^.*-/, '');
  const part = word.slice(word.length - lower.length);
  const columns = columnsBefore(engine, before);
  // Hundreds of functions would hide the few columns that are meant.
  if (part === '' && columns.length > 0) return { word: part, candidates: columns };
  const functions = engine.functions.all
    .filter(({ category }) => category !== 'operator')
    .map((fn) => (fn.kind === 'special' && !fn.usage.startsWith(`${fn.name}(`) ? `${fn.name} ` : `${fn.name}(`));
  return { word: part, candidates: [...columns, ...functions].filter((name) => name.toLowerCase().startsWith(lower)) };
}

/** The columns that the command being written sees: those of the stages before the last pipe. */
function columnsBefore(engine: Engine, text: string): string[] {
  const pipe = text.lastIndexOf('|');
  const stages = pipe < 0 ? '*' : text.slice(0, pipe);
  const { schema } = engine.compile(stages, { limits: whileTyping });
  return schema?.map(({ name }) => formatName(name)) ?? [];
}
