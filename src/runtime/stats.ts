/** Statistics of one operator in one run. */
export interface OperatorStats {
  readonly operator: string;
  rowsIn: number;
  rowsOut: number;
  /** Milliseconds spent in the operator itself. */
  time: number;
  /** Estimated bytes of the batches it emitted: strings at two bytes per character, dictionaries by their codes alone. */
  bytes: number;
}
