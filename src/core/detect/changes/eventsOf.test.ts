import { subjectOf } from '../../../testing/subjects';
import { buildNightTable } from '../../flatten/nightTable';
import { type MetricId } from '../../model/metrics';
import { makeSeries } from '../../model/series';
import { type LocatedStep } from '../levels/detectSteps';
import { smallestDetectable } from '../levels/smallestDetectable';
import { type Acknowledgement } from './acknowledgement';
import { type EventContext, eventContext, type Subject } from './eventContext';
import { eventsOf, observationOf } from './eventsOf';
import { eventId, type KnownEvent } from './knownEvents';
import { observedNights } from './observedNights';
import { remember, withdrawnEvent } from './remember';
import { seriesState } from './seriesState';

const SERIES = makeSeries({ gpu_config: 'g', model: 'owner/model' });
const NIGHTS = 60;

/** Runs 100, 101, …, one a night. */
function contextOf(
  known: readonly KnownEvent[] = [],
  acknowledgements: readonly Acknowledgement[] = [],
  nights = NIGHTS
) {
  const table = buildNightTable(
    Array.from({ length: nights }, (_, night) => ({
      run: {
        id: `${100 + night}`,
        attempt: 1,
        time: night,
        commit: `c${night}`,
        branch: 'main',
        event: '',
        conclusion: '',
      },
      rows: [{ series: SERIES, values: { output_throughput: 1 } }],
      issues: [],
    }))
  );
  return eventContext(table, {
    known,
    acknowledgements,
    observed: observedNights(table),
    ended: new Set(),
    newWithinDays: 0,
  });
}

/** A step to another level, in %; it was first seen two nights after its onset. */
function step(onset: number, percent: number, before = 0): LocatedStep {
  const difference = Math.log1p(percent / 100);
  return { onset, before, after: before + difference, error: 0.01, z: 7, range: [onset - 1, onset + 2] };
}

interface Found {
  readonly steps?: readonly LocatedStep[];
  readonly suspects?: readonly LocatedStep[];
  readonly metric?: MetricId;
  readonly nights?: readonly number[];
}

function subject({ steps = [], suspects = [], metric, nights }: Found, count = NIGHTS): Subject {
  const values = Array.from({ length: count }, () => 100);
  const found = subjectOf({ series: SERIES, metric, values, nights });
  const levels = { ...found.analysis.levels, steps };
  return {
    ...found,
    analysis: { levels, suspects },
    firstTold: ({ onset }) => ({ count: onset + 3, onset: onset - 1, isNews: true }),
  };
}

function events(found: Found, context: EventContext = contextOf()) {
  return eventsOf(subject(found), context);
}

