import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { makeSeries } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { earliest, entriesOf, isRunnerSuspect, metricThatSays, percentIn } from './incident';

const ONE = makeSeries({ model: 'one' });
const TWO = makeSeries({ model: 'two' });

function fell(id: string, percent: number, said: Partial<ChangeEvent> = {}): ChangeEvent {
  return changeEvent({ id, series: ONE, ...changedBy(percent), ...said });
}

describe('entriesOf', () => {
  it('gives each series with its changes, the strongest first', () => {
    const [small, large, half, double] = [
      fell('small', -5),
      fell('large', -20),
      fell('half', -50, { series: TWO }),
      fell('double', 90, { series: TWO }),
    ] as const;
    expect(entriesOf([small, double, large, half])).toEqual([
      { series: TWO, events: [half, double] },
      { series: ONE, events: [large, small] },
    ]);
  });
});

describe('earliest', () => {
  it('is what was reported first, and of one night what comes first by its id', () => {
    const event = (id: string, reported: number) => fell(id, -5, { reported });
    const first = (...events: ChangeEvent[]) => earliest(events).id;
    expect(first(event('a', 9), event('b', 7), event('c', 8))).toBe('b');
    expect(first(event('c', 7), event('a', 7), event('b', 7))).toBe('a');
    expect(first(event('a', 7), event('c', 7))).toBe('a');
  });
});

describe('metricThatSays', () => {
  const of = (metric: ChangeEvent['metric'], percent: number) => fell(metric, percent, { metric });

  it('is the first of the catalogue among those that changed three quarters as much as the most', () => {
    expect(metricThatSays([of('latency_ms', 10)])).toBe('latency_ms');
    expect(metricThatSays([of('latency_ms', 10), of('output_throughput', -9)])).toBe('output_throughput');
    expect(metricThatSays([of('output_throughput', -9), of('latency_ms', 10)])).toBe('output_throughput');
    // 7 % is less than three quarters of 10 % up.
    expect(metricThatSays([of('output_throughput', -6.8), of('latency_ms', 10)])).toBe('latency_ms');
    expect(metricThatSays([of('output_throughput', -7), of('latency_ms', 10)])).toBe('output_throughput');
    // Half as fast and twice as slow are equally much.
    expect(metricThatSays([of('latency_ms', 100), of('output_throughput', -50)])).toBe('output_throughput');
  });
});

describe('percentIn', () => {
  it('is the largest change in the metric, whichever way, and of all where it has none', () => {
    const events = [
      fell('a', -4),
      fell('b', -6),
      fell('c', 5),
      fell('d', 40, { metric: 'ttft_ms' }),
      fell('e', 20, { metric: 'ttft_ms' }),
    ];
    expect(percentIn('output_throughput', events)).toBe(-6);
    expect(percentIn('ttft_ms', events)).toBe(40);
    expect(percentIn('latency_ms', events)).toBe(40);
    expect(percentIn('output_throughput', [fell('a', -50), fell('b', 90)])).toBe(-50);
  });
});

function fellTogether(model: string, percent: number, gpu_config = 'h200') {
  return changeEvent({ series: makeSeries({ gpu_config, model }), ...changedBy(percent) });
}

const THREE = [fellTogether('a/one', -10), fellTogether('b/two', -10), fellTogether('c/three', -10)];

describe('isRunnerSuspect', () => {
  it.each([
    ['models of three owners that fell alike', THREE, true],
    ['models of two owners', THREE.slice(1), false],
    ['three models of two owners', [...THREE.slice(1), fellTogether('c/four', -10)], false],
    ['a second GPU configuration', [...THREE, fellTogether('a/one', -10, 'b200')], false],
    [
      'one that fell half as much again',
      [fellTogether('a/one', -9), fellTogether('b/two', -6.2), fellTogether('c/three', -7)],
      true,
    ],
    [
      'one that fell more than that',
      [fellTogether('a/one', -10), fellTogether('b/two', -6.2), fellTogether('c/three', -7)],
      false,
    ],
    [
      'one that rose as much as the others fell',
      [fellTogether('a/one', 100), fellTogether('b/two', -50), fellTogether('c/three', -50)],
      true,
    ],
    [
      'an owner of whose models most fell alike',
      [...THREE, fellTogether('a/two', -10), fellTogether('a/three', -50)],
      true,
    ],
  ])('with %s is %j', (_, events, expected) => {
    expect(isRunnerSuspect(events)).toBe(expected);
  });

  it('goes by the test suite where there is no model', () => {
    const suites = ['x', 'y', 'z'].map((test_suite) =>
      changeEvent({ series: makeSeries({ gpu_config: 'h', test_suite }) })
    );
    expect(isRunnerSuspect(suites)).toBe(true);
    expect(isRunnerSuspect(suites.slice(1))).toBe(false);
  });
});
