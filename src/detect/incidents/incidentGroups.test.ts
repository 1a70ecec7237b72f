import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { nightsOfOneRun, noiseAt, subjectOf } from '../../../tests/support/subjects';
import { finish } from '../../lib/job';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { type GroupedEvents, incidentsOf } from './incidents';
import { type RememberedIncident } from './rememberedIncidents';

const NIGHTS = 60;
const ONE = makeSeries({ gpu_config: 'h200', model: 'a/one', variant: 'TP8', batch_size: '1' });
const EIGHT = makeSeries({ ...ONE.labels, batch_size: '8' });
const OTHERS = ['2', '3', '4', '5', '6', '7'].map((model) => makeSeries({ ...ONE.labels, model }));
const ALL = [ONE, EIGHT, ...OTHERS];

/** By how much, as a logarithm, a metric of a series differs in a night. */
type Course = (series: Series, metric: MetricId, night: number) => number;

/** Both batch sizes of one model fall by a tenth with night 30. */
const fallsAt30: Course = (series, metric, night) =>
  OTHERS.includes(series) || metric === 'acc_length' || night < 30 ? 0 : -0.1;
const nothing: Course = () => 0;

interface Fleet {
  readonly course?: Course;
  readonly metrics?: readonly MetricId[];
  readonly remembered?: readonly RememberedIncident[];
}

/** What becomes of events in a fleet with a course, and what is remembered of it. */
function grouped(
  events: readonly ChangeEvent[],
  { course = fallsAt30, metrics = ['output_throughput', 'acc_length'], remembered = [] }: Fleet = {}
): GroupedEvents {
  const subjects = ALL.flatMap((series, seed) =>
    metrics.map((metric, at) => {
      const values = Array.from({ length: NIGHTS }, (_, night) =>
        Math.exp(course(series, metric, night) + 0.01 * noiseAt(seed + 100 * at, night))
      );
      return subjectOf({ series, metric, values });
    })
  );
  const observed = nightsOfOneRun(NIGHTS);
  return finish(
    incidentsOf({ events, instead: new Map(), subjects, observed, dayOf: (run) => `day ${run}`, remembered })
  );
}

function fell(id: string, series: Series, night: number, said: Partial<ChangeEvent> = {}): ChangeEvent {
  return changeEvent({ id, series, onset: night, range: [night, night], reported: night + 1, ...said });
}

function known(id: string, ...events: string[]): RememberedIncident {
  return { id, events, scope: { model: ['then'] }, metric: 'latency_ms', reported: '2026-01-01' };
}

/** The ids of the changes of each incident that is found. */
const changesOf = ({ incidents }: GroupedEvents) =>
  incidents.map(({ entries }) => entries.flatMap(({ events }) => events.map(({ id }) => id)).sort());

describe('a change of a machine whose hosts take turns', () => {
  const turns = (night: number) => (Math.floor(night / 5) % 2 === 0 ? 0 : -0.1);
  const turning =
    (metric: MetricId): Course =>
    (series, one, night) =>
      one === metric ? turns(night) : fallsAt30(series, one, night);
  const turn = fell('turn', ONE, 55);

  it('is no incident, and said to alternate', () => {
    const found = grouped([turn], { course: turning('output_throughput') });
    expect(found.incidents).toEqual([]);
    expect([...found.otherwise]).toEqual([[turn, 'alternates']]);
    expect(found.remembered).toEqual([]);
  });

  it('stays the incident that was reported before the hosts were known to take turns', () => {
    const found = grouped([turn], { course: turning('output_throughput'), remembered: [known('was', 'turn')] });
    expect(found.incidents.map(({ id }) => id)).toEqual(['was']);
    expect(found.otherwise.size).toBe(0);
  });

  it('does not join the incident of another metric', () => {
    const accepted = fell('accepted', ONE, 55, { metric: 'acc_length' });
    const course: Course = (series, metric, night) =>
      metric === 'acc_length' ? turns(night) : night >= 55 && !OTHERS.includes(series) ? -0.1 : 0;
    const found = grouped([turn, accepted], { course });
    expect(changesOf(found)).toEqual([['turn']]);
    expect([...found.otherwise.keys()]).toEqual([accepted]);
  });
});

