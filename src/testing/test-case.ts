/** One test for any runner: `it(name, run)`. It fails by throwing an Error whose message says what was expected and what was found. */
export interface TestCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Fails unless both are the same. @throws Error that shows both */
export function expectSame(actual: string, expected: string, what: string): void {
  if (actual !== expected) throw new Error(`${what}\nexpected:\n${expected}\nfound:\n${actual}`);
}
