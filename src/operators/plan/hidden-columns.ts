/**
 * The column of an open schema that contains, as a map of strings, the keys found in the data that are not columns yet. Names of hidden columns are
 * from the private use area, which no log has and messages never show.
 */
export const overflowColumn = '\ue000';

/** The column of the keys that a command has just found. */
export const foundColumn = '\ue001';

/** Whether a column is one that users never see. */
export const isHidden = (name: string): boolean => name === overflowColumn || name === foundColumn;
