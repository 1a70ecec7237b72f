import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { nightsOfOneRun, noiseAt, subjectOf } from '../../../tests/support/subjects';
import { finish } from '../../lib/job';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { type Incident } from './incident';
import { incidentsOf } from './incidents';
import { type RememberedIncident } from './rememberedIncidents';

const NIGHTS = 60;
const ONE = makeSeries({ gpu_config: 'h200', model: 'a/one', variant: 'TP8', batch_size: '1' });
const EIGHT = makeSeries({ ...ONE.labels, batch_size: '8' });
const TWO = makeSeries({ ...ONE.labels, model: 'b/two' });
const THREE = makeSeries({ ...ONE.labels, model: 'c/three' });
const ALL = [ONE, EIGHT, TWO, THREE, ...['4', '5', '6', '7'].map((model) => makeSeries({ ...ONE.labels, model }))];

/** A change of a metric of a series from a night on, by a logarithm. */
interface Planted {
  readonly series: Series;
  readonly night: number;
  readonly difference: number;
  readonly metric?: MetricId;
}

const measured: readonly MetricId[] = ['output_throughput', 'acc_length'];

/** The incidents of events, where all series are measured and changes are planted. */
function incidents(planted: readonly Planted[], events: readonly ChangeEvent[]): Incident[] {
  const subjects = ALL.flatMap((series, seed) =>
    measured.map((metric, at) => {
      const values = Array.from({ length: NIGHTS }, (_, night) => {
        const mine = planted.filter(
          (one) => one.series === series && (one.metric ?? 'output_throughput') === metric && night >= one.night
        );
        return Math.exp(
          mine.reduce((sum, { difference }) => sum + difference, 0) + 0.01 * noiseAt(seed + 100 * at, night)
        );
      });
      return subjectOf({ series, metric, values });
    })
  );
  return [
    ...finish(
      incidentsOf({
        events,
        instead: new Map(),
        subjects,
        observed: nightsOfOneRun(NIGHTS),
        dayOf: String,
        remembered: [],
      })
    ).incidents,
  ];
}

function fell(series: Series, night: number, said: Partial<ChangeEvent> = {}): ChangeEvent {
  return changeEvent({
    id: `${series.labels.model} ${series.labels.batch_size} ${night} ${said.metric ?? ''}`,
    series,
    onset: night,
    range: [night, night],
    reported: night + 1,
    ...said,
  });
}

/** What was reported of composites of the series, by the ids of their changes. */
type Reported = Readonly<Record<string, string>>;

/** The ids of incidents whose changes composites reported before, each in an incident of its own. */
function idsAfter(composites: readonly string[], reported: Reported): string[] {
  const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
  const subjects = planted.map(({ series, night, difference }, seed) =>
    subjectOf({
      series,
      values: Array.from({ length: NIGHTS }, (_, at) =>
        Math.exp((at >= night ? difference : 0) + 0.01 * noiseAt(seed, at))
      ),
    })
  );
  const events = [fell(ONE, 30), fell(EIGHT, 30)];
  const remembered = Object.entries(reported).map(([id, event]) => ({
    id,
    events: [event],
    scope: {},
    metric: 'output_throughput' as const,
    reported: '2026-01-01',
  }));
  const instead = new Map(events.map(({ id }) => [id, composites]));
  const observed = nightsOfOneRun(NIGHTS);
  const found = finish(incidentsOf({ events, instead, subjects, observed, dayOf: String, remembered }));
  expect(found.remembered[0]!.events).toEqual([events[0]!.id, ...composites, events[1]!.id]);
  return found.incidents.map(({ id }) => id);
}

describe('what composites reported, and series report now', () => {
  it('stays the incident that it was, whichever of the composites reported it', () => {
    expect(idsAfter(['of the variant', 'of the batch size'], { first: 'of the variant' })).toEqual(['first']);
    expect(idsAfter(['of the variant', 'of the batch size'], { first: 'of the batch size' })).toEqual(['first']);
  });

  it('is the incident that was reported first where there were two', () => {
    const two = { first: 'of the batch size', second: 'of the variant' };
    expect(idsAfter(['of the variant', 'of the batch size'], two)).toEqual(['first']);
  });
});

/** The ids of incidents where a change of `ONE` was reported, was not confirmed, and `EIGHT` shows it a night later. */
function idsOnceWithdrawn(remembered: Partial<RememberedIncident>, withdrawn: Partial<ChangeEvent> = {}): string[] {
  const subjects = ALL.map((series, seed) => {
    const planted = series === ONE || series === EIGHT ? -0.1 : 0;
    const values = Array.from({ length: NIGHTS }, (_, at) =>
      Math.exp((at >= 30 ? planted : 0) + 0.01 * noiseAt(seed, at))
    );
    return subjectOf({ series, values });
  });
  const events = [fell(ONE, 30, { id: 'was', state: 'withdrawn', ...withdrawn }), fell(EIGHT, 31)];
  const reported: RememberedIncident = {
    id: 'first',
    events: ['was'],
    scope: { model: ['a/one'], variant: ['TP8'] },
    metric: 'overall_throughput',
    reported: '2026-01-01',
    ...remembered,
  };
  const observed = nightsOfOneRun(NIGHTS);
  const found = finish(
    incidentsOf({ events, instead: new Map(), subjects, observed, dayOf: String, remembered: [reported] })
  );
  return found.incidents.filter(({ state }) => state === 'open').map(({ id }) => (id === 'first' ? id : 'another'));
}

