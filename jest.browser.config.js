/** The tests in a real browser: `npm run test:browser`. They need the built plugin and Chromium. */
const { projects, ...shared } = require('./jest.config');

const node = projects.find(({ displayName }) => displayName === 'node');

module.exports = {
  ...shared,
  projects: undefined,
  ...node,
  displayName: 'browser',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testTimeout: 30_000,
};
