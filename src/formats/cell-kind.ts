/** What a cell was written as. The kinds of a column's cells decide its type. */
export const Kind = {
  /** NULL. */
  null: 0,
  boolean: 1,
  /** A whole number that a double holds exactly. */
  integer: 2,
  /** A whole number beyond 2^53 that BIGINT holds. */
  big: 3,
  /** A number with a point or an exponent. */
  double: 4,
  /** NaN and the infinities, which are numbers only among numbers. */
  special: 5,
  /** A number that no type holds with its digits. */
  wide: 6,
  text: 7,
  /** The JSON text of an object. */
  json: 8,
  /** The JSON text of an array. */
  array: 9,
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];
