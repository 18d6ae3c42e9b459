/** What one operator did. */
export interface OperatorStats {
  readonly operator: string;
  rowsIn: number;
  rowsOut: number;
  /** Milliseconds spent in the operator itself. */
  time: number;
  /** Bytes held at the most, estimated. */
  bytes: number;
}