describe('what was not confirmed, and others show now', () => {
  it('is the incident that was reported, whose scope holds the new one or lies in it', () => {
    expect(idsOnceWithdrawn({})).toEqual(['first']);
    expect(idsOnceWithdrawn({ scope: {} })).toEqual(['first']);
    expect(idsOnceWithdrawn({ scope: { model: ['a/one'], batch_size: ['1'] } })).toEqual(['first']);
  });

  it.each<[string, Partial<RememberedIncident>, Partial<ChangeEvent>]>([
    ['scope', { scope: { model: ['b/two'] } }, {}],
    ['family of metrics', { metric: 'acc_length' }, {}],
    ['time', {}, { onset: 10, range: [10, 10] }],
    ['direction', {}, { better: true }],
  ])('is another one where its %s is another', (_, remembered, withdrawn) => {
    expect(idsOnceWithdrawn(remembered, withdrawn)).toEqual(['another']);
  });
});

describe('incidentsOf', () => {
  it('puts the changes of one cause into one incident, with the runs that it may have begun with', () => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const found = incidents(planted, [fell(ONE, 30), fell(EIGHT, 31, { reported: 33 })]);
    expect(found).toMatchObject([
      {
        better: false,
        state: 'open',
        severity: 'critical',
        isNew: false,
        range: [30, 30],
        previous: 29,
        first: { id: 'a/one 1 30 ' },
        scope: { labels: { model: ['a/one'] }, affected: 2, present: 2 },
        notes: [],
      },
    ]);
    expect(found[0]!.entries.map(({ series }) => series)).toEqual([ONE, EIGHT]);
    expect(Object.keys(found[0]!.scope).sort()).toEqual(['affected', 'labels', 'present']);
  });

  it('has its id from the change that was reported first, of several from the one whose id comes first', () => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const first = (reported: readonly [number, number], ids: readonly [string, string]) =>
      incidents(planted, [
        fell(ONE, 30, { reported: reported[0], id: ids[0] }),
        fell(EIGHT, 30, { reported: reported[1], id: ids[1] }),
      ])[0]!.first.id;
    expect(first([31, 32], ['x', 'b'])).toBe('x');
    expect(first([33, 32], ['a', 'b'])).toBe('b');
    expect(first([32, 32], ['x', 'b'])).toBe('b');
    expect(first([32, 32], ['a', 'b'])).toBe('a');
    const [one] = incidents(planted, [fell(ONE, 30, { id: 'a' })]);
    const [same] = incidents(planted, [fell(ONE, 30, { id: 'a' }), fell(EIGHT, 30, { id: 'b' })]);
    const [other] = incidents(planted, [fell(ONE, 30, { id: 'c' })]);
    expect(same!.id).toBe(one!.id);
    expect(other!.id).not.toBe(one!.id);
  });

  it.each([
    ['of another direction', fell(EIGHT, 30, { better: true, state: 'improved' })],
    ['six nights later', fell(EIGHT, 36)],
    ['six nights earlier', fell(EIGHT, 24)],
    ['of another series', fell(TWO, 30)],
    ['of several series together that are others', fell(makeSeries({ model: 'b/two' }), 30, { members: 3 })],
  ])('takes no change %s into an incident', (_, event) => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const [found] = incidents(planted, [fell(ONE, 30, { z: 20 }), { ...event, z: 1 }]);
    expect(found!.entries.flatMap(({ events }) => events)).toHaveLength(1);
  });

  it.each([
    ['five nights later', fell(EIGHT, 35)],
    ['five nights earlier', fell(EIGHT, 25)],
    ['of several series together that it stands for', fell(makeSeries({ model: 'a/one' }), 30, { members: 3 })],
    ['that was undone', fell(EIGHT, 30, { state: 'recovered' })],
    ['that was undone in part', fell(EIGHT, 30, { state: 'partly recovered' })],
  ])('takes a change %s into an incident', (_, event) => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const [found] = incidents(planted, [fell(ONE, 30, { z: 20 }), { ...event, z: 1 }]);
    expect(found!.entries.flatMap(({ events }) => events)).toHaveLength(2);
  });

  it.each(['withdrawn', 'suspect'] as const)('makes none of a change that is %s', (state) => {
    expect(incidents([{ series: ONE, night: 30, difference: -0.1 }], [fell(ONE, 30, { state })])).toEqual([]);
  });

  it('makes none of a change that the evidence does not bear out', () => {
    expect(incidents([], [fell(ONE, 30)])).toEqual([]);
  });

  it('keeps causes of different nights apart, latest first, and the stronger first of one night', () => {
    const planted = [
      { series: ONE, night: 15, difference: -0.1 },
      { series: TWO, night: 40, difference: -0.1 },
      { series: THREE, night: 40, difference: -0.2 },
    ];
    const found = incidents(planted, [
      fell(ONE, 15, changedBy(-10)),
      fell(TWO, 40, changedBy(-10)),
      fell(THREE, 40, { ...changedBy(-18), z: 18 }),
    ]);
    expect(found.map(({ entries }) => entries[0]!.series)).toEqual([THREE, TWO, ONE]);
  });

  it.each([
    ['open', [{}, { state: 'recovered' as const }]],
    ['open', [{ state: 'partly recovered' as const }]],
    ['over', [{ state: 'recovered' as const }, { state: 'recovered' as const }]],
    ['acknowledged', [{ acknowledgement: { reason: 'known' } }, { state: 'recovered' as const }]],
    ['open', [{ acknowledgement: { reason: 'known' } }, {}]],
  ] as const)('is %s where its changes are %j', (state, said) => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const events = said.map((one, at) => fell([ONE, EIGHT][at]!, 30, one));
    expect(incidents(planted, events)[0]!.state).toBe(state);
  });

  it('is open as long as a gain holds', () => {
    const gain = { state: 'improved', better: true, ...changedBy(10) } as const;
    const planted = [{ series: ONE, night: 30, difference: 0.1 }];
    expect(incidents(planted, [fell(ONE, 30, gain)])).toMatchObject([{ state: 'open', better: true }]);
    expect(incidents(planted, [fell(ONE, 30, { ...gain, ended: 50 })])).toMatchObject([{ state: 'over' }]);
  });

  it('is new where all of it is, and as severe as the worst of it', () => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const found = (first: Partial<ChangeEvent>, second: Partial<ChangeEvent>) =>
      incidents(planted, [fell(ONE, 30, first), fell(EIGHT, 30, second)])[0]!;
    expect(found({ isNew: true }, { isNew: true }).isNew).toBe(true);
    expect(found({ isNew: true }, { isNew: false }).isNew).toBe(false);
    expect(found(changedBy(-3), changedBy(-7))).toMatchObject({ severity: 'major', percent: -7 });
    expect(found(changedBy(-3), changedBy(-4))).toMatchObject({ severity: 'minor', percent: -4 });
    // What was undone already says nothing of what is open.
    expect(found(changedBy(-3), { ...changedBy(-12), state: 'recovered' })).toMatchObject({
      severity: 'minor',
      percent: -3,
    });
  });

  it('lists series and their metrics by how much they changed, whichever way', () => {
    const planted = [ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 }));
    const [found] = incidents(planted, [
      fell(ONE, 30, changedBy(-10)),
      fell(EIGHT, 30, changedBy(-5)),
      // Twice as long is as much as half as fast.
      fell(EIGHT, 30, { ...changedBy(90), metric: 'ttft_ms', id: 'slower' }),
    ]);
    expect(found!.entries.map(({ series }) => series)).toEqual([EIGHT, ONE]);
    expect(found!.entries[0]!.events.map(({ metric }) => metric)).toEqual(['ttft_ms', 'output_throughput']);
  });

  it('says where acceptance length moved with the speed of one of its series, and each other note once', () => {
    const planted = [ONE, EIGHT].flatMap((series) =>
      measured.map((metric) => ({ series, metric, night: 30, difference: -0.1 }))
    );
    const notes = (...events: ChangeEvent[]) => incidents(planted, events)[0]!.notes;
    const accepted = (series: Series) => fell(series, 30, { metric: 'acc_length', z: 30 });
    const explained = [expect.stringContaining('Acceptance length')];
    expect(notes(accepted(ONE), fell(ONE, 30))).toEqual(explained);
    expect(notes(accepted(EIGHT), fell(ONE, 30))).toEqual([]);
    expect(notes(accepted(ONE))).toEqual([]);
    expect(notes(fell(ONE, 30, { notes: ['x', 'y'] }), fell(EIGHT, 30, { notes: ['x'] }))).toEqual(['x', 'y']);
  });

  it('lets speed say which series are concerned, however sure acceptance length is', () => {
    const planted = [
      { series: ONE, metric: 'acc_length' as const, night: 30, difference: -0.2 },
      ...[ONE, EIGHT].map((series) => ({ series, night: 30, difference: -0.1 })),
    ];
    const found = incidents(planted, [
      fell(ONE, 30, { metric: 'acc_length', z: 50 }),
      fell(ONE, 30, { z: 10 }),
      fell(EIGHT, 30, { z: 9 }),
    ]);
    expect(found).toMatchObject([{ scope: { labels: { model: ['a/one'] }, affected: 2 } }]);
  });
});
