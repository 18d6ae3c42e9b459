import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { printable } from '../diagnostics/render.ts';
import { commonStart, listed } from './candidate-list.ts';
import type { History } from './history.ts';
import type { InterruptWatch, Stop } from './interrupt-watch.ts';
import { edit, emptyLine, insert, type Key, keyName, type Line, replace, typedBy } from './line-editor.ts';
import { drawingOf, layOut, type Prompts, windowOf } from './line-view.ts';
import { continues, type EntryRules, type Prompt, pasteDelay } from './prompt.ts';

/** What may stand at the cursor, and the part of a word that is already there. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly word: string;
}

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly prompts: Prompts;
  readonly history: History;
  readonly rules: EntryRules;
  /** Watches for Ctrl-C while work runs. */
  readonly watch: InterruptWatch;
  /** What may follow a text. */
  readonly complete: (text: string) => Completion;
}

const pasteOn = '\u001b[?2004h';
const pasteOff = '\u001b[?2004l';

/** A search through the history: what is looked for, and where it was found. */
interface HistorySearch {
  readonly part: string;
  readonly at: number;
  readonly before: Line;
}

/**
 * Entries typed at a terminal, edited as a whole: Enter runs what is complete and begins a new line otherwise. A paste is one entry where the
 * terminal marks it (bracketed paste); elsewhere the lines that arrive together are joined while they continue one another.
 */
export class TerminalPrompt implements Prompt {
  readonly #options: TerminalOptions;
  #line: Line = emptyLine;
  /** Row of the cursor below the first row that was drawn. */
  #cursorRow = 0;
  /** Keys typed while work runs; they are read by the next prompt. */
  #waiting: Key[] = [];
  #resolve: ((entry: string | undefined) => void) | undefined;
  #running: AbortController | undefined;
  #pasting = false;
  #search: HistorySearch | undefined;
  /** Runs after Enter on a complete entry, unless a line that continues it arrives first. */
  #enter: NodeJS.Timeout | undefined;
  #drawing = false;
  #ended = false;

