import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { OutputOptions } from './output-converter.ts';
import type { ResultBatch } from './result-batch.ts';

/** What a stream knows of its run. */
export interface StreamSource<Row extends object> {
  readonly batches: AsyncGenerator<ResultBatch<Row>, void, undefined>;
  readonly warnings: () => readonly Diagnostic[];
}

/** The batches of a query as they are produced; leaving the loop stops the query. It can be read once. */
export class ResultStream<Row extends object = Record<string, unknown>> implements AsyncGenerator<ResultBatch<Row>, void, undefined> {
  readonly #source: StreamSource<Row>;

  constructor(source: StreamSource<Row>) {
    this.#source = source;
  }

  /** Warnings of the compiler and of the run so far; complete when the stream has ended. */
  get warnings(): readonly Diagnostic[] {
    return this.#source.warnings();
  }

  /** The rows as objects, one by one. */
  async *rows(options: OutputOptions = {}): AsyncGenerator<Row, void, undefined> {
    for await (const batch of this.#source.batches) yield* batch.toArray(options);
  }

  next(): Promise<IteratorResult<ResultBatch<Row>, void>> {
    return this.#source.batches.next();
  }

  return(): Promise<IteratorResult<ResultBatch<Row>, void>> {
    return this.#source.batches.return();
  }

  throw(error: unknown): Promise<IteratorResult<ResultBatch<Row>, void>> {
    return this.#source.batches.throw(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Stops the query: `await using stream = engine.stream(…)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
