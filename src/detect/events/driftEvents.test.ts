import { changePoint, contextOf, type Found, foundIn, SERIES } from '../../../tests/support/foundChanges';
import { type Drift } from '../levels/driftsIn';
import { type EventContext } from './eventContext';
import { eventsOf } from './eventsOf';
import { remember } from '../incidents/remember';
import { eventId, type RememberedEvent } from './rememberedEvents';

/** A level that comes down steadily by 11 %, from night 20 to the last of 60. */
const DRIFT: Drift = { from: 20, to: 60, before: Math.log(200), after: Math.log(178), error: 0.01 };
const ID = eventId(SERIES.id, 'output_throughput', false, 'drift');

const KNOWN: RememberedEvent = {
  id: 'known',
  series: SERIES.id,
  metric: 'output_throughput',
  up: false,
  onset: '125',
  reported: '131',
  before: 1,
  after: 0.9,
};

const events = (found: Found, context: EventContext = contextOf()) => eventsOf(foundIn(found), context);
const drifting = (said: Partial<Drift> = {}, context?: EventContext) =>
  events({ drifts: [{ ...DRIFT, ...said }] }, context);
/** The id and the run of its report that a drift has where something is known. */
const known = (...remembered: Array<Partial<RememberedEvent>>) =>
  drifting({}, contextOf(remembered.map((one) => ({ ...KNOWN, ...one })))).map(({ id, reported }) => [id, reported]);

describe('a drift', () => {
  it('is one event of the whole time in which it goes on, and names its pace', () => {
    const [event, ...more] = drifting();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      id: ID,
      state: 'drift',
      better: false,
      severity: 'critical',
      onset: 20,
      range: [20, 59],
      previous: 19,
      reported: 59,
      z: expect.closeTo(100 * Math.log(200 / 178), 9),
      before: expect.closeTo(200, 9),
      after: expect.closeTo(178, 9),
      change: { percent: expect.closeTo(-11, 9) },
      notes: ['Drifts by 0.29 % a night, in steps too small to name a commit.'],
    });
  });

  it.each([
    ['output_throughput', false, false],
    ['output_throughput', true, true],
    ['latency_ms', false, true],
    ['latency_ms', true, false],
  ] as const)('of %s, up %j, is better: %j', (metric, up, better) => {
    const [before, after] = up ? [DRIFT.after, DRIFT.before] : [DRIFT.before, DRIFT.after];
    const [event] = events({ metric, drifts: [{ ...DRIFT, before, after }] });
    expect(event!.better).toBe(better);
    expect(event!.id).toBe(eventId(SERIES.id, metric, up, 'drift'));
    expect(event!.notes[0]).toMatch(/^Drifts by 0\.29 %/);
  });

  it('is told while it goes on, and while it is as large as what is reported', () => {
    expect(drifting({ to: 59 })).toEqual([]);
    expect(events({ drifts: [DRIFT, { ...DRIFT, from: 50, to: 55 }] })).toEqual([]);
    expect(events({ drifts: [{ ...DRIFT, from: 2, to: 15 }, DRIFT] })).toMatchObject([{ onset: 20 }]);
    expect(drifting({ after: Math.log(196.1) })).toEqual([]);
    expect(drifting({ after: Math.log(195.9) })).toHaveLength(1);
    expect(drifting({ after: Math.log(203.9) })).toEqual([]);
    expect(drifting({ after: Math.log(204.1) })).toMatchObject([{ better: true }]);
  });

  it('stays the drift that it was', () => {
    expect(known({ drifts: true, onset: '103' })).toEqual([['known', 31]]);
    expect(known({ drifts: true, onset: '7' })).toEqual([['known', 31]]);
    expect(known({ drifts: true, up: true })).toEqual([[ID, 59]]);
  });

  it('is the change point in it that was reported before it was seen to drift', () => {
    expect(known({ onset: '120' })).toEqual([['known', 31]]);
    expect(known({ onset: '159' })).toEqual([['known', 31]]);
    expect(known({ onset: '119' })).toEqual([[ID, 59]]);
    expect(known({ onset: '7' })).toEqual([[ID, 59]]);
    expect(known({ up: true })).toEqual([[ID, 59]]);
  });

  it('is what was reported first of all that it is, and what is known from before the nights came first', () => {
    expect(known({ reported: '140' }, { id: 'first', reported: '132' })).toEqual([['first', 32]]);
    expect(known({ reported: '132' }, { id: 'later', reported: '140' })).toEqual([['known', 32]]);
    expect(known({ reported: '100' }, { id: 'before', reported: '7' })).toEqual([['before', 59]]);
    expect(known({ id: 'before', reported: '7' }, { reported: '100' })).toEqual([['before', 59]]);
  });

  it('is acknowledged as any change is', () => {
    const [event] = drifting({}, contextOf([], [{ id: ID, reason: 'known' }]));
    expect(event!.acknowledgement).toMatchObject({ reason: 'known' });
  });

  it('is remembered as one, beside change points, and what it was no longer counts as withdrawn', () => {
    const found = foundIn({ drifts: [DRIFT], changePoints: [changePoint(10, 20)] });
    const remembered = remember(found, contextOf([KNOWN]));
    expect(remembered).toMatchObject([
      { up: true, onset: '110' },
      { id: 'known', up: false, onset: '120', reported: '131', before: expect.closeTo(200, 9), drifts: true },
    ]);
    expect(remembered[1]!.after).toBeCloseTo(178, 9);
    expect(remembered[0]).not.toHaveProperty('drifts');
    // A change point is not taken for a known drift.
    const again = eventsOf(foundIn({ changePoints: [changePoint(30, -10)] }), contextOf([{ ...KNOWN, drifts: true }]));
    expect(again[0]!.id).not.toBe('known');
  });
});
