import { appendFile } from 'node:fs/promises';
import type { AlertEvent } from './event.ts';
import type { SinkRule } from './rule.ts';

/** Takes events, and delivers them when it can. */
export interface Sink {
  send(event: AlertEvent): void;
  /** Says again that an alert fires, to who forgets. */
  repeat?(event: AlertEvent): void;
  /** Waits until all is delivered, or so long. */
  flush(milliseconds: number): Promise<void>;
}

/** How webhooks are tried; for tests. */
export interface WebhookTiming {
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  /** So many events wait at most. */
  readonly maxQueue: number;
}

const timing: WebhookTiming = { firstWaitMs: 500, maxWaitMs: 60_000, maxAttempts: 10, timeoutMs: 10_000, maxQueue: 1000 };

/** What takes the events of a rule file. `print` writes a line to standard output, `tell` says what went wrong. */
export function sinkOf(
  rule: SinkRule,
  print: (line: string) => void,
  tell: (problem: string) => void,
  webhook: Partial<WebhookTiming> = {},
): Sink {
  switch (rule.kind) {
    case 'stdout':
      return { send: (event) => print(JSON.stringify(event)), flush: () => Promise.resolve() };
    case 'file':
      return fileSink(rule.path, tell);
    case 'webhook':
      return new WebhookSink(rule, tell, { ...timing, ...webhook });
  }
}

function fileSink(path: string, tell: (problem: string) => void): Sink {
  let writing: Promise<void> = Promise.resolve();
  return {
    send(event) {
      writing = writing
        .then(() => appendFile(path, `${JSON.stringify(event)}\n`))
        .catch((error: Error) => tell(`${path}: ${error.message}`));
    },
    flush: () => writing,
  };
}

type Webhook = Extract<SinkRule, { readonly kind: 'webhook' }>;

/** Posts events as JSON, one after the other; a delivery that fails is tried again, later each time. */
class WebhookSink implements Sink {
  readonly #rule: Webhook;
  readonly #tell: (problem: string) => void;
  readonly #timing: WebhookTiming;
  readonly #queue: AlertEvent[] = [];
  #working: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(rule: Webhook, tell: (problem: string) => void, limits: WebhookTiming) {
    this.#rule = rule;
    this.#tell = tell;
    this.#timing = limits;
  }

  send(event: AlertEvent): void {
    if (this.#queue.length >= this.#timing.maxQueue) {
      const dropped = this.#queue.shift()!;
      this.#tell(`${this.#rule.url}: too many events wait, ${dropped.rule} (${dropped.state}) is dropped`);
    }
    this.#queue.push(event);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  repeat(event: AlertEvent): void {
    // What waits says it, too.
    if (this.#rule.shape === 'alertmanager' && this.#queue.length === 0) this.send(event);
  }

  async flush(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => {
      this.#stopped = true;
      this.#wake();
    }, milliseconds);
    await this.#working;
    clearTimeout(timer);
    if (this.#queue.length > 0) this.#tell(`${this.#rule.url}: ${this.#queue.length} events were not delivered`);
  }

  async #work(): Promise<void> {
    for (let event = this.#queue[0]; event && !this.#stopped; event = this.#queue[0]) {
      const problem = await this.#deliver(event);
      if (this.#stopped && problem !== undefined) return;
      if (problem !== undefined) this.#tell(`${this.#rule.url}: ${problem}; ${event.rule} (${event.state}) is given up`);
      if (this.#queue[0] === event) this.#queue.shift();
    }
  }

  /** Undefined once an event is delivered. */
  async #deliver(event: AlertEvent): Promise<string | undefined> {
    const { firstWaitMs, maxWaitMs, maxAttempts } = this.#timing;
    let problem: string | undefined;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const answer = await this.#post(event);
      if (answer.problem === undefined || !answer.again) return answer.problem;
      problem = answer.problem;
      // Later each time, and not all at the same moment.
      await this.#pause(Math.min(maxWaitMs, firstWaitMs * 2 ** attempt) * (0.5 + Math.random() / 2));
      if (this.#stopped) return problem;
    }
    return problem;
  }

  async #post(event: AlertEvent): Promise<{ readonly problem: string | undefined; readonly again: boolean }> {
    const body = JSON.stringify(this.#rule.shape === 'alertmanager' ? [alertOf(event)] : event);
    const headers = { 'content-type': 'application/json', ...this.#rule.headers };
    try {
      const response = await fetch(this.#rule.url, { method: 'POST', body, headers, signal: AbortSignal.timeout(this.#timing.timeoutMs) });
      await response.body?.cancel();
      if (response.ok) return { problem: undefined, again: false };
      // What the receiver does not understand, it will not later.
      return {
        problem: `the answer is ${response.status}`,
        again: response.status >= 500 || response.status === 429 || response.status === 408,
      };
    } catch (error) {
      const { message, cause } = error as Error; // fetch throws errors only
      return { problem: cause instanceof Error ? cause.message : message, again: true };
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stopped) this.#wake();
    });
  }
}

/** An event as Alertmanager takes it, at `/api/v2/alerts`. */
export function alertOf({ rule, kind, state, since, until, summary, causes, query, labels, annotations, series }: AlertEvent) {
  const cause = causes?.map(({ filter }) => filter).join('; ');
  return {
    labels: { alertname: rule, kind, ...labels },
    annotations: {
      summary,
      ...(cause ? { cause } : {}),
      ...(query === undefined ? {} : { query }),
      ...(series === undefined ? {} : { series }),
      ...annotations,
    },
    startsAt: since,
    // Without an end, Alertmanager takes an alert for over some minutes after it last heard of it.
    ...(state === 'resolved' ? { endsAt: until } : {}),
  };
}
