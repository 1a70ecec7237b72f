/** The import rules of docs/architecture.md, each with its reason. There is no list of tolerated breaches. */
const TESTS = '\\.(test|spec)\\.tsx?$|^src/testing|^tests/|^scripts/';
const VERBS = ['model', 'unpack', 'validate', 'flatten', 'forms', 'detect', 'suspects', 'query', 'render'];

/** A verb may import those before it; queries ask what detection found, and renders come last. */
const laterVerbs = VERBS.slice(0, -1).map((verb, index) => ({
  name: `core-${verb}-knows-no-later-verb`,
  comment: 'The pipeline runs one way: unpack, validate, flatten, forms, detect, suspects, query, render.',
  severity: 'error',
  from: { path: `^src/core/${verb}/`, pathNot: TESTS },
  to: { path: `^src/core/(${VERBS.slice(index + 1).join('|')})/` },
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
    {
      name: 'core-is-pure',
      comment:
        'The core knows nothing of Grafana, Node, the browser or where runs come from: both hosts run the same code.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TESTS },
      to: {
        pathNot: [
          '^src/(core|catalogue|lib)/',
          '^node_modules/(crc-32|jszip|lru-cache|re2js|valibot|simple-statistics)/',
          '^types/jszip',
        ],
      },
    },
    {
      name: 'lib-knows-no-nights',
      comment:
        'Texts, collections, time and jobs are what any program has: nothing of nights, hosts or packages is in them.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: TESTS },
      to: { pathNot: '^src/lib/' },
    },
    {
      name: 'catalogue-is-facts',
      comment: 'What a label or a metric is called is a fact that all read; it depends on nothing.',
      severity: 'error',
      from: { path: '^src/catalogue/', pathNot: TESTS },
      to: { pathNot: '^src/catalogue/' },
    },
    ...laterVerbs,
    {
      name: 'levels-know-no-changes',
      comment: 'The mathematics of levels are numbers in, numbers out: series, events and incidents are built on them.',
      severity: 'error',
      from: { path: '^src/core/detect/levels/', pathNot: TESTS },
      to: { path: '^src/(core|catalogue)/', pathNot: '^src/core/detect/levels/' },
    },
    {
      name: 'core-has-one-door',
      comment:
        'What the core offers, with the catalogue and the library below it, is what its index exports; the rest may change.',
      severity: 'error',
      from: { path: '^(src|collector|dashboards)/', pathNot: ['^src/(core|catalogue|lib)/', TESTS] },
      to: { path: '^src/(core|catalogue|lib)/', pathNot: '^src/core/index\\.ts$' },
    },
    {
      name: 'sources-are-platform-free',
      comment: 'Sources run in the browser and in Node: they reach the world through what they are given.',
      severity: 'error',
      from: { path: '^src/sources/', pathNot: TESTS },
      to: { pathNot: ['^src/(core|sources)/', '^node_modules/(@octokit/|valibot/|p-limit/|js-base64/|ipaddr\\.js/)'] },
    },
    {
      name: 'service-is-platform-free',
      comment:
        'Every host serves nights with it: it reaches files, the clock and the network through what it is given.',
      severity: 'error',
      from: { path: '^src/service/', pathNot: TESTS },
      to: { pathNot: ['^src/(core|sources|service)/', '^node_modules/(valibot|yaml|p-limit|lru-cache)/'] },
    },
    {
      name: 'server-is-platform-free',
      comment:
        "The program in Grafana's server runs in an engine that has the language and nothing else: Go is its world.",
      severity: 'error',
      from: { path: '^src/server/', pathNot: TESTS },
      to: { pathNot: ['^src/(core|sources|service|server)/', '^node_modules/(valibot|core-js)/'] },
    },
    {
      name: 'nobody-imports-the-server',
      comment: 'It is a program of its own, bundled for its engine.',
      severity: 'error',
      from: { path: '^(src|collector|dashboards)/', pathNot: ['^src/server/', TESTS] },
      to: { path: '^src/server/' },
    },
    {
      name: 'components-know-no-data-source',
      comment: 'An editor is given the few functions that it needs: then it can be read, and shown, by itself.',
      severity: 'error',
      from: { path: '^src/components/', pathNot: TESTS },
      to: { path: '^src/(sources|service|grafana|datasource|module)' },
    },
    {
      name: 'plugin-without-collector',
      comment: 'The collector is another program, reached over HTTP.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^collector/' },
    },
    {
      name: 'plugin-without-node',
      comment: 'A browser has no Node modules.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'grafana-only-in-the-shell',
      comment: 'Grafana changes on its own schedule: what depends on it stays in a thin shell.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(grafana|components)/', '^src/(module|datasource|types)\\.ts$', TESTS] },
      to: { path: '^node_modules/@grafana/' },
    },
    {
      name: 'collector-without-grafana',
      comment: 'The collector runs in Node: with the plugin it shares the core, the sources and the service.',
      severity: 'error',
      from: { path: '^collector/', pathNot: TESTS },
      to: { path: ['^node_modules/(@grafana|react|react-dom)/', '^src/(?!core/|sources/|service/)'] },
    },
    {
      name: 'product-without-tests',
      comment: 'What is shipped must not need what only tests have.',
      severity: 'error',
      from: { path: '^(src|collector|dashboards)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name is there by chance.',
      severity: 'error',
      from: { path: '^(src|collector|dashboards)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'not-to-dev-packages',
      comment: 'What is shipped must not need what only development has.',
      severity: 'error',
      from: { path: '^(src|collector)/', pathNot: TESTS },
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
