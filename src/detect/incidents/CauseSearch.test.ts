import { changeEvent } from '../../../tests/support/changeEvents';
import { nightsOfOneRun, noiseAt, subjectOf } from '../../../tests/support/subjects';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { CauseSearch } from './CauseSearch';
import { type ChangeEvent } from '../events/changeEvent';

const NIGHTS = 40;
const ONSET = 20;

/** Values in noise of 1 % that differ by a logarithm from a night on; `seed` makes the noise its own. */
function values(difference: number, seed: number, onset = ONSET): number[] {
  return Array.from({ length: NIGHTS }, (_, night) =>
    Math.exp((night >= onset ? difference : 0) + 0.01 * noiseAt(seed, night))
  );
}

interface Planted {
  readonly series: Series;
  readonly metric?: MetricId;
  readonly difference: number;
  readonly seed: number;
}

function search(planted: readonly Planted[]): CauseSearch {
  const subjects = planted.map(({ difference, seed, ...rest }) =>
    subjectOf({ ...rest, values: values(difference, seed) })
  );
  return new CauseSearch(subjects, nightsOfOneRun(NIGHTS));
}

function models(count: number): Series[] {
  return Array.from({ length: count }, (_, at) => makeSeries({ model: `m${at}`, batch_size: '1' }));
}

function event(series: Series, said: Partial<ChangeEvent> = {}): ChangeEvent {
  return changeEvent({ series, onset: ONSET, range: [ONSET, ONSET], ...said });
}