describe('what was reported already', () => {
  it('stays an incident though the evidence does not bear it out any more, as it was reported', () => {
    const event = fell('a', ONE, 30);
    expect(grouped([event], { course: nothing }).incidents).toEqual([]);
    expect(grouped([event], { course: nothing, remembered: [known('was', 'a')] }).incidents).toMatchObject([
      { id: 'was', metric: 'latency_ms', reportedScope: { model: ['then'] }, reported: '2026-01-01' },
    ]);
  });

  it('has what a new one lacks: a new one says its own scope, metric and day', () => {
    expect(grouped([fell('a', ONE, 30), fell('b', EIGHT, 30)]).incidents).toMatchObject([
      { metric: 'output_throughput', reportedScope: { model: ['a/one'] }, reported: 'day 31' },
    ]);
  });

  it('keeps its changes together, however far apart they are', () => {
    const events = [fell('a', ONE, 30), fell('b', EIGHT, 45)];
    expect(changesOf(grouped(events, { remembered: [known('was', 'a', 'b')] }))).toEqual([['a', 'b']]);
  });

  it('gives a change to another incident only where it is of its very nights', () => {
    const second = (night: number) => fell('b', EIGHT, night);
    const remembered = [known('first', 'a'), known('second', 'b')];
    const ids = (night: number) =>
      grouped([fell('a', ONE, 30), second(night)], { remembered }).incidents.map(({ id, state }) => `${id} ${state}`);
    expect(ids(30)).toEqual(['first open', 'second over']);
    expect(ids(33).sort()).toEqual(['first open', 'second open']);
    // One that was not reported may be some nights off.
    expect(changesOf(grouped([fell('a', ONE, 30), second(33)]))).toEqual([['a', 'b']]);
  });

  it('founds its incident before what is more certain, and the first before the second', () => {
    const events = [fell('a', ONE, 30, { z: 5 }), fell('b', EIGHT, 30, { z: 20 }), fell('c', EIGHT, 33, { z: 90 })];
    const ids = (...remembered: RememberedIncident[]) =>
      grouped(events.slice(0, 2), { remembered }).incidents.filter(({ state }) => state === 'open')[0]!.id;
    expect(ids(known('one', 'a'), known('other', 'b'))).toBe('one');
    expect(ids(known('other', 'b'), known('one', 'a'))).toBe('other');
    const found = grouped([events[2]!, events[0]!], { remembered: [known('one', 'a')] });
    expect(found.incidents.map(({ id }) => id)).toEqual(['one']);
  });
});

describe('the change that founds an incident', () => {
  /** Whether it is the first of two changes of a series of which the second is off by three nights, and would take the first along. */
  const isFirst = (first: Partial<ChangeEvent>, second: Partial<ChangeEvent>) => {
    const [changes] = changesOf(grouped([fell('a', ONE, 30, first), fell('b', ONE, 33, second)]));
    return changes!.length === 1;
  };

  it('is the most certain one, and of equally certain ones that whose id comes first', () => {
    expect(isFirst({ z: 5 }, { z: 4 })).toBe(true);
    expect(isFirst({ z: 4 }, { z: 5 })).toBe(false);
    expect(isFirst({ z: 4, id: 'a' }, { z: 5, id: 'x' })).toBe(false);
    expect(isFirst({ z: 5, id: 'x' }, { z: 4, id: 'a' })).toBe(true);
    expect(isFirst({ z: 5, id: 'a' }, { z: 5, id: 'x' })).toBe(true);
    expect(isFirst({ z: 5, id: 'x' }, { z: 5, id: 'a' })).toBe(false);
  });

  it('is of it though another change of its series is nearer to the night that all series show', () => {
    const found = grouped([fell('b', ONE, 30, { z: 5 }), fell('a', ONE, 32, { z: 20 })]);
    expect(changesOf(found)).toEqual([['a', 'b']]);
  });
});