describe('eventsOf', () => {
  it('describes a step in the unit of its metric, with its interval and its runs', () => {
    const [event] = events({ steps: [step(30, -12, Math.log(200))] });
    const { analysis, options } = subject({});
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
      told: 32,
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
    expect(events({ metric, steps: [step(30, percent)] })).toMatchObject([{ state, better: state === 'improved' }]);
  });

  it('is new with the last night, and not before', () => {
    expect(events({ steps: [step(57, -10)] })).toMatchObject([{ told: 59, isNew: true }]);
    expect(events({ steps: [step(56, -10)] })).toMatchObject([{ told: 58, isNew: false }]);
  });

  it('ends a fall with the step that undoes it, which is no event of its own', () => {
    const steps = [step(20, -10), step(40, 100 / 9, Math.log(0.9))];
    expect(events({ steps })).toMatchObject([{ state: 'recovered', onset: 20, ended: 40 }]);
    const partly = [step(20, -10), step(40, 5, Math.log(0.9))];
    expect(events({ steps: partly })).toMatchObject([{ state: 'partly recovered', onset: 20, ended: undefined }]);
  });

  it('ends a gain with the step that undoes it, which is a fall', () => {
    const steps = [step(20, 10), step(40, -100 / 11, Math.log(1.1))];
    expect(events({ steps })).toMatchObject([
      { state: 'improved', onset: 20, ended: 40 },
      { state: 'regressed', onset: 40, ended: undefined },
    ]);
  });

  it('reports a gain after a fall that somebody knows of', () => {
    const steps = [step(20, -10), step(40, 100 / 9, Math.log(0.9))];
    const [fall] = events({ steps });
    const acknowledged = events({ steps }, contextOf([], [{ id: fall!.id, reason: 'known' }]));
    expect(acknowledged).toMatchObject([
      { state: 'regressed', acknowledgement: { reason: 'known' }, ended: undefined },
      { state: 'improved', onset: 40 },
    ]);
  });

  it('finds acknowledgements by labels and by the metric', () => {
    const known = (labels: Readonly<Record<string, string>>) =>
      events({ steps: [step(20, -10)] }, contextOf([], [{ labels, reason: 'known' }]))[0]!.acknowledgement !==
      undefined;
    expect(known({ model: 'owner/*', metric: 'output_throughput' })).toBe(true);
    expect(known({ model: 'owner/*', metric: 'latency_ms' })).toBe(false);
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
    expect(events({ steps: [{ ...step(20, 0), after: difference }] })[0]!.notes).toHaveLength(count);
  });

  it('calls what only the most sensitive preset sees suspected, for two weeks, and never new', () => {
    const found = events({ suspects: [step(45, -10), step(46, -10), step(57, 10)] });
    expect(found).toMatchObject([
      {
        state: 'suspect',
        onset: 46,
        told: 46,
        better: false,
        isNew: false,
        id: eventId(SERIES.id, 'output_throughput', false, '146'),
      },
      {
        state: 'suspect',
        onset: 57,
        told: 57,
        better: true,
        isNew: false,
        id: eventId(SERIES.id, 'output_throughput', true, '157'),
      },
    ]);
    expect(events({ metric: 'latency_ms', suspects: [step(50, -10)] })).toMatchObject([{ better: true }]);
  });

  it('counts nights and not observations where some are missing', () => {
    const nights = Array.from({ length: 30 }, (_, at) => 2 * at);
    const [event] = eventsOf(subject({ steps: [step(10, -10)], nights }, 30), contextOf());
    expect(event).toMatchObject({ onset: 20, range: [18, 24], previous: 16, told: 24 });
  });
});

describe('a known event', () => {
  const KNOWN: KnownEvent = {
    id: 'known',
    series: SERIES.id,
    metric: 'output_throughput',
    up: false,
    onset: '128',
    told: '131',
    before: 1,
    after: 0.88,
  };

  it('gives its id and the run with which it was told', () => {
    expect(events({ steps: [step(30, -10)] }, contextOf([KNOWN]))).toMatchObject([{ id: 'known', told: 31 }]);
  });

  it('is dated by its onset where the run with which it was reported is gone', () => {
    const context = contextOf([{ ...KNOWN, told: '7' }]);
    expect(events({ steps: [step(30, -10)] }, context)).toMatchObject([{ id: 'known', told: 30 }]);
  });

  it('is remembered, and a step that nobody knew is too', () => {
    const found = remember(subject({ steps: [step(30, -10, Math.log(50)), step(50, 20)] }), contextOf([KNOWN]));
    expect(found).toMatchObject([
      { id: 'known', series: SERIES.id, metric: 'output_throughput', up: false, onset: '130', told: '131' },
      { up: true, onset: '150', told: '152' },
    ]);
    expect(found[0]!.before).toBeCloseTo(50, 9);
    expect(found[0]!.after).toBeCloseTo(45, 9);
    expect(found.every(({ withdrawn }) => withdrawn === undefined)).toBe(true);
  });

  it('that has dissolved is remembered for two weeks as withdrawn with the night that showed it', () => {
    const quiet = subject({});
    expect(remember(quiet, contextOf([KNOWN]))).toEqual([{ ...KNOWN, withdrawn: '159' }]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '146' }]))).toEqual([{ ...KNOWN, withdrawn: '146' }]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '145' }]))).toEqual([]);
    expect(remember(quiet, contextOf([{ ...KNOWN, withdrawn: '7' }]))).toEqual([]);
  });

  it('that began before anything could be said of it is forgotten, and one whose run is gone', () => {
    const quiet = subject({});
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '108' }]))).toHaveLength(1);
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '107' }]))).toEqual([]);
    expect(remember(quiet, contextOf([{ ...KNOWN, onset: '7' }]))).toEqual([]);
  });

  it('that was withdrawn is described by what was known of it', () => {
    const context = contextOf([KNOWN]);
    const event = withdrawnEvent({ ...KNOWN, withdrawn: '140' }, subject({}), context);
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
      told: 31,
      isNew: false,
      ended: 40,
      notes: ['Later nights did not confirm this change.'],
    });
    expect(event.change.percent).toBeCloseTo(-12, 9);
    expect(event.change.low).toBe(event.change.percent);
    const rise = withdrawnEvent(
      { ...KNOWN, up: true, onset: '100', told: '7' },
      subject({ metric: 'latency_ms' }),
      context
    );
    expect(rise).toMatchObject({ better: false, previous: 0, told: 0, ended: undefined });
  });
});

