/** The tests with a real Prometheus: `npm run test:alerting`. They need the built collector, Prometheus and promtool. */
const browser = require('./jest.browser.config');

module.exports = {
  ...browser,
  displayName: 'alerting',
  testMatch: ['<rootDir>/tests/alerting/**/*.test.ts'],
  testTimeout: 90_000,
};
