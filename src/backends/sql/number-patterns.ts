/** What JavaScript trims from the ends of a string, as a class of RE2. */
const blanks = String.raw`[\s\x{b}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]*`;

/** The strings that a cast to BIGINT reads, in RE2; the group is the number. */
export const bigintPattern = `^${blanks}([+-]?[0-9]{1,32})${blanks}$`;

/** The strings that a cast to DOUBLE reads and no exponent makes infinite or lets vanish; the group is the number. */
export const plainDoublePattern = `^${blanks}([+-]?(?:[0-9]{1,30}[.]?[0-9]{0,30}|[.][0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?)[dDfF]?${blanks}$`;

/** All strings that a cast to DOUBLE may read. */
export const anyDoublePattern = `(?i)^${blanks}[+-]?(?:[0-9.]+(?:e[+-]?[0-9]+)?[df]?|infinity|inf|nan)${blanks}$`;
