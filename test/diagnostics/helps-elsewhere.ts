/** Diagnostics that no query alone can show, and where their helps are followed. */
export const elsewhere = {
  'unreadable-input': 'not about a query; test/formats and test/cli have them',
  'skipped-lines': 'not about a query; test/formats and test/cli have them',
  'altered-input': 'not about a query; test/formats and test/cli have them',
  'stray-lines': 'not about a query; test/formats has them',
  'followed-file': 'not about a query; test/follow has it',
  'engine-failed': 'not about a query; its cause is the error of the host',
  'limit-cost': 'test/engine/cost.test.ts follows its help',
  'worker-died': 'not about a query; test/engine/workers.thorough.ts ends one',
  'backend-failed': 'the words of the backend; test/backends fails one',
  'backend-changed': 'not about a query; test/backends changes a table',
  'backend-sync': 'test/backends follows its help',
  'limit-rows-transferred': 'test/backends follows its help',
  policy: 'test/engine/policy-settings.test.ts shows its help; the query has no mistake',
} as const;
