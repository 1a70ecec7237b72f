/** The import rules of docs/architecture.md, each with its reason. There is no list of tolerated breaches. */
const TESTS = '\\.(test|spec)\\.tsx?$|^tests/|^scripts/';

/** The core's rooms, and those of detection: each may import from those before it. */
const CORE = ['lib', 'catalogue', 'model', 'read', 'table', 'detect', 'ask'];
const DETECT = ['levels', 'observed', 'events', 'absence', 'incidents', 'suspects'];
const inCore = `^src/(${CORE.join('|')})/`;

const inOrder = (folder, rooms) =>
  rooms.slice(0, -1).map((room, index) => ({
    name: `${room}-knows-no-later-room`,
    comment: `It runs one way: ${rooms.join(', ')}.`,
    severity: 'error',
    from: { path: `^${folder}/${room}/`, pathNot: TESTS },
    to: { path: `^${folder}/(${rooms.slice(index + 1).join('|')})(/|\\.ts$)` },
  }));

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'A cycle has no beginning to read from, of types neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...inOrder('src', [...CORE, 'sources', 'backend', 'hosts']),
    ...inOrder('src/detect', DETECT),
    {
      name: 'core-is-pure',
      comment:
        'The core knows nothing of Grafana, Node, the browser or where runs come from: all hosts run the same code.',
      severity: 'error',
      from: { path: inCore, pathNot: TESTS },
      to: {
        pathNot: [
          inCore,
          '^node_modules/(@types/papaparse|crc-32|jszip|lru-cache|papaparse|re2js|valibot|simple-statistics)/',
          '^types/jszip',
        ],
      },
    },
    {
      name: 'facts-depend-on-nothing',
      comment: 'What any program has, and what a label or a metric is called, needs no package and no other room.',
      severity: 'error',
      from: { path: '^src/(lib|catalogue)/', pathNot: TESTS },
      to: { pathNot: '^src/(lib|catalogue)/' },
    },
    {
      name: 'levels-know-no-nights',
      comment: 'The mathematics of levels are numbers in, numbers out: series, events and incidents are built on them.',
      severity: 'error',
      from: { path: '^src/detect/levels/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/detect/levels/' },
    },
    {
      name: 'core-has-one-door',
      comment: 'What the core offers is what core.ts exports; the rest may change.',
      severity: 'error',
      from: { path: '^(src|dashboards)/', pathNot: [inCore, '^src/core\\.ts$', TESTS] },
      to: { path: inCore },
    },
    {
      name: 'sources-are-platform-free',
      comment: 'Sources run in every host: they reach the world through what they are given.',
      severity: 'error',
      from: { path: '^src/sources/', pathNot: TESTS },
      to: { pathNot: ['^src/(core\\.ts|sources/)', '^node_modules/(@octokit|valibot|p-limit|js-base64|ipaddr\\.js)/'] },
    },
    {
      name: 'backend-is-platform-free',
      comment:
        'Every host serves nights with it: it reaches files, the clock and the network through what it is given.',
      severity: 'error',
      from: { path: '^src/backend/', pathNot: TESTS },
      to: { pathNot: ['^src/(core\\.ts|sources/|backend/)', '^node_modules/(valibot|yaml|p-limit|lru-cache)/'] },
    },
    {
      name: 'server-is-platform-free',
      comment:
        "The program in Grafana's server runs in an engine that has the language and nothing else: Go is its world.",
      severity: 'error',
      from: { path: '^src/hosts/server/', pathNot: TESTS },
      to: { pathNot: ['^src/(core\\.ts|sources/|backend/|hosts/server/)', '^node_modules/(valibot|core-js)/'] },
    },
    {
      name: 'hosts-are-apart',
      comment: 'Each host is a program of its own; only the command line opens another, for it serves.',
      severity: 'error',
      from: { path: '^src/hosts/([^/]+)/', pathNot: TESTS },
      to: { path: '^src/hosts/', pathNot: ['^src/hosts/$1/', '^src/hosts/node/'] },
    },
    {
      name: 'node-only-in-node',
      comment: "A browser and Grafana's engine have no Node modules, and no parts of the collector.",
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/hosts/(node|cli)/', TESTS] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-else-imports-node',
      comment: 'The collector is another program, reached over HTTP; the command line is its other half.',
      severity: 'error',
      from: { path: '^(src|dashboards)/', pathNot: ['^src/hosts/(node|cli)/', TESTS] },
      to: { path: '^src/hosts/(node|cli)/' },
    },
    {
      name: 'editors-know-no-data-source',
      comment: 'An editor is given the few functions that it needs: then it can be read, and shown, by itself.',
      severity: 'error',
      from: { path: '^src/hosts/grafana/editors/', pathNot: TESTS },
      to: {
        path: '^src/(sources|backend|module)|^src/hosts/grafana/(?!editors/|types\\.ts)',
        pathNot: '^src/sources/(registry|source)\\.ts$',
      },
    },
    {
      name: 'grafana-only-in-the-shell',
      comment: 'Grafana changes on its own schedule: what depends on it stays in a thin shell.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/hosts/grafana/', '^src/module\\.ts$', TESTS] },
      to: { path: '^node_modules/(@grafana|react|react-dom)/' },
    },
    {
      name: 'product-without-tests',
      comment: 'What is shipped must not need what only tests have.',
      severity: 'error',
      from: { path: '^(src|dashboards)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name is there by chance.',
      severity: 'error',
      from: { path: '^(src|dashboards)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'not-to-dev-packages',
      comment: 'What is shipped must not need what only development has.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
