import { changePoint, contextOf, type Found, foundIn, SERIES } from '../../../tests/support/foundChanges';
import { type MetricId } from '../../catalogue/metrics';
import { smallestDetectable } from '../levels/smallestDetectable';
import { type EventContext } from './eventContext';
import { eventsOf, observationOf } from './eventsOf';
import { eventId, type RememberedEvent } from './rememberedEvents';
import { remember, withdrawnEvent } from '../incidents/remember';

function events(found: Found, context: EventContext = contextOf()) {
  return eventsOf(foundIn(found), context);
}

describe('eventsOf', () => {
  it('describes a change point in the unit of its metric, with its interval and its runs', () => {
    const [event] = events({ changePoints: [changePoint(30, -12, Math.log(200))] });
    const { analysis, options } = foundIn({});
    expect(event).toMatchObject({
      id: eventId(SERIES.id, 'output_throughput', false, '129'),
      series: SERIES,
      metric: 'output_throughput',
      members: 1,
      state: 'regressed',
      better: false,
      severity: 'critical',
      z: 7,
      onset: 30,
      range: [29, 32],
      previous: 28,
      reported: 32,
      isNew: false,
      ended: undefined,
      smallestDetectable: smallestDetectable(analysis.levels, options),
      notes: [],
    });
    expect(event!.before).toBeCloseTo(200, 9);
    expect(event!.after).toBeCloseTo(176, 9);
    expect(event!.change.percent).toBeCloseTo(-12, 9);
    expect(event!.change.low).toBeCloseTo(100 * (0.88 * Math.exp(-0.0196) - 1), 9);
    expect(event!.change.high).toBeCloseTo(100 * (0.88 * Math.exp(0.0196) - 1), 9);
  });

  it.each<[MetricId, number, string]>([
    ['output_throughput', -10, 'regressed'],
    ['output_throughput', 10, 'improved'],
    ['latency_ms', 10, 'regressed'],
    ['latency_ms', -10, 'improved'],
    ['acc_length', -10, 'regressed'],
  ])('calls a change of %s by %d %% %s', (metric, percent, state) => {
    expect(events({ metric, changePoints: [changePoint(30, percent)] })).toMatchObject([
      { state, better: state === 'improved' },
    ]);
  });

  it('is new with the last night, and not before', () => {
    expect(events({ changePoints: [changePoint(57, -10)] })).toMatchObject([{ reported: 59, isNew: true }]);
    expect(events({ changePoints: [changePoint(56, -10)] })).toMatchObject([{ reported: 58, isNew: false }]);
  });

  it('ends a fall with the change point that undoes it, which is no event of its own', () => {
    const changePoints = [changePoint(20, -10), changePoint(40, 100 / 9, Math.log(0.9))];
    expect(events({ changePoints })).toMatchObject([{ state: 'recovered', onset: 20, ended: 40 }]);
    const partly = [changePoint(20, -10), changePoint(40, 5, Math.log(0.9))];
    expect(events({ changePoints: partly })).toMatchObject([
      { state: 'partly recovered', onset: 20, ended: undefined },
    ]);
  });

  it('ends a gain with the change point that undoes it, which is a fall', () => {
    const changePoints = [changePoint(20, 10), changePoint(40, -100 / 11, Math.log(1.1))];
    expect(events({ changePoints })).toMatchObject([
      { state: 'improved', onset: 20, ended: 40 },
      { state: 'regressed', onset: 40, ended: undefined },
    ]);
  });

  it('reports what undoes a fall as a gain where it leads beyond the level before, by as much as that is', () => {
    const undone = (after: number, error: number) =>
      events({
        changePoints: [changePoint(20, -10, Math.log(200)), { ...changePoint(40, 0, Math.log(180)), after, error }],
      });
    const found = undone(Math.log(210), 0.01);
    expect(found).toMatchObject([
      { state: 'recovered', onset: 20, ended: 40 },
      { state: 'improved', onset: 40, ended: undefined },
    ]);
    expect(found[1]!.before).toBeCloseTo(200, 9);
    expect(found[1]!.after).toBeCloseTo(210, 9);
    expect(found[1]!.change.percent).toBeCloseTo(5, 9);
    expect(found[1]!.z).toBeCloseTo(100 * Math.log(1.05), 9);
    // Too small a gain, and one that is not certain.
    expect(undone(Math.log(203.9), 0.001)).toHaveLength(1);
    expect(undone(Math.log(204.1), 0.001)).toHaveLength(2);
    expect(undone(Math.log(210), 0.0115)).toHaveLength(1);
  });

  it('reports a gain after a fall that somebody knows of', () => {
    const changePoints = [changePoint(20, -10), changePoint(40, 100 / 9, Math.log(0.9))];
    const [fall] = events({ changePoints });
    const acknowledged = events({ changePoints }, contextOf([], [{ id: fall!.id, reason: 'known' }]));
    expect(acknowledged).toMatchObject([
      { state: 'regressed', acknowledgement: { reason: 'known' }, ended: undefined },
      { state: 'improved', onset: 40 },
    ]);
  });

  it('finds acknowledgements by labels and by the metric', () => {
    const isAcknowledged = (labels: Readonly<Record<string, string>>) =>
      events({ changePoints: [changePoint(20, -10)] }, contextOf([], [{ labels, reason: 'known' }]))[0]!
        .acknowledgement !== undefined;
    expect(isAcknowledged({ model: 'owner/*', metric: 'output_throughput' })).toBe(true);
    expect(isAcknowledged({ model: 'owner/*', metric: 'latency_ms' })).toBe(false);
  });

  it.each([
    [Math.log(1000), 1],
    [-Math.log(1000), 1],
    [Math.log(1200), 1],
    [Math.log(800), 1],
    [Math.log(1300), 0],
    [Math.log(700), 0],
    [Math.log(2), 0],
  ])('asks whether the unit changed where levels differ by %d: %d', (difference, count) => {
    expect(events({ changePoints: [{ ...changePoint(20, 0), after: difference }] })[0]!.notes).toHaveLength(count);
  });

  it('calls what only the most sensitive preset sees suspected, for two weeks, and never new', () => {
    const found = events({ suspects: [changePoint(45, -10), changePoint(46, -10), changePoint(57, 10)] });
    expect(found).toMatchObject([
      {
        state: 'suspect',
        onset: 46,
        reported: 46,
        better: false,
        isNew: false,
        id: eventId(SERIES.id, 'output_throughput', false, '146'),
      },
      {
        state: 'suspect',
        onset: 57,
        reported: 57,
        better: true,
        isNew: false,
        id: eventId(SERIES.id, 'output_throughput', true, '157'),
      },
    ]);
    expect(events({ metric: 'latency_ms', suspects: [changePoint(50, -10)] })).toMatchObject([{ better: true }]);
  });

  it('counts nights and not observations where some are missing', () => {
    const nights = Array.from({ length: 30 }, (_, at) => 2 * at);
    const [event] = eventsOf(foundIn({ changePoints: [changePoint(10, -10)], nights }, 30), contextOf());
    expect(event).toMatchObject({ onset: 20, range: [18, 24], previous: 16, reported: 24 });
  });
});

