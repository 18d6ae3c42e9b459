// In the place of the package with which Chevrotain reads the patterns of tokens in the bundle: every token says with which characters it begins
// (test/parser/start.test.ts), and the tests have checked the patterns.
export class BaseRegExpVisitor {}
export class RegExpParser {}
