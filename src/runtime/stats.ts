/** What one operator did. */
export interface OperatorStats {
  readonly operator: string;
  rowsIn: number;
  rowsOut: number;
  /** Milliseconds spent in the operator itself. */
  time: number;
  /** Bytes of the batches it handed on, estimated: texts at two bytes a character, dictionaries by their codes alone. */
  bytes: number;
}
