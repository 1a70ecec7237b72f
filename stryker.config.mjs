/** How each file of `npm run test:mutation` is mutated and tested. */
export default {
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // Words for people are not decided by tests of behaviour, and a table of constants is what it is.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral', 'ArrayDeclaration'] },
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 5_000,
  logLevel: 'error',
  reporters: [],
  tempDirName: '.stryker-tmp',
};
