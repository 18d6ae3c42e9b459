/** An odd stretch of a series that reaches the present. Times are milliseconds since 1970, values means per step. */
export interface Stretch {
  /** The begin of its first odd step. */
  readonly begin: number;
  /** The begin of its last odd step. */
  readonly last: number;
  readonly value: number;
  readonly expected: number;
  /** The bound that was passed. */
  readonly bound: number;
}

/** What is known of an alert between two looks, as plain data. Times are milliseconds since 1970. */
export interface AlertState {
  readonly status: 'inactive' | 'pending' | 'firing';
  /** The begin of the stretch; of the last one, once it is resolved. */
  readonly since?: number;
  /** When it was last odd, while it fires. */
  readonly oddUntil?: number;
  /** What belongs to an alert that was resolved: stretches that began before are not new. */
  readonly resolvedUntil?: number;
  /** What was normal before it fired. */
  readonly normal?: { readonly level: number; readonly width: number };
}

/** What a change of state says to people. */
export type Change = 'pending' | 'firing' | 'resolved' | undefined;

export const inactive: AlertState = { status: 'inactive' };

/**
 * The state after a look at the steps before `now`, as Prometheus has them: an odd stretch is pending until it has lasted `for`, then it fires, once; it is resolved when
 * nothing was odd for `keepFiringFor`. What flaps meanwhile is the same alert, and the way back to what was normal before is not a new one.
 */
export function nextState(
  state: AlertState,
  found: Stretch | undefined,
  now: number,
  rule: { readonly for: number; readonly keepFiringFor: number },
): readonly [AlertState, Change] {
  const { status, since, oddUntil = now, resolvedUntil } = state;
  const stretch = found && isReturn(state, found, now) ? undefined : found;
  if (status === 'firing') {
    if (stretch) return [{ ...state, oddUntil: now }, undefined];
    if (now - oddUntil < rule.keepFiringFor) return [state, undefined];
    return [{ ...state, status: 'inactive', resolvedUntil: oddUntil }, 'resolved'];
  }
  if (!stretch || stretch.last < (resolvedUntil ?? Number.NEGATIVE_INFINITY)) {
    if (status === 'inactive') return [state, undefined];
    return [resolvedUntil === undefined ? inactive : { status: 'inactive', resolvedUntil }, undefined];
  }
  const begin = Math.max(stretch.begin, resolvedUntil ?? stretch.begin);
  const began = status === 'pending' ? Math.min(since ?? begin, begin) : begin;
  const kept = resolvedUntil === undefined ? {} : { resolvedUntil };
  if (now - began < rule.for) return [{ status: 'pending', since: began, ...kept }, status === 'pending' ? undefined : 'pending'];
  const normal = { level: stretch.expected, width: Math.abs(stretch.bound - stretch.expected) };
  return [{ status: 'firing', since: began, oddUntil: now, normal, ...kept }, 'firing'];
}

/** Whether a stretch is what was normal before an alert: while it lasts, and as long after it, the detector takes the alert for normal. */
function isReturn({ status, since, resolvedUntil, normal }: AlertState, { value }: Stretch, now: number): boolean {
  if (!normal || status === 'pending') return false;
  if (status === 'inactive' && resolvedUntil !== undefined && now - resolvedUntil > 2 * (resolvedUntil - (since ?? resolvedUntil)))
    return false;
  return Math.abs(value - normal.level) <= normal.width;
}
