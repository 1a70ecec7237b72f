/** The tests of the server part's executable: `npm run test:server`. They need Go, and what `npm run build:server` makes. */
const browser = require('./jest.browser.config');

module.exports = {
  ...browser,
  displayName: 'server',
  testMatch: ['<rootDir>/tests/server/**/*.test.ts'],
  testTimeout: 120_000,
};
