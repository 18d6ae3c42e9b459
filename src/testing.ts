export { type FormatUnderTest, formatCases } from './testing/format-cases.ts';
export { type FunctionCaseOptions, functionCases } from './testing/function-cases.ts';
export {
  type Configuration,
  completeGolden,
  configurations,
  type GoldenBlock,
  type GoldenFile,
  type GoldenOptions,
  goldenCases,
  parseGolden,
  runGolden,
} from './testing/golden.ts';
export type { TestCase } from './testing/test-case.ts';
