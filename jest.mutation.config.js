/** The tests that mutation testing runs: those of the core and the service in Node, and none that take long. */
const { projects } = require('./jest.config');

const node = projects.find(({ displayName }) => displayName === 'node');

module.exports = {
  ...node,
  displayName: undefined,
  testTimeout: 60_000,
  // It asks a server for ninety nights, and decides nothing that the other tests don't.
  testPathIgnorePatterns: [...(node.testPathIgnorePatterns ?? ['/node_modules/']), 'localService'],
  testMatch: ['<rootDir>/src/{core,service}/**/*.test.ts', '<rootDir>/collector/{archive,serve}.test.ts'],
};
