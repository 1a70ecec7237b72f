/** The tests that mutation testing runs: those of queries, detection and the store of nights. */
const { projects } = require('./jest.config');

const node = projects.find(({ displayName }) => displayName === 'node');

module.exports = {
  ...node,
  displayName: undefined,
  testEnvironment: require.resolve('./tests/mutation/StopAtFirstFailure.cjs'),
  testTimeout: 60_000,
  testMatch: ['<rootDir>/tests/mutation/*.test.ts'],
};
