// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const scaffold = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const ESM_PACKAGES = [
  '@octokit',
  '@react-hookz',
  '@ver0',
  'before-after-hook',
  'universal-user-agent',
  'fast-content-type-parse',
  'json-with-bigint',
  'p-limit',
  'yocto-queue',
  'fast-check',
  'hyparquet',
  'hyparquet-writer',
];

const [[pattern, [transformer, options]]] = Object.entries(scaffold.transform);

const shared = {
  ...scaffold,
  // Without a target the code is rewritten for browsers of 2009, and runs four times as long.
  transform: { [pattern]: [transformer, { ...options, jsc: { ...options.jsc, target: 'es2022' } }] },
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, ...ESM_PACKAGES])],
};

/** The plugin's shell is tested as in a browser; the core, the sources and the collector as they run in Node. */
module.exports = {
  // Two workers on two busy cores: patience is not an assertion.
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/scripts/count-reporter.cjs'],
  projects: [
    {
      ...shared,
      displayName: 'plugin',
      testMatch: ['<rootDir>/src/hosts/grafana/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['/node_modules/', 'backendHttp'],
    },
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      setupFilesAfterEnv: [],
      // Node has the Response that jsdom lacks.
      testMatch: [
        '<rootDir>/src/!(hosts)/**/*.test.ts',
        '<rootDir>/src/hosts/{node,cli,server}/**/*.test.ts',
        '<rootDir>/src/hosts/grafana/backendHttp.test.ts',
        '<rootDir>/{dashboards,docs,scripts}/**/*.test.ts',
      ],
    },
  ],
};