describe('observationOf', () => {
  it('is the observation of a run, or the first one after it', () => {
    const found = subject({ nights: Array.from({ length: 20 }, (_, at) => 3 * at) }, 20);
    const place = (run: string) => observationOf(found, contextOf(), run);
    expect(['100', '101', '103', '157', '158', '7'].map(place)).toEqual([0, 1, 1, 19, undefined, undefined]);
  });
});

describe('seriesState', () => {
  const context = contextOf();
  const stateOf = (found: Found, lastFailed = -1) => {
    const one = subject(found);
    const measured = { ...one, observations: { ...one.observations, lastFailed } };
    return seriesState(measured, eventsOf(measured, context), context);
  };

  it.each<[string, Found, string]>([
    ['quiet', {}, 'ok'],
    ['with a fall', { steps: [step(30, -10)] }, 'regressed'],
    ['with a gain', { steps: [step(30, 10)] }, 'improved'],
    ['with a fall and a gain beyond it', { steps: [step(30, -10), step(50, 30, Math.log(0.9))] }, 'improved'],
    ['with a fall that was undone', { steps: [step(30, -10), step(50, 100 / 9, Math.log(0.9))] }, 'recovered'],
    ['with a fall, half of it undone', { steps: [step(30, -10), step(40, 5, Math.log(0.9))] }, 'partly recovered'],
    [
      'recovered with the night 14 before the end',
      { steps: [step(20, -10), step(46, 100 / 9, Math.log(0.9))] },
      'recovered',
    ],
    ['recovered before that', { steps: [step(20, -10), step(45, 100 / 9, Math.log(0.9))] }, 'ok'],
    ['with a gain that was lost', { steps: [step(20, 10), step(55, -100 / 11, Math.log(1.1))] }, 'regressed'],
    ['with a suspicion', { suspects: [step(50, -10)] }, 'suspect'],
    ['with a gain and a suspicion', { steps: [step(30, 10)], suspects: [step(50, -10)] }, 'suspect'],
    ['with a fall and a suspicion', { steps: [step(30, -10)], suspects: [step(50, -10)] }, 'regressed'],
  ])('of a series %s is as its events say', (_, found, expected) => {
    expect(stateOf(found).state).toBe(expected);
  });

  it('says where the series stands, in its unit and in %', () => {
    const found = stateOf({});
    expect(found).toMatchObject({
      series: SERIES,
      metric: 'output_throughput',
      observations: 60,
      run: 59,
      drift: undefined,
    });
    expect(found.level).toBeCloseTo(100, 9);
    expect(found.noise).toBeCloseTo(100 * Math.expm1(subject({}).analysis.levels.noise.scale), 12);
  });

  it('calls failed what was last measured at 0, whatever was before', () => {
    expect(stateOf({ steps: [step(30, -10)] }, 60).state).toBe('failed');
    expect(stateOf({}, 59).state).toBe('ok');
    expect(stateOf({}, 12).state).toBe('ok');
  });
});
