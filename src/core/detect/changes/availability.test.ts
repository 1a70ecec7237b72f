import { nightsOfOneRun } from '../../../testing/subjects';
import { finish } from '../../model/job';
import { makeSeries, type Series } from '../../model/series';
import { type NightTable } from '../../flatten/nightTable';
import { type Acknowledgement } from './acknowledgement';
import { type AbsentSeries, availabilityOf } from './availability';
import { type GpuConfig, gpuConfigsOf } from './gpuConfigs';
import { type ObservedNights } from './observedNights';

const NIGHTS = 60;
const OBSERVED = nightsOfOneRun(NIGHTS);
const ALL = [...OBSERVED.nights.keys()];
const ONE = makeSeries({ gpu_config: 'h200', batch_size: '1' });
const OTHER = makeSeries({ gpu_config: 'h200', batch_size: '8' });

function from(first: number, last = NIGHTS - 1): number[] {
  return ALL.filter((night) => night >= first && night <= last);
}

function config(series: ReadonlyArray<readonly [Series, readonly number[]]>, gpuConfig = 'h200'): GpuConfig {
  const nights = [...new Set(series.flatMap(([, seen]) => seen))].sort((a, b) => a - b);
  return {
    gpuConfig,
    nights,
    series: series.map(([one, seen]) => ({ series: one, nights: seen, lastGood: seen.at(-1)! })),
  };
}

/** A table of runs, one a night, as far as availability looks at it. */
function runsOf(count: number, workflowOf: (night: number) => string = () => ''): NightTable {
  const runs = Array.from({ length: count }, (_, night) => ({
    run: {
      id: `${night}`,
      attempt: 1,
      time: night,
      commit: '',
      branch: 'main',
      event: '',
      conclusion: '',
      workflow: workflowOf(night),
    },
    models: 1,
    benchmarks: 1,
    issues: 0,
  }));
  return { runs, series: [], duplicateRuns: 0 };
}

function presenceOf(configs: readonly GpuConfig[], observed: ObservedNights): AbsentSeries[] {
  return [...availabilityOf(configs, observed, runsOf(observed.nights.length)).absences];
}

function activeSeries(configs: readonly GpuConfig[]): readonly Series[] {
  return availabilityOf(configs, OBSERVED, runsOf(NIGHTS)).active;
}

/** What is said of a series beside one that always ran. */
function stateOf(seen: readonly number[]): string | undefined {
  const found = presenceOf(
    [
      config([
        [ONE, ALL],
        [OTHER, seen],
      ]),
    ],
    OBSERVED
  );
  return found.find(({ series }) => series === OTHER)?.state;
}

