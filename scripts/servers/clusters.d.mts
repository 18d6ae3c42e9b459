/** Servers on loopback. */
export interface Servers {
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  stop(): Promise<void>;
}
export function install(): void;
export function startEarly(count?: number, options?: { readonly maxFileKilobytes?: number }): Promise<Servers>;
export function startModern(count?: number): Promise<Servers>;
export function ask(url: string, statement: string): Promise<string>;