  readonly #actions: Readonly<Record<string, () => void>> = {
    return: () => this.#onEnter(),
    enter: () => this.#onEnter(),
    'M-return': () => this.#edit(insert(this.#line, '\n')),
    'M-enter': () => this.#edit(insert(this.#line, '\n')),
    tab: () => this.#complete(),
    'C-c': () => this.#drop(),
    'C-d': () => this.#deleteOrEnd({ sequence: '', name: 'delete' }),
    'C-l': () => this.#clearScreen(),
    'C-r': () => this.#startSearch(),
    'C-z': () => this.#suspend(),
    'C-p': () => this.#older(),
    'C-n': () => this.#newer(),
  };

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { input, output } = options;
    emitKeypressEvents(input);
    input.on('keypress', this.#onKey);
    input.once('end', this.#onEnd);
    output.on('resize', this.#onResize);
    process.once('exit', this.#restore);
    input.setRawMode(true);
    input.resume();
  }

  async read(): Promise<string | undefined> {
    if (this.#ended) return undefined;
    this.#line = { ...emptyLine, cut: this.#line.cut };
    this.#cursorRow = 0;
    this.#options.history.rewind();
    this.#options.output.write(pasteOn);
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#draw();
      const keys = this.#waiting;
      this.#waiting = [];
      for (const key of keys) this.#onKey(undefined, key);
    });
  }

  async interruptible(work: (stop: Stop) => Promise<void>): Promise<void> {
    const { input, watch } = this.#options;
    const running = new AbortController();
    this.#running = running;
    for (const key of this.#waiting.splice(0)) this.#onKey(undefined, key);
    // The stream takes no more keys once it has handled its pause.
    input.pause();
    await new Promise(setImmediate);
    const watched = watch.start(() => running.abort());
    if (!watched) input.resume();
    try {
      await work({ signal: running.signal, interrupted: () => running.signal.aborted || (watched && watch.interrupted()) });
    } finally {
      const typed = watched ? await watch.stop() : [];
      this.#running = undefined;
      if (running.signal.aborted || (watched && watch.interrupted())) this.#waiting = [];
      else for (const keys of typed) input.emit('data', Buffer.from(keys));
      input.resume();
    }
  }

  close(): void {
    const { input, output } = this.#options;
    clearTimeout(this.#enter);
    input.off('keypress', this.#onKey);
    input.off('end', this.#onEnd);
    output.off('resize', this.#onResize);
    process.off('exit', this.#restore);
    this.#restore();
    input.setRawMode(false);
    input.pause();
    this.#options.watch.close();
  }

  readonly #restore = (): void => void this.#options.output.write(pasteOff);

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#submit(undefined);
  };

  readonly #onResize = (): void => {
    if (!this.#resolve) return;
    // The terminal has broken the rows anew, and the cursor went with its character.
    this.#cursorRow = this.#view().cursorRow;
    this.#draw();
  };

  readonly #onKey = (_: string | undefined, key: Key): void => {
    if (!this.#resolve) {
      if (this.#running && keyName(key) === 'C-c') {
        this.#waiting = [];
        this.#running.abort();
      } else this.#waiting.push(key);
      return;
    }
    if (this.#enter !== undefined) {
      clearTimeout(this.#enter);
      this.#enter = undefined;
      if (key.name === 'tab' || continues(`${key.sequence}x`)) this.#edit(insert(this.#line, '\n'));
      else if (keyName(key) !== 'C-c') {
        this.#waiting.push(key);
        this.#submit(this.#line.text);
        return;
      }
    }
    this.#handle(key);
  };

  #handle(key: Key): void {
    if (key.name === 'paste-start') this.#pasting = true;
    else if (key.name === 'paste-end') this.#pasting = false;
    else if (this.#pasting) this.#paste(key);
    else if (!this.#search || !this.#searchOn(key)) this.#press(key);
    this.#drawSoon();
  }

  #paste({ name, sequence }: Key): void {
    const text = name === 'return' || name === 'enter' ? '\n' : sequence;
    if (text === '\n' || text === '\t' || !/\p{Cc}/u.test(text)) this.#edit(insert(this.#line, text));
  }

  #press(key: Key): void {
    const name = keyName(key);
    if (Object.hasOwn(this.#actions, name)) {
      this.#actions[name]!();
      return;
    }
    const edited = edit(this.#line, key);
    if (edited) this.#edit(edited);
    else if (key.name === 'up') this.#older();
    else if (key.name === 'down') this.#newer();
  }

  #edit(line: Line): void {
    this.#line = line;
  }

  #older(): void {
    this.#recall(this.#options.history.older(this.#line.text));
  }

  #newer(): void {
    this.#recall(this.#options.history.newer());
  }

  #recall(entry: string | undefined): void {
    if (entry !== undefined) this.#edit(replace(this.#line, entry));
  }

  #clearScreen(): void {
    this.#options.output.write('\u001b[H\u001b[2J');
    this.#cursorRow = 0;
  }

  #startSearch(): void {
    this.#search = { part: '', at: -1, before: this.#line };
  }

  #deleteOrEnd(key: Key): void {
    if (this.#line.text === '') this.#submit(undefined);
    else this.#edit(edit(this.#line, key)!);
  }

  #onEnter(): void {
    const { text, cursor } = this.#line;
    const { rules } = this.#options;
    const last = text.slice(text.lastIndexOf('\n') + 1);
    if (text.trim() === '') this.#submit('');
    else if (last !== text && rules.isCommand(last)) this.#submit(last);
    else if (last.trim() === '' && cursor === text.length) this.#submit(text);
    else if (rules.isComplete(text)) this.#enter = setTimeout(() => this.#submit(this.#line.text), pasteDelay);
    else this.#edit(insert(this.#line, '\n'));
  }

  /** Ends the entry: it stays on the screen as it was, and what follows begins a new line. */
  #submit(entry: string | undefined): void {
    const resolve = this.#resolve;
    if (!resolve) return;
    this.#leave('');
    this.#resolve = undefined;
    this.#enter = undefined;
    resolve(entry);
  }

  /** Gives the entry up and begins another. */
  #drop(): void {
    this.#leave('^C');
    this.#line = { ...emptyLine, cut: this.#line.cut };
    this.#search = undefined;
    this.#options.history.rewind();
    this.#options.output.write(pasteOn);
  }

  #leave(mark: string): void {
    const whole = layOut({ ...this.#line, cursor: this.#line.text.length }, this.#options.prompts, this.#columns);
    this.#options.output.write(`${this.#toTop()}${drawingOf(whole)}${mark}\r\n${pasteOff}`);
    this.#cursorRow = 0;
  }

  #suspend(): void {
    const { input } = this.#options;
    this.#leave('^Z');
    input.setRawMode(false);
    process.once('SIGCONT', () => {
      input.setRawMode(true);
      this.#options.output.write(pasteOn);
      this.#draw();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  #complete(): void {
    const { text, cursor } = this.#line;
    if (/(?:^|\n)[ \t]*$/.test(text.slice(0, cursor)) && text.trim() !== '') {
      this.#edit(insert(this.#line, '  '));
      return;
    }
    const { candidates, word } = this.#options.complete(text.slice(0, cursor));
    const common = commonStart(candidates);
    if (common.length > word.length) {
      const from = cursor - word.length;
      this.#edit({ ...this.#line, text: text.slice(0, from) + common + text.slice(cursor), cursor: from + common.length });
    } else if (candidates.length > 1) {
      this.#leave('');
      this.#options.output.write(`${listed(candidates, this.#columns, Math.floor(this.#rows / 3)).join('\r\n')}\r\n${pasteOn}`);
    }
  }

  /** Takes a key as part of a search through the history; false where the key ends the search and means itself. */
  #searchOn(key: Key): boolean {
    const { history } = this.#options;
    const { part, at, before } = this.#search!;
    const find = (wanted: string, from?: number): void => {
      const found = wanted === '' ? -1 : history.search(wanted, from);
      if (wanted !== '' && found < 0) return;
      this.#search = { part: wanted, at: found, before };
      this.#line = replace(before, history.entry(found) ?? before.text);
    };
    const name = keyName(key);
    const typed = typedBy(key);
    if (name === 'C-r') find(part, at < 0 ? undefined : at);
    else if (name === 'backspace') find(part.slice(0, -1));
    else if (name === 'C-g' || name === 'escape' || name === 'M-escape') {
      this.#line = before;
      this.#search = undefined;
    } else if (typed !== undefined) find(part + typed);
    else {
      this.#search = undefined;
      return false;
    }
    return true;
  }

  get #columns(): number {
    return Math.max(20, this.#options.output.columns ?? 80);
  }

  get #rows(): number {
    return Math.max(4, this.#options.output.rows ?? 24);
  }

  #view(): ReturnType<typeof layOut> {
    const { prompts } = this.#options;
    const shown = this.#search ? { first: `search '${printable(this.#search.part)}': `, other: prompts.other } : prompts;
    return windowOf(layOut(this.#line, shown, this.#columns), this.#rows - 1);
  }

  #toTop(): string {
    return this.#cursorRow > 0 ? `\u001b[${this.#cursorRow}A` : '';
  }

  /** Draws once for all the keys that arrived together. */
  #drawSoon(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      if (this.#resolve && !this.#pasting) this.#draw();
    });
  }

  #draw(): void {
    const view = this.#view();
    this.#options.output.write(`${this.#toTop()}${drawingOf(view)}`);
    this.#cursorRow = view.cursorRow;
  }
}
