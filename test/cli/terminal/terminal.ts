import { spawnSync } from 'node:child_process';

export interface TerminalSettings {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A shell in a real terminal: tmux on a socket of its own, without the user's settings. */
export class Terminal {
  readonly #socket: string;

  constructor(name: string, { columns, rows, folder, environment }: TerminalSettings) {
    this.#socket = `logflume-${process.pid}-${name}`;
    const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux(['-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, 'env', '-i', ...variables, '/bin/sh']);
    this.#tmux(['set-option', '-g', 'status', 'off']);
    this.#tmux(['set-option', '-s', 'escape-time', '0']);
    this.#tmux(['resize-window', ...size]);
  }

  /** Sends literal text or one key by its name in angle brackets. */
  type(keys: string): void {
    const named = /^<(.+)>$/.exec(keys);
    if (named) this.#tmux(['send-keys', named[1]!]);
    else this.#tmux(['send-keys', '-l', '--', keys]);
  }

  /** Copies all that is written to the terminal from now on to a file, as it is. */
  record(file: string): void {
    this.#tmux(['pipe-pane', '-O', `cat >> '${file}'`]);
  }

  paste(text: string, marked: boolean): void {
    this.#tmux(['set-buffer', '--', text]);
    this.#tmux(['paste-buffer', ...(marked ? ['-p'] : [])]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux(['resize-window', '-x', String(columns), '-y', String(rows)]);
  }

  /** The rows of the screen down to the last one that is not empty or has the cursor, which ▮ marks where it is asked for. */
  screen(withCursor: boolean): string[] {
    const rows = this.#tmux(['capture-pane', '-p'])
      .split('\n')
      .map((row) => row.trimEnd());
    if (withCursor) {
      const [x, y] = this.#tmux(['display-message', '-p', '#{cursor_x} #{cursor_y}']).split(' ').map(Number);
      const row = (rows[y!] ?? '').padEnd(x!);
      rows[y!] = `${row.slice(0, x)}▮${row.slice(x)}`;
    }
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  close(): void {
    this.#tmux(['kill-server']);
  }

  #tmux(args: readonly string[]): string {
    const { error, status, stdout, stderr } = spawnSync('tmux', ['-u', '-L', this.#socket, ...args], { encoding: 'utf8' });
    if (error) throw new Error(`tmux, which these tests need, cannot be run: ${error.message}`);
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  }
}
