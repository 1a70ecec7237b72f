import { nightsOfOneRun } from '../../../testing/subjects';
import { finish } from '../../model/job';
import { makeSeries, type Series } from '../../model/series';
import { activeSeries, type GpuConfig, gpuConfigsOf, presenceOf } from './presence';

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
  return { gpuConfig, nights, series: series.map(([one, seen]) => ({ series: one, nights: seen })) };
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

describe('presenceOf', () => {
  it.each([
    ['always', ALL, undefined],
    ['until the night before the last', from(0, 58), undefined],
    ['until two nights before the last', from(0, 57), 'missing'],
    ['until six nights ago', from(0, 53), 'missing'],
    ['until seven nights ago', from(0, 52), 'stale'],
    ['until 29 nights ago', from(0, 30), 'stale'],
    ['until 30 nights ago', from(0, 29), undefined],
    ['with the last night first', from(59), 'new'],
    ['with the night before the last first', from(58), 'new'],
    ['with the third last night first', from(57), undefined],
    ['in half of the 14 nights before', [...from(44, 49), 57], 'missing'],
    ['in fewer than half of the 14 nights before', [...from(44, 48), 57], undefined],
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
    expect(found).toEqual([{ state: 'stale', gpuConfig: 'h200', series: OTHER, run: 50 }]);
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

  it('says of a whole GPU configuration that it did not run, in one line, and nothing of its series', () => {
    const absent = config([
      [ONE, from(0, 57)],
      [OTHER, from(0, 40)],
    ]);
    expect(presenceOf([absent, config([[ONE, ALL]], 'b200')], OBSERVED)).toEqual([
      { state: 'not run', gpuConfig: 'h200', run: 57 },
    ]);
  });

  it.each([
    ['in seven of the last 15 nights', [...from(0, 40), ...from(45, 51)], true],
    ['in six of them', [...from(0, 40), ...from(45, 50)], false],
    ['until two weeks ago', from(0, 44), false],
  ])('calls a GPU configuration that ran %s regular: %j', (_, seen, expected) => {
    const found = presenceOf([config([[ONE, seen]]), config([[ONE, ALL]], 'b200')], OBSERVED);
    expect(found.length > 0).toBe(expected);
  });

  it('wants half of the nights where there are fewer than two weeks', () => {
    const short = nightsOfOneRun(7);
    const ran = (seen: number[]) => presenceOf([config([[ONE, seen]])], short).map(({ state }) => state);
    expect(ran([0, 2, 4])).toEqual(['not run']);
    expect(ran([0, 2])).toEqual([]);
  });
});

describe('activeSeries', () => {
  it('are those seen within the last 30 nights of their GPU configuration', () => {
    const active = activeSeries([
      config([
        [ONE, ALL],
        [OTHER, from(0, 30)],
      ]),
      config([[OTHER, from(0, 9)]], 'b200'),
    ]);
    expect(active).toEqual([ONE, OTHER, OTHER]);
    expect(
      activeSeries([
        config([
          [ONE, ALL],
          [OTHER, from(0, 29)],
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
          { series: ONE, nights: [0, 2] },
          { series: OTHER, nights: [1, 2] },
        ],
      },
      { gpuConfig: 'b200', nights: [3], series: [{ series: b200, nights: [3] }] },
    ]);
  });

  it('knows a series without a GPU configuration by no name', () => {
    const bare = makeSeries({ model: 'm' });
    expect(finish(gpuConfigsOf([columns(bare, [4])], OBSERVED))).toMatchObject([{ gpuConfig: '', nights: [4] }]);
  });
});