describe('a known event', () => {
  const KNOWN: RememberedEvent = {
    id: 'known',
    series: SERIES.id,
    metric: 'output_throughput',
    up: false,
    onset: '128',
    reported: '131',
    before: 1,
    after: 0.88,
  };

  it('gives its id and the run with which it was reported', () => {
    expect(events({ changePoints: [changePoint(30, -10)] }, contextOf([KNOWN]))).toMatchObject([
      { id: 'known', reported: 31 },
    ]);
  });

  it('is dated by its onset where the run with which it was reported is gone', () => {
    const context = contextOf([{ ...KNOWN, reported: '7' }]);
    expect(events({ changePoints: [changePoint(30, -10)] }, context)).toMatchObject([{ id: 'known', reported: 30 }]);
  });

  it('is remembered, and a change point that nobody knew is too', () => {
    const found = remember(
      foundIn({ changePoints: [changePoint(30, -10, Math.log(50)), changePoint(50, 20)] }),
      contextOf([KNOWN])
    );
    expect(found).toMatchObject([
      { id: 'known', series: SERIES.id, metric: 'output_throughput', up: false, onset: '130', reported: '131' },
      { up: true, onset: '150', reported: '152' },
    ]);
    expect(found[0]!.before).toBeCloseTo(50, 9);
    expect(found[0]!.after).toBeCloseTo(45, 9);
    expect(found.every(({ withdrawn }) => withdrawn === undefined)).toBe(true);
  });

  it('is remembered as withdrawn beside others that hold', () => {
    const other = { ...KNOWN, id: 'other', onset: '115' };
    const found = remember(foundIn({ changePoints: [changePoint(30, -10)] }), contextOf([other, KNOWN]));
    expect(found.map(({ id, withdrawn }) => [id, withdrawn])).toEqual([
      ['known', undefined],
      ['other', '159'],
    ]);
  });

  it('is not made of what was seen too late to be reported', () => {
    const late = {
      ...foundIn({ changePoints: [changePoint(30, -10)] }),
      firstReport: ({ onset }: { readonly onset: number }) => ({ count: onset + 25, onset, isNews: false }),
    };
    expect(remember(late, contextOf())).toEqual([]);
    expect(eventsOf(late, contextOf())).toEqual([]);
  });

  it('that has dissolved is remembered for two weeks as withdrawn with the night that showed it', () => {
    const quiet = foundIn({});
    expect(remember(quiet, contextOf([KNOWN]))).toEqual([{ ...KNOWN, withdrawn: '159' }]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '146' }]))).toEqual([{ ...KNOWN, withdrawn: '146' }]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '145' }]))).toEqual([]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '7' }]))).toEqual([]);
  });

  it('that began before anything could be said of it is forgotten, and one whose run is gone', () => {
    const quiet = foundIn({});
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '108' }]))).toHaveLength(1);
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '107' }]))).toEqual([]);
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '7' }]))).toEqual([]);
  });

  it('that was withdrawn is described by what was known of it', () => {
    const context = contextOf([KNOWN]);
    const event = withdrawnEvent({ ...KNOWN, withdrawn: '140' }, foundIn({}), context);
    expect(event).toMatchObject({
      id: 'known',
      state: 'withdrawn',
      better: false,
      severity: 'critical',
      before: 1,
      after: 0.88,
      z: 0,
      onset: 28,
      range: [28, 28],
      previous: 27,
      reported: 31,
      isNew: false,
      ended: 40,
      notes: ['Later nights did not confirm this change.'],
    });
    expect(event.change.percent).toBeCloseTo(-12, 9);
    expect(event.change.low).toBe(event.change.percent);
    const rise = withdrawnEvent(
      { ...KNOWN, up: true, onset: '100', reported: '7' },
      foundIn({ metric: 'latency_ms' }),
      context
    );
    expect(rise).toMatchObject({ better: false, previous: 0, reported: 0, ended: undefined, measured: true });
    const gain = { ...KNOWN, up: true, before: 50, after: 53 };
    const ofSpeed = withdrawnEvent(gain, foundIn({}), { ...context, ended: new Set([SERIES.id]) });
    expect(ofSpeed).toMatchObject({ better: true, severity: 'major', measured: false });
    expect(ofSpeed.change.percent).toBeCloseTo(6, 9);
  });
});

describe('observationOf', () => {
  it('is the observation of a run, or the first one after it', () => {
    const found = foundIn({ nights: Array.from({ length: 20 }, (_, at) => 3 * at) }, 20);
    const place = (run: string) => observationOf(found, contextOf(), run);
    expect(['100', '101', '103', '157', '158', '7'].map(place)).toEqual([0, 1, 1, 19, undefined, undefined]);
  });
});
