import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { incident } from '../../../tests/support/incidents';
import { makeSeries } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { endedIncidents, type RememberedIncident, rememberIncidents } from './rememberedIncidents';

const ONE = makeSeries({ model: 'a/one' });
const TWO = makeSeries({ model: 'b/two' });

function remembered(id: string, said: Partial<RememberedIncident> = {}): RememberedIncident {
  return {
    id,
    events: [`${id} 1`, `${id} 2`],
    scope: { model: ['a/one'] },
    metric: 'output_throughput',
    reported: '2026-01-01',
    ...said,
  };
}

const event = (id: string, said: Partial<ChangeEvent> = {}) => changeEvent({ id, series: ONE, ...said });

/** Which changes each incident has. */
const membersOf = (groups: Readonly<Record<string, readonly ChangeEvent[]>>) => new Map(Object.entries(groups));

describe('endedIncidents', () => {
  const before = remembered('was', { metric: 'latency_ms', scope: { gpu_config: ['h200'] }, reported: '2026-02-03' });

  it('says of a reported incident without changes of its own that later nights did not confirm it', () => {
    const own = [
      event('was 1', { reported: 12, onset: 9, range: [8, 10], previous: 7, metric: 'latency_ms', ...changedBy(-6) }),
      event('was 2', { reported: 14, series: TWO, ...changedBy(-30) }),
    ];
    const [ended, ...more] = endedIncidents({ remembered: [before], events: [event('other'), ...own] }, new Map());
    expect(more).toEqual([]);
    expect(ended).toEqual({
      id: 'was',
      first: own[0],
      better: false,
      state: 'over',
      drifts: false,
      isNew: false,
      // In the metric in which it was reported.
      percent: -6,
      severity: 'major',
      entries: [
        { series: TWO, events: [own[1]] },
        { series: ONE, events: [own[0]] },
      ],
      range: [8, 10],
      previous: 7,
      scope: { labels: { gpu_config: ['h200'] }, affected: 2, present: 2 },
      reportedScope: { gpu_config: ['h200'] },
      metric: 'latency_ms',
      reported: '2026-02-03',
      notes: ['Later nights did not confirm it.'],
    });
  });

  it('was for the better where its changes were', () => {
    const [ended] = endedIncidents({ remembered: [before], events: [event('was 1', { better: true })] }, new Map());
    expect(ended!.better).toBe(true);
  });

  it('says of which incident it turned out to be a part: the one that has some of its changes', () => {
    const own = event('was 2');
    const members = membersOf({ another: [event('x')], whole: [event('y'), own] });
    const facts = { remembered: [before], events: [event('x'), event('y'), own] };
    expect(endedIncidents(facts, members).map(({ notes }) => notes)).toEqual([['Part of incident whole.']]);
  });

  it('stays a part of what it was a part of, until it is seen in another', () => {
    const part = { ...before, partOf: 'older' };
    const own = event('was 1');
    const notes = (members: ReadonlyMap<string, readonly ChangeEvent[]>) =>
      endedIncidents({ remembered: [part], events: [own] }, members)[0]!.notes;
    expect(notes(membersOf({ another: [event('x')] }))).toEqual(['Part of incident older.']);
    expect(notes(membersOf({ another: [own] }))).toEqual(['Part of incident another.']);
  });

  it('says nothing of what is still an incident, nor of what nobody knows any change of', () => {
    const events = [event('was 1'), event('other')];
    expect(endedIncidents({ remembered: [before], events }, membersOf({ was: [events[0]!] }))).toEqual([]);
    expect(endedIncidents({ remembered: [before], events: [event('other')] }, new Map())).toEqual([]);
  });
});

describe('rememberIncidents', () => {
  const none = { remembered: [], events: [], instead: new Map<string, readonly string[]>() };
  const found = (id: string, first: ChangeEvent) =>
    incident({
      id,
      first,
      scope: { labels: { model: ['now'] }, affected: 1, present: 1 },
      reportedScope: { model: ['then'] },
      metric: 'latency_ms',
      reported: '2026-03-04',
    });

  it('keeps of a new incident what its alert says, and its changes', () => {
    const events = [event('a'), event('b')];
    const incidents = [found('new', events[0]!)];
    expect(rememberIncidents(incidents, membersOf({ new: events }), { ...none, events })).toEqual([
      { id: 'new', scope: { model: ['then'] }, metric: 'latency_ms', reported: '2026-03-04', events: ['a', 'b'] },
    ]);
  });

  it('adds new ones in the order in which they were reported, and of one night in that of their ids', () => {
    const reported = { late: 14, b: 12, a: 12, c: 12, early: 9 };
    const members = membersOf(
      Object.fromEntries(Object.entries(reported).map(([id, run]) => [id, [event(id, { reported: run })]]))
    );
    const incidents = Object.keys(reported).map((id) => found(id, members.get(id)![0]!));
    const order = [incidents, [...incidents].reverse()].map((all) =>
      rememberIncidents(all, members, { ...none, remembered: [remembered('known')], events: [event('known 1')] })
    );
    expect(order.map((all) => all.map(({ id }) => id))).toEqual([
      ['known', 'early', 'a', 'b', 'c', 'late'],
      ['known', 'early', 'a', 'b', 'c', 'late'],
    ]);
    // Whoever looks on has them in the order that they were found in.
    expect(incidents.map(({ id }) => id)).toEqual(['late', 'b', 'a', 'c', 'early']);
  });

  it('keeps of a known incident what was reported then, with the changes that it has now, and is no part of another', () => {
    const known = remembered('known', { partOf: 'older' });
    const events = [event('known 2'), event('joined')];
    const incidents = [found('known', events[0]!)];
    expect(
      rememberIncidents(incidents, membersOf({ known: events }), { ...none, remembered: [known], events })
    ).toEqual([
      {
        id: 'known',
        scope: { model: ['a/one'] },
        metric: 'output_throughput',
        reported: '2026-01-01',
        events: ['known 2', 'joined'],
      },
    ]);
  });

  it('keeps the changes that composites reported with those that report them now, each once', () => {
    const events = [event('a'), event('b')];
    const instead = new Map([
      ['a', ['of the variant', 'of the batch size']],
      ['b', ['of the variant']],
    ]);
    const incidents = [found('new', events[0]!)];
    expect(rememberIncidents(incidents, membersOf({ new: events }), { ...none, events, instead })[0]!.events).toEqual([
      'a',
      'of the variant',
      'of the batch size',
      'b',
    ]);
  });

  it('keeps what is no incident any more while it has changes, with those that are left', () => {
    const over = remembered('over');
    const after = (events: readonly ChangeEvent[]) =>
      rememberIncidents([], new Map(), { ...none, remembered: [over], events });
    expect(after([event('over 2'), event('other')])).toEqual([{ ...over, events: ['over 2'] }]);
    expect(after([event('over 2')])[0]).not.toHaveProperty('partOf');
    expect(after([event('other')])).toEqual([]);
  });

  it('keeps of which incident it turned out to be a part', () => {
    const over = remembered('over');
    const own = event('over 1');
    const members = membersOf({ known: [own] });
    const incidents = [found('known', own)];
    const known = remembered('known', { events: ['known 1'] });
    expect(rememberIncidents(incidents, members, { ...none, remembered: [known, over], events: [own] })).toEqual([
      { ...known, events: ['over 1'] },
      { ...over, events: ['over 1'], partOf: 'known' },
    ]);
  });
});