describe('CauseSearch', () => {
  it.each([1, 5, 8, 40])(
    'believes in a cause of %d series from the certainty on that so many looks require',
    (count) => {
      const required = Math.sqrt(4.5 ** 2 + 2 * Math.log(Math.max(1, 0.3 * count)));
      const certainties = Array.from({ length: 100 }, (_, changePoint) => {
        const difference = (-0.0003 * changePoint) / Math.sqrt(count);
        const planted = models(count).map((series, seed) => ({ series, seed, difference }));
        return search(planted).causeOf(event(planted[0]!.series))?.scope.z;
      });
      const least = Math.min(...certainties.filter((z) => z !== undefined));
      expect(certainties[0]).toBeUndefined();
      expect(least).toBeGreaterThanOrEqual(required);
      expect(least - required).toBeLessThan(0.5);
    }
  );

  it.each([
    [2, true],
    [5, true],
    [6, true],
    [8, true],
  ])('names the models that bear it out: %d of 8 is %j', (changed, expected) => {
    const planted = models(8).map((series, at) => ({ series, seed: at, difference: at < changed ? -0.05 : 0 }));
    const cause = search(planted).causeOf(event(planted[0]!.series));
    expect(cause !== undefined).toBe(expected);
    expect(cause!.scope.present).toBe(changed === 6 ? cause!.scope.affected : changed);
  });

  it.each<[MetricId, number, boolean, boolean]>([
    ['output_throughput', -0.05, false, true],
    ['output_throughput', -0.05, true, false],
    ['output_throughput', 0.05, true, true],
    ['output_throughput', 0.05, false, false],
    ['latency_ms', 0.05, false, true],
    ['latency_ms', 0.05, true, false],
    ['latency_ms', -0.05, true, true],
    ['latency_ms', -0.05, false, false],
  ])(
    'wants the evidence of %s to go the way of the event: %d, better %j, is %j',
    (metric, difference, better, expected) => {
      const [series] = models(1) as [Series];
      const cause = search([{ series, metric, difference, seed: 1 }]).causeOf(event(series, { metric, better }));
      expect(cause !== undefined).toBe(expected);
    }
  );

  it('dates a cause by all its members together, and says when else it may have begun', () => {
    const sharp = search(models(6).map((series, seed) => ({ series, seed, difference: -0.08 })));
    // The event itself is off by some nights.
    const [series] = models(1) as [Series];
    expect(sharp.causeOf(event(series, { onset: 22, range: [21, 24] }))).toMatchObject({ night: 20, nights: [20, 20] });
    const dull = search([{ series, seed: 3, difference: -0.02 }]);
    const found = dull.causeOf(event(series))!;
    expect(found.nights[0]).toBeLessThanOrEqual(found.night);
    expect(found.nights[1]).toBeGreaterThanOrEqual(found.night);
    expect(found.nights[1] - found.nights[0]).toBeGreaterThan(0);
    expect(found.nights[0]).toBeGreaterThanOrEqual(15);
    expect(found.nights[1]).toBeLessThanOrEqual(25);
  });

  it.each([8, 38])('looks for a cause at either end of the nights: %d', (onset) => {
    const [series] = models(1) as [Series];
    const subject = subjectOf({ series, values: values(-0.2, 1, onset) });
    const cause = new CauseSearch([subject], nightsOfOneRun(NIGHTS)).causeOf(
      event(series, { onset, range: [onset, onset] })
    );
    expect(cause).toMatchObject({ night: onset });
    expect(cause!.nights[0]).toBeGreaterThanOrEqual(1);
    expect(cause!.nights[1]).toBeLessThan(NIGHTS);
  });

  it('explains nothing twice', () => {
    const [one, other] = models(2) as [Series, Series];
    const found = search([
      { series: one, seed: 1, difference: -0.05 },
      { series: other, seed: 2, difference: -0.05 },
    ]);
    const cause = found.causeOf(event(one))!;
    expect(cause.scope.labels).toEqual({});
    found.explain(cause, ['output_throughput']);
    // What is explained says nothing of others any more: a further change is seen by itself, if it is certain.
    expect(found.causeOf(event(one))!.scope.labels).toEqual({ model: ['m0'], batch_size: ['1'] });
    expect(found.causeOf(event(other, { z: 4 }))).toBeUndefined();
  });

  describe('among metrics that are one measurement', () => {
    const [one, other] = models(2) as [Series, Series];

    /** The event is seen in `own`, weakly in one of two series; another metric shows it in both, clearly. */
    function metricOf(own: MetricId, clearer: MetricId, weak = 0.03): MetricId | undefined {
      const sign = (metric: MetricId) => (metric.endsWith('_ms') ? 1 : -1);
      return search([
        { series: one, metric: own, seed: 1, difference: sign(own) * weak },
        { series: other, metric: own, seed: 2, difference: 0 },
        { series: one, metric: clearer, seed: 3, difference: sign(clearer) * 0.1 },
        { series: other, metric: clearer, seed: 4, difference: sign(clearer) * 0.1 },
      ]).causeOf(event(one, { metric: own }))?.metric.id;
    }

    it.each<[MetricId, MetricId, MetricId]>([
      ['ttft_ms', 'input_throughput', 'input_throughput'],
      ['ttft_ms', 'output_throughput', 'ttft_ms'],
      ['output_throughput', 'latency_ms', 'latency_ms'],
      ['avg_denoise_ms', 'e2e_ms', 'e2e_ms'],
      ['output_throughput', 'acc_length', 'output_throughput'],
      ['acc_length', 'output_throughput', 'acc_length'],
      ['output_throughput', 'e2e_ms', 'output_throughput'],
      ['e2e_ms', 'latency_ms', 'e2e_ms'],
    ])('what is seen in %s and more clearly in %s is explained by %s', (own, clearer, expected) => {
      expect(metricOf(own, clearer)).toBe(expected);
    });

    it('stays with its own metric where the others show less', () => {
      const found = search([
        { series: one, metric: 'output_throughput', seed: 1, difference: -0.1 },
        { series: one, metric: 'ttft_ms', seed: 2, difference: 0.02 },
        { series: one, metric: 'latency_ms', seed: 3, difference: 0.05 },
        { series: one, metric: 'overall_throughput', seed: 4, difference: 0 },
      ]).causeOf(event(one));
      expect(found?.metric.id).toBe('output_throughput');
    });

    it('looks at the others where its own is almost certain, and not where it is far from it', () => {
      const alone = (weak: number) =>
        search([
          { series: one, metric: 'ttft_ms', seed: 1, difference: weak },
          { series: other, metric: 'ttft_ms', seed: 2, difference: 0 },
        ]).causeOf(event(one, { metric: 'ttft_ms' }));
      expect(alone(0.007)).toBeUndefined();
      expect(metricOf('ttft_ms', 'input_throughput', 0.007)).toBe('input_throughput');
      expect(metricOf('ttft_ms', 'input_throughput', 0.003)).toBeUndefined();
    });
  });

  describe('of a change whose scope is not the best one', () => {
    const planted = models(8);
    const [one] = planted as [Series];
    const required = Math.sqrt(4.7 ** 2 + 2 * Math.log(2.4)) + 0.8;

    /** What is said of a change of `one`, where all others change much the other way. */
    const causeAmidst = (metric: MetricId, own: number, isKnown = false) =>
      search(
        planted.map((series, seed) => ({
          series,
          metric,
          seed,
          difference: series === one ? own : own < 0 ? 0.5 : -0.5,
        }))
      ).causeOf(event(one, { metric, better: own > 0 === (metric === 'output_throughput') }), isKnown);

    it.each<[MetricId, number]>([
      ['output_throughput', -1],
      ['output_throughput', 1],
      ['latency_ms', 1],
      ['latency_ms', -1],
    ])('is its series alone, where that is certain enough: %s, %d', (metric, sign) => {
      const causes = Array.from({ length: 40 }, (_, at) => causeAmidst(metric, sign * (0.0004 + 0.0008 * at)));
      const certain = causes.flatMap((cause) => cause ?? []);
      expect(causes[0]).toBeUndefined();
      expect(certain.length).toBeGreaterThan(5);
      const least = Math.min(...certain.map(({ scope }) => scope.z));
      expect(least).toBeGreaterThanOrEqual(required);
      expect(least - required).toBeLessThan(0.3);
      expect(certain[0]!.scope).toMatchObject({
        affected: 1,
        present: 1,
        labels: { model: ['m0'], batch_size: ['1'] },
      });
    });

    it('is its series alone where it was reported, however little shows it', () => {
      const known = causeAmidst('output_throughput', -0.0004, true)!;
      expect(known.scope.labels).toEqual({ model: ['m0'], batch_size: ['1'] });
      const other = search(planted.map((series, seed) => ({ series, seed, difference: 0.5 })));
      expect(other.causeOf(event(one))).toBeUndefined();
      expect(other.causeOf(event(one), true)!.scope.labels).toEqual({ model: ['m0'], batch_size: ['1'] });
    });

    it('is what it was found in, where nothing is measured of it', () => {
      const quiet = search(planted.map((series, seed) => ({ series, seed, difference: 0 })));
      const said = { onset: 22, range: [21, 24], z: 9 } as const;
      const together = event(makeSeries({ model: 'm0', variant: 'x' }), { ...said, members: 3 });
      expect(quiet.causeOf(together)).toBeUndefined();
      const { scope, ...when } = quiet.causeOf(together, true)!;
      expect(when).toMatchObject({ night: 22, nights: [21, 24], metric: { id: 'output_throughput' } });
      expect(scope).toMatchObject({
        labels: { model: ['m0'], variant: ['x'] },
        difference: expect.closeTo(Math.log(0.9), 12),
        gain: 40.5,
        z: 9,
        affected: 3,
        present: 3,
      });
      const included = (labels: Readonly<Record<string, string>>) => scope.includes(makeSeries(labels));
      expect(included({ model: 'm0', variant: 'x', batch_size: '8' })).toBe(true);
      expect(included({ model: 'm0', variant: 'y' })).toBe(false);
      expect(included({ model: 'm1', variant: 'x' })).toBe(false);
      // Of one series it is believed if it is certain enough by itself.
      const unmeasured = (z: number) => quiet.causeOf(event(makeSeries({ model: 'gone' }), { z }));
      expect(unmeasured(required - 0.01)).toBeUndefined();
      expect(unmeasured(required + 0.01)!.scope.present).toBe(1);
    });

    it.each([
      [3, [1, 8]],
      [20, [15, 25]],
      [37, [32, 39]],
    ])('may have begun within five nights of %d: %j', (onset, nights) => {
      const quiet = search(planted.map((series, seed) => ({ series, seed, difference: 0 })));
      expect(quiet.causeOf(event(one, { onset, range: [onset, onset] }), true)!.nights).toEqual(nights);
    });
  });

  it('looks at a drift between the halves of its time, and dates it with all of it', () => {
    const [series] = models(1) as [Series];
    const found = search([{ series, seed: 1, difference: -0.022 }]);
    const drifts = event(series, { state: 'drift', onset: 10, range: [10, 30] });
    expect(found.causeOf(drifts)).toMatchObject({ night: 10, nights: [10, 30] });
    // At its first night alone it is not certain.
    expect(found.causeOf(event(series, { onset: 10, range: [10, 30], z: 4 }))).toBeUndefined();
  });

  it('names what all series share by what tells them from series without that metric', () => {
    const measured = models(3).map((series, seed) => ({ series, seed, difference: -0.1 }));
    const others = ['x', 'y'].map((suite, seed) => ({
      series: makeSeries({ test_suite: suite }),
      metric: 'e2e_ms' as const,
      seed,
      difference: 0,
    }));
    const labelsAmong = (planted: readonly Planted[]) =>
      search(planted).causeOf(event(measured[0]!.series))!.scope.labels;
    expect(labelsAmong(measured)).toEqual({});
    const alike = [0, 1, 2].map((at) => ({
      ...measured[at]!,
      series: makeSeries({ ...measured[at]!.series.labels, gpu_config: 'h200' }),
    }));
    const found = search([...alike, ...others]).causeOf(event(alike[0]!.series))!;
    expect(found.scope.labels).toEqual({ gpu_config: ['h200'] });
  });
});