describe('a change that joins an incident', () => {
  const founder = fell('a', ONE, 30, { z: 50 });

  it('is the nearest of several of its series to the night that all series show', () => {
    const found = grouped([founder, fell('b', EIGHT, 28, { z: 5 }), fell('c', EIGHT, 31)]);
    expect(changesOf(found)).toEqual([['a', 'c']]);
  });

  it('is explained by it, with all metrics that joined: what remains of it is a suspicion', () => {
    const late = [fell('c', EIGHT, 33, { z: 5 }), fell('d', EIGHT, 33, { z: 5, metric: 'acc_length' })];
    const course: Course = (series, _, night) => (night >= 30 && !OTHERS.includes(series) ? -0.1 : 0);
    const joined = [fell('b', EIGHT, 30), fell('e', EIGHT, 30, { metric: 'acc_length' })];
    const found = grouped([founder, ...joined, ...late], { course });
    expect(changesOf(found)).toEqual([['a', 'b', 'e']]);
    expect([...found.otherwise]).toEqual(late.map((event) => [event, 'suspect']));
  });

  it('explains metrics that are the same measurement, though none of them joined', () => {
    const drifts = fell('b', EIGHT, 20, { metric: 'latency_ms', state: 'drift', range: [20, 45], z: 5 });
    const course: Course = (series, metric, night) =>
      fallsAt30(series, metric, night) * (metric === 'latency_ms' ? -1 : 1);
    const found = grouped([founder, drifts], { course, metrics: ['output_throughput', 'latency_ms'] });
    expect([...found.otherwise]).toEqual([[drifts, 'suspect']]);
    expect(changesOf(grouped([drifts], { course, metrics: ['output_throughput', 'latency_ms'] }))).toEqual([['b']]);
  });

  it('is of several series of which some are concerned, and one series must be concerned itself', () => {
    const course: Course = (series, metric, night) => (series === ONE ? fallsAt30(series, metric, night) : 0);
    const model = makeSeries({ gpu_config: 'h200', model: 'a/one', variant: 'TP8' });
    const events = (members: number) =>
      changesOf(grouped([founder, fell('b', model, 30, { members, z: 1 })], { course }));
    expect(events(2)).toEqual([['a', 'b']]);
    expect(events(1)).toEqual([['a']]);
  });

  it('drifts as the founder does, in the same nights', () => {
    const drifts = (id: string, series: Series, range: readonly [number, number]) =>
      fell(id, series, range[0], { state: 'drift', range, z: 50 });
    const drifting = drifts('a', ONE, [20, 40]);
    expect(changesOf(grouped([drifting, drifts('b', EIGHT, [38, 50])]))).toEqual([['a', 'b']]);
    expect(changesOf(grouped([drifting, drifts('b', EIGHT, [41, 50])]))).toContainEqual(['a']);
    const both = grouped([drifting, fell('b', EIGHT, 30, { z: 20 })]);
    expect(both.incidents.map(({ drifts: all }) => all)).toContain(true);
    expect(changesOf(both)).toContainEqual(['a']);
    const step = grouped([founder, { ...drifts('b', EIGHT, [28, 40]), z: 1 }]);
    expect(step.incidents[0]).toMatchObject({ drifts: false, first: { id: 'a' } });
    expect(changesOf(step)).toContainEqual(['a']);
  });
});

describe('an incident', () => {
  it('says that it is no longer measured where all of it is over and some of it went away unrepaired', () => {
    const notes = (first: Partial<ChangeEvent>, second: Partial<ChangeEvent>) =>
      grouped([fell('a', ONE, 30, first), fell('b', EIGHT, 30, second)]).incidents[0]!.notes;
    const gone = { measured: false };
    const repaired = { measured: false, state: 'recovered', ended: 40 } as const;
    expect(notes(gone, gone)).toEqual(['No longer measured.']);
    expect(notes(gone, repaired)).toEqual(['No longer measured.']);
    expect(notes(gone, {})).toEqual([]);
    expect(notes(repaired, repaired)).toEqual([]);
    expect(notes({ state: 'recovered', ended: 40 }, { state: 'recovered', ended: 40 })).toEqual([]);
    expect(notes({ acknowledgement: { reason: 'known' } }, { acknowledgement: { reason: 'known' } })).toEqual([]);
  });

  it('comes with the others of its night by strength, and equally strong ones by their ids, however they were found', () => {
    const depths = [0.05, 0.2, 0.8];
    const course: Course = (series, metric, night) =>
      metric === 'output_throughput' && night >= 30 ? -(depths[OTHERS.indexOf(series)] ?? 0) : 0;
    const order = (percents: readonly number[], reversed: boolean) => {
      const events = percents.map((percent, at) => fell(`${at}`, OTHERS[at]!, 30, changedBy(percent)));
      return grouped(reversed ? [...events].reverse() : events, { course }).incidents;
    };
    for (const reversed of [false, true]) {
      expect(order([-10, -30, -20], reversed).map(({ percent }) => percent)).toEqual([-30, -20, -10]);
      const ids = order([-10, -10, -10], reversed).map(({ id }) => id);
      expect(ids).toHaveLength(3);
      expect(ids).toEqual([...ids].sort());
    }
  });
});
