import { nightsOfOneRun } from '../../../tests/support/subjects';
import { makeSeries, type Series } from '../../model/series';
import { type NightTable } from '../../table/nightTable';
import { type Acknowledgement } from '../events/acknowledgement';
import { absenceId, type AbsentSeries, availabilityOf } from './availability';
import { type GpuConfig } from '../observed/gpuConfigs';
import { type ObservedNights } from '../observed/observedNights';

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

/** What is said where a series ran beside one that always did. */
function besideOne(seen: readonly number[]): AbsentSeries[] {
  const both = config([
    [ONE, ALL],
    [OTHER, seen],
  ]);
  return presenceOf([both], OBSERVED);
}

function stateOf(seen: readonly number[]): string | undefined {
  const found = besideOne(seen);
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
    expect(besideOne(from(0, 50))).toEqual([{ state: 'missing', gpuConfig: 'h200', series: OTHER, run: 50 }]);
    expect(besideOne(from(58))).toMatchObject([{ state: 'new', run: 58 }]);
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

  it('dates what fails with the last good night, and what is missing with the last one, whatever it was', () => {
    const [failing] = [
      config([
        [ONE, ALL],
        [OTHER, from(0, 50)],
      ]),
    ].map((one) => ({
      ...one,
      series: one.series.map((each) => ({ ...each, lastGood: 40 })),
    }));
    const found = availabilityOf([failing!], OBSERVED, runsOf(NIGHTS));
    expect(found.absences).toMatchObject([
      { state: 'failed', series: ONE, run: 40 },
      { state: 'missing', series: OTHER, run: 50 },
    ]);
    const never = { ...failing!, series: failing!.series.map((each) => ({ ...each, lastGood: -1 })) };
    expect(availabilityOf([never], OBSERVED, runsOf(NIGHTS)).absences[0]).toMatchObject({ state: 'failed', run: 0 });
  });

  it('counts what fails and what is missing for each model on each GPU configuration', () => {
    const of = (labels: Readonly<Record<string, string>>, last = NIGHTS - 1) =>
      [makeSeries({ gpu_config: 'h200', ...labels }), from(0, last)] as const;
    const h200 = config([
      of({ model: 'a', batch_size: '1' }, 57),
      of({ model: 'a', batch_size: '8' }, 50),
      of({ model: 'a', batch_size: '16' }),
      of({ model: 'b' }, 57),
      of({ model: 'c' }),
      of({ test_suite: 's', test_name: 'x' }, 57),
      of({ test_suite: 's', test_name: 'y' }, 45),
      of({ test_suite: 's', test_name: 'z' }),
    ]);
    const b200 = config([of({ gpu_config: 'b200', model: 'b' }), of({ gpu_config: 'b200', model: 'c' }, 56)], 'b200');
    const found = availabilityOf([h200, b200], OBSERVED, runsOf(NIGHTS));
    const line = (labels: object, missing: number, series: number, run: number) => ({
      id: absenceId(labels as Record<string, string>, 'failing'),
      labels,
      failed: 0,
      missing,
      series,
      run,
      acknowledgement: undefined,
    });
    expect(found.failing).toEqual([
      line({ gpu_config: 'h200', model: 'a' }, 2, 3, 50),
      line({ gpu_config: 'h200', model: 'b' }, 1, 1, 57),
      line({ gpu_config: 'h200', test_suite: 's' }, 1, 2, 57),
      line({ gpu_config: 'b200', model: 'c' }, 1, 1, 56),
    ]);
    expect([...found.ended]).toEqual([makeSeries({ gpu_config: 'h200', test_suite: 's', test_name: 'y' }).id]);
    const bare = config(
      [
        [makeSeries({ model: 'd' }), from(0, 57)],
        [makeSeries({ model: 'e' }), ALL],
      ],
      ''
    );
    expect(availabilityOf([bare], OBSERVED, runsOf(NIGHTS)).failing).toMatchObject([{ labels: { model: 'd' } }]);
  });

  it('acknowledges a failing model where all of it is acknowledged, or it itself', () => {
    const of = (size: string, last: number) =>
      [makeSeries({ gpu_config: 'h200', model: 'a', batch_size: size }), from(0, last)] as const;
    const configs = [config([of('1', 57), of('8', 57), of('16', NIGHTS - 1)])];
    const reasons = (...acknowledgements: Acknowledgement[]) =>
      availabilityOf(configs, OBSERVED, runsOf(NIGHTS), acknowledgements).failing.map(
        ({ acknowledgement }) => acknowledgement?.reason
      );
    expect(reasons({ labels: { batch_size: '1' }, reason: 'one' })).toEqual([undefined]);
    expect(reasons({ labels: { model: 'a', state: 'missing' }, reason: 'both' })).toEqual(['both']);
    const id = absenceId({ model: 'a', gpu_config: 'h200' }, 'failing');
    expect(reasons({ id, reason: 'it' })).toEqual(['it']);
    expect(reasons({ id: absenceId({ model: 'a', gpu_config: 'h200' }, 'missing'), reason: 'no' })).toEqual([
      undefined,
    ]);
  });

  it('goes by the usual runs of the workflow that measured a GPU configuration last', () => {
    const isUsual = Uint8Array.from(ALL, (night) => (night >= 40 ? 0 : 1));
    const workflowOf = (night: number) => (night >= 20 && night < 40 ? 'b.yml' : 'a.yml');
    const absences = (first: number, last: number, usual = isUsual, workflow: (night: number) => string = workflowOf) =>
      availabilityOf([config([[ONE, from(first, last)]])], { ...OBSERVED, isUsual: usual }, runsOf(NIGHTS, workflow))
        .absences;
    // The second one took over: by its nights alone it stopped.
    expect(absences(0, 30)).toMatchObject([{ state: 'not run', run: 30 }]);
    // By the first one, which had no other night, it did not.
    expect(absences(0, 19)).toEqual([]);
    // What somebody started later does not decide which workflow that is.
    expect(absences(0, 45)).toEqual([]);
    expect(
      absences(
        0,
        45,
        Uint8Array.from(ALL, (night) => (night === 45 ? 0 : 1)),
        (night) => (night === 45 ? 'x' : 'a')
      )
    ).toMatchObject([{ state: 'not run', run: 45 }]);
    // What was never measured by a usual run is not missed.
    expect(absences(50, 55)).toEqual([]);
    expect(
      absences(
        0,
        9,
        Uint8Array.from(ALL, (night) => (night < 12 ? 0 : 1))
      )
    ).toEqual([]);
  });

  it('takes a run that is no usual one of its night for none of its workflow', () => {
    const nights = ALL.map((night) => (night === 59 ? [59, 60] : [night]));
    const isUsual = new Uint8Array(61).fill(1, 0, 60);
    const observed = { ...OBSERVED, nights, isUsual, nightOfRun: Int32Array.from([...ALL, 59]) };
    const found = availabilityOf(
      [config([[ONE, from(0, 40)]])],
      observed,
      runsOf(61, (run) => (run === 60 || run <= 40 ? 'a.yml' : 'b.yml'))
    );
    expect(found.absences).toEqual([]);
  });

  it('misses a series later that only runs by hand measured', () => {
    const isUsual = Uint8Array.from(ALL, (night) => (night < 50 ? 0 : 1));
    const missing = (nights: number) => {
      const observed = { ...OBSERVED, isUsual, nights: OBSERVED.nights.slice(0, nights) };
      const configs = [
        config([
          [ONE, from(0, nights - 1)],
          [OTHER, from(0, 49)],
        ]),
      ];
      return availabilityOf(configs, observed, runsOf(nights)).absences.map(({ state }) => state);
    };
    expect(missing(56)).toEqual([]);
    expect(missing(57)).toEqual(['missing']);
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
    expect([...found.ended]).toEqual(sizes.map(({ id }) => id));
  });

  it('calls none of the series new that a changed workload begins with', () => {
    const [before, after, other] = ['1', '8', '64'].map((size) =>
      makeSeries({ gpu_config: 'h200', model: size === '64' ? 'n' : 'm', batch_size: size })
    ) as [Series, Series, Series];
    const found = availabilityOf(
      [
        config([
          [ONE, ALL],
          [before, from(0, 58)],
          [after, from(59)],
          [other, from(59)],
        ]),
      ],
      OBSERVED,
      runsOf(NIGHTS)
    );
    expect(found.workloadChanges).toEqual([{ run: 59, ended: [before], began: [after] }]);
    expect(found.absences.map(({ state, series }) => [state, series])).toEqual([
      ['ended', before],
      ['new', other],
    ]);
  });
});

describe('absenceId', () => {
  it('is the same in whatever order labels come, and another for other labels and states', () => {
    const id = absenceId({ model: 'a', gpu_config: 'h200' }, 'failing');
    expect(absenceId({ gpu_config: 'h200', model: 'a' }, 'failing')).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(new Set([id, absenceId({ model: 'b' }, 'failing'), absenceId({ model: 'b' }, 'missing')]).size).toBe(3);
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
