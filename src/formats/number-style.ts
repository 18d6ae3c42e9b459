/** What marks the decimals of numbers; the other one of comma and point stands between thousands. */
export type DecimalMark = 'comma' | 'point';

/** How the numbers of a column of delimited text may be written. */
export interface NumberStyle {
  readonly delimiter: string;
  /** As the user says it. */
  readonly decimal: DecimalMark | undefined;
  /** Whether the first records of the file have decimal commas. */
  readonly commas: boolean;
}

/** Whether fields of a semicolon file show that its decimals are marked by commas. */
export const hasDecimalCommas = (fields: readonly string[]): boolean =>
  fields.some((field) => /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$/.test(field.trim().replace(/^"|"$/g, '')));
