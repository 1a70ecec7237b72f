import { type SavedQuery } from '../../src/core';

/** The nights of `fixtures/nights` that the first queries are asked of. */
export const FIXTURE_NIGHTS = ['flat-only', 'recent-with-diffusion', 'release-branch'];

export const ONE_SERIES = {
  gpuConfig: ['8-gpu-h200'],
  model: ['deepseek-ai/DeepSeek-V3.2'],
  variant: ['TP8+MTP'],
  batchSize: ['8'],
  ioLength: ['4096_512'],
};

export const SOME_SERIES = { gpuConfig: ['8-gpu-h200'], variant: ['TP8'], batchSize: ['8'] };

/** Asked of those nights, with the names of their golden tables. */
export const FIXTURE_QUERIES: ReadonlyArray<[string, SavedQuery]> = [
  ['trend', { metrics: ['output_throughput', 'acc_length'], filter: ONE_SERIES }],
  ['trend of a diffusion suite', { metrics: ['e2e_ms'], filter: { testSuite: ['TestDiffusionServerTwoGpu'] } }],
  ['runs', { kind: 'runs' }],
  ['age of the newest run', { kind: 'runs', as: 'age' }],
  ['GPU configurations behind', { kind: 'runs', as: 'behind' }],
  ['latest', { kind: 'latest', metrics: ['output_throughput', 'ttft_ms'], filter: { ...ONE_SERIES, batchSize: [] } }],
  ['ratio of GPU configurations', { kind: 'ratio' }],
  ['ratio of speculative decoding', { kind: 'ratio', metrics: ['latency_ms'], by: 'speculation' }],
  ['compare with the run before', { kind: 'compare', metrics: ['output_throughput', 'ttft_ms'], filter: ONE_SERIES }],
  [
    'compare with a branch',
    {
      kind: 'compare',
      metrics: ['ttft_ms'],
      filter: { ...ONE_SERIES, variant: [] },
      baseline: { kind: 'branch', value: 'release/v0.5.9' },
    },
  ],
];

/** Asked of nights with a change in them. */
export const CHANGE_QUERIES: ReadonlyArray<[string, SavedQuery]> = [
  ['events', { kind: 'changes', filter: SOME_SERIES }],
  ['incidents', { kind: 'changes', view: 'incidents' }],
  ['series', { kind: 'changes', view: 'series', filter: SOME_SERIES }],
  ['fleet', { kind: 'changes', view: 'fleet' }],
  ['matrix', { kind: 'changes', view: 'matrix' }],
  [
    'trend on a relative scale',
    { metrics: ['output_throughput'], filter: SOME_SERIES, levels: true, scale: 'relative' },
  ],
  ['alerts', { kind: 'changes', view: 'alerts' }],
  ['alerts per series', { kind: 'changes', view: 'alerts', per: 'series', filter: SOME_SERIES }],
  ['trend with its level', { metrics: ['output_throughput'], filter: SOME_SERIES, levels: true }],
  [
    'compare with a week before',
    {
      kind: 'compare',
      metrics: ['output_throughput'],
      filter: SOME_SERIES,
      baseline: { kind: 'text', value: 'days:10' },
    },
  ],
  [
    'compare where nothing changed',
    { kind: 'compare', metrics: ['output_throughput'], filter: SOME_SERIES, baseline: { kind: 'days', value: '5' } },
  ],
];
