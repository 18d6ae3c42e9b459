// A transcript is what a person types at a terminal and what the screen then shows.
//
//   == title                 begins a case: a shell in a terminal of 80 columns and 24 rows; `(60x12)` at the end asks for another size
//   type foo<Enter>          keys; those with names stand in angle brackets, as tmux calls them: <Enter> <C-c> <M-b> <Up>
//   paste foo                a paste, which the terminal marks as one where the program asked for that; several lines are one paste
//   paste unmarked foo       a paste by a terminal that cannot mark one
//   resize 60x12             another size of the terminal
//   │ text                   how the screen ends, once it has come to rest; ▮ is the cursor,
//                            ⋯ any characters, and a row ⋮ any rows
import { readFileSync } from 'node:fs';

export type Step =
  | { readonly kind: 'type'; readonly keys: readonly string[]; readonly line: number }
  | { readonly kind: 'paste'; readonly text: string; readonly marked: boolean; readonly line: number }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number; readonly line: number }
  | { readonly kind: 'screen'; readonly rows: readonly string[]; readonly line: number };

export interface Transcript {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly Step[];
}

/** Literal text and key names, in turn: `a<Enter>` is `a`, `<Enter>`. */
const keysOf = (text: string): string[] => text.match(/<[A-Z][\w-]*>|[^<]+|</g) ?? [];

/** Reads the cases of a transcript file. @throws Error for a line that is none of its kinds. */
export function readTranscripts(path: string): Transcript[] {
  const cases: { title: string; columns: number; rows: number; steps: Step[] }[] = [];
  for (const [i, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    const line = i + 1;
    const title = /^== (.*?)(?: \((\d+)x(\d+)\))?$/.exec(text);
    if (title) {
      cases.push({ title: title[1]!, columns: Number(title[2] ?? 80), rows: Number(title[3] ?? 24), steps: [] });
      continue;
    }
    const steps = cases.at(-1)?.steps;
    if (text.trim() === '' || (!steps && text.startsWith('#'))) continue;
    const last = steps?.at(-1);
    const resize = /^resize (\d+)x(\d+)$/.exec(text);
    const paste = /^paste (unmarked )?(.*)$/.exec(text);
    if (steps && text.startsWith('type ')) steps.push({ kind: 'type', keys: keysOf(text.slice(5)), line });
    else if (steps && resize) steps.push({ kind: 'resize', columns: Number(resize[1]), rows: Number(resize[2]), line });
    else if (steps && paste) {
      const marked = paste[1] === undefined;
      if (last?.kind === 'paste' && last.marked === marked) steps[steps.length - 1] = { ...last, text: `${last.text}\n${paste[2]}` };
      else steps.push({ kind: 'paste', text: paste[2]!, marked, line });
    } else if (steps && text.startsWith('│')) {
      const row = text.slice(2);
      if (last?.kind === 'screen') steps[steps.length - 1] = { ...last, rows: [...last.rows, row] };
      else steps.push({ kind: 'screen', rows: [row], line });
    } else throw new Error(`${path}, line ${line}: not a line of a transcript: ${text}`);
  }
  return cases;
}

/** Whether a screen ends with rows, in which ⋯ stands for any characters and a row ⋮ for any rows. */
export function endsWith(screen: readonly string[], rows: readonly string[]): boolean {
  const expected = rows.map((row) => (row === '⋮' ? '(?:.*\\n)*' : `${row.split('⋯').map(escaped).join('.*')}\\n`)).join('');
  return new RegExp(`(?:^|\\n)${expected}$`).test(screen.map((row) => `${row}\n`).join(''));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
