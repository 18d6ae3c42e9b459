export interface Fault {
  readonly verb?: string;
  readonly resource?: string;
  readonly userAgent?: string;
  readonly factor: number;
}
export interface LogOptions {
  readonly lines?: number;
  readonly seed?: number;
  readonly hours?: number;
  readonly start?: number;
  readonly faultMinute?: number;
  readonly faultLength?: number;
  readonly faults?: Fault[];
}
export const verbs: readonly string[];
export const resources: readonly string[];
export const userAgents: readonly string[];
export const leaseSurge: Fault;
export function randomFault(seed: number): Fault;
export function readFault(text: string): Fault;
export function generateLog(options?: LogOptions): Generator<string>;
/** A request as the log has it. */
export interface Request {
  readonly __time__: number;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent: string;
  readonly user: string;
  readonly sourceIP: string;
  readonly objectRef: { readonly resource: string };
  readonly code: number;
  readonly latency: number;
}
export function generateRequests(
  options?: LogOptions,
): Generator<{ readonly request: Request; readonly moment: number; readonly slow: boolean }>;
export function randomFrom(seed: number): () => number;