describe('availabilityOf', () => {
  it.each([
    ['always', ALL, undefined],
    ['until the night before the last', from(0, 58), undefined],
    ['until two nights before the last', from(0, 57), 'missing'],
    ['until six nights ago', from(0, 53), 'missing'],
    ['until 13 nights ago', from(0, 46), 'missing'],
    ['until 14 nights ago', from(0, 45), 'ended'],
    ['until 30 nights ago', from(0, 29), 'ended'],
    ['with the last night first', from(59), 'new'],
    ['with the night before the last first', from(58), 'new'],
    ['with the third last night first', from(57), undefined],
    ['in half of the 14 nights before', [...from(44, 49), 57], 'missing'],
    ['in fewer than half of the 14 nights before', [...from(44, 48), 57], undefined],
    ['seldom, and not for a week', [...from(30, 33), 52], 'missing'],
    ['in half of the 14 nights before, and not in those before them', from(51, 57), 'missing'],
    ['often, but long before', [...from(0, 43), 57], undefined],
  ])('of a series that ran %s says %s', (_, seen, expected) => {
    expect(stateOf(seen)).toBe(expected);
  });

  it('calls nothing new in the first ten nights of a GPU configuration', () => {
    const young = (count: number) =>
      presenceOf(
        [
          config([
            [ONE, from(NIGHTS - count)],
            [OTHER, from(59)],
          ]),
        ],
        OBSERVED
      ).map(({ state }) => state);
    expect(young(9)).toEqual([]);
    expect(young(10)).toEqual(['new']);
  });

  it('names the run that a series was last seen in, or first where it is new', () => {
    const found = presenceOf(
      [
        config([
          [ONE, ALL],
          [OTHER, from(0, 50)],
        ]),
      ],
      OBSERVED
    );
    expect(found).toEqual([{ state: 'missing', gpuConfig: 'h200', series: OTHER, run: 50 }]);
    expect(
      presenceOf(
        [
          config([
            [ONE, ALL],
            [OTHER, from(58)],
          ]),
        ],
        OBSERVED
      )
    ).toMatchObject([{ state: 'new', run: 58 }]);
  });

  it('says of a whole GPU configuration that it did not run, for as long as it does not, and nothing of its series', () => {
    const absent = (last: number) => config([[ONE, from(0, last)]]);
    for (const last of [58, 57, 50, 30, 5]) {
      expect(presenceOf([absent(last), config([[ONE, ALL]], 'b200')], OBSERVED)).toEqual([
        { state: 'not run', gpuConfig: 'h200', run: last },
      ]);
    }
  });

  it.each([
    ['in seven of 14 nights', [...from(0, 30), ...from(45, 51)], true],
    ['in six of them', [...from(0, 30), ...from(46, 51)], false],
    ['until two weeks ago', from(0, 44), true],
    ['once', from(3, 3), false],
  ])('calls a GPU configuration that ran %s regular: %j', (_, seen, expected) => {
    const found = presenceOf([config([[ONE, seen]]), config([[ONE, ALL]], 'b200')], OBSERVED);
    expect(found.length > 0).toBe(expected);
  });

  it('lets a run of one machine that somebody started make nothing absent', () => {
    const isUsual = new Uint8Array(NIGHTS).fill(1);
    isUsual.fill(0, 56);
    const found = presenceOf([config([[ONE, from(0, 55)]]), config([[ONE, ALL]], 'b200')], { ...OBSERVED, isUsual });
    expect(found).toEqual([]);
  });

  it('lets the runs of one workflow say nothing of what another measures', () => {
    const found = availabilityOf(
      [
        config([[ONE, ALL.filter((night) => night % 2 === 0)]]),
        config([[ONE, ALL.filter((night) => night % 2 === 1)]], 'b200'),
      ],
      OBSERVED,
      runsOf(NIGHTS, (night) => (night % 2 === 0 ? 'a.yml' : 'b.yml'))
    );
    expect(found.absences).toEqual([]);
  });

  it('says that a series fails whose last row has no value above 0, and counts it for its model', () => {
    const dead = {
      ...config([
        [ONE, ALL],
        [OTHER, ALL],
      ]),
    };
    const failing = {
      ...dead,
      series: dead.series.map((one) => (one.series === OTHER ? { ...one, lastGood: 55 } : one)),
    };
    const found = availabilityOf([failing], OBSERVED, runsOf(NIGHTS));
    expect(found.absences).toMatchObject([{ state: 'failed', series: OTHER, run: 55 }]);
    expect(found.failing).toMatchObject([
      { labels: { gpu_config: 'h200' }, failed: 1, missing: 0, series: 2, run: 55 },
    ]);
  });

  it('is silent on what is acknowledged by its labels', () => {
    const acknowledgements: Acknowledgement[] = [{ labels: { gpu_config: 'h200' }, reason: 'gone' }];
    const found = availabilityOf(
      [config([[ONE, from(0, 40)]]), config([[ONE, ALL]], 'b200')],
      OBSERVED,
      runsOf(NIGHTS),
      acknowledgements
    );
    expect(found.absences).toMatchObject([{ state: 'not run', acknowledgement: { reason: 'gone' } }]);
  });

  it('makes one finding of a changed workload, and none of its series missing', () => {
    const sizes = ['1', '8', '16', '64'].map((size) =>
      makeSeries({ gpu_config: 'h200', model: 'm', batch_size: size })
    );
    const longer = ['1', '8'].map((size) =>
      makeSeries({ gpu_config: 'h200', model: 'm', batch_size: size, input_len: '8' })
    );
    const found = availabilityOf(
      [config([...sizes.map((one) => [one, from(0, 56)] as const), ...longer.map((one) => [one, from(57)] as const)])],
      OBSERVED,
      runsOf(NIGHTS)
    );
    expect(found.workloadChanges).toEqual([{ run: 57, ended: sizes, began: longer }]);
    expect(found.absences.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(found.active).toEqual(longer);
    expect(found.failing).toEqual([]);
  });
});

describe('the active series', () => {
  it('are those that were not taken out of the nightly run', () => {
    const active = activeSeries([
      config([
        [ONE, ALL],
        [OTHER, from(0, 46)],
      ]),
      config([[OTHER, from(0, 9)]], 'b200'),
    ]);
    expect(active).toEqual([ONE, OTHER, OTHER]);
    expect(
      activeSeries([
        config([
          [ONE, ALL],
          [OTHER, from(0, 45)],
        ]),
      ])
    ).toEqual([ONE]);
  });
});

describe('gpuConfigsOf', () => {
  const columns = (series: Series, runs: number[]) => ({ series, runs: Uint32Array.from(runs), values: {} });

  it('gives the nights in which each ran, ascending and each once, without runs of other branches', () => {
    const nightOfRun = Int32Array.from([0, 1, -1, 2, 1, 3]);
    const observed = { ...OBSERVED, nightOfRun };
    const b200 = makeSeries({ gpu_config: 'b200' });
    const found = finish(
      gpuConfigsOf(
        [columns(ONE, [0, 2, 3]), columns(b200, [5]), columns(OTHER, [1, 3, 4]), columns(makeSeries({}), [2])],
        observed
      )
    );
    expect(found).toEqual([
      {
        gpuConfig: 'h200',
        nights: [0, 1, 2],
        series: [
          { series: ONE, nights: [0, 2], lastGood: -1 },
          { series: OTHER, nights: [1, 2], lastGood: -1 },
        ],
      },
      { gpuConfig: 'b200', nights: [3], series: [{ series: b200, nights: [3], lastGood: -1 }] },
    ]);
  });

  it('knows a series without a GPU configuration by no name', () => {
    const bare = makeSeries({ model: 'm' });
    expect(finish(gpuConfigsOf([columns(bare, [4])], OBSERVED))).toMatchObject([{ gpuConfig: '', nights: [4] }]);
  });
});
