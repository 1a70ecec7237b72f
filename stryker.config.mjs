/** Mutation testing of what decides answers: `npm run test:mutation`, outside CI, for it takes an hour. */
export default {
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  mutate: [
    'src/core/query/**/*.ts',
    'src/core/detect/**/*.ts',
    'src/service/{nightStore,sharedLoads,isFinal,archive,archiveForm}.ts',
    '!**/*.test.ts',
  ],
  // Words for people are not decided by tests of behaviour, and a table of constants is what it is.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral', 'ArrayDeclaration'] },
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 5_000,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  htmlReporter: { fileName: 'test-results/mutation.html' },
  jsonReporter: { fileName: 'test-results/mutation.json' },
  clearTextReporter: { logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: null },
  tempDirName: 'test-results/stryker',
};
