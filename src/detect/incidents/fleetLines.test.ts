import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { incident } from '../../../tests/support/incidents';
import { makeSeries, type Series } from '../../model/series';
import { type AbsentSeries, type Availability } from '../absence/availability';
import { type ChangeEvent } from '../events/changeEvent';
import { type ChangeState } from '../events/changeStates';
import { type Incident } from './incident';
import { type FleetFacts, type FleetLine, fleetLines } from './fleetLines';
import { type SeriesState } from '../events/seriesState';

const of = (gpu_config: string, batch_size: string) => makeSeries({ gpu_config, model: 'm', batch_size });
const [ONE, TWO, THREE] = ['1', '2', '3'].map((size) => of('h200', size)) as [Series, Series, Series];
const B200 = of('b200', '1');

function availability(
  absences: readonly AbsentSeries[] = [],
  active: readonly Series[] = [ONE, TWO, THREE, B200]
): Availability {
  return { absences, active, failing: [], workloadChanges: [], ended: new Set() };
}

function lines(facts: Partial<FleetFacts>): FleetLine[] {
  return fleetLines({
    availability: availability(),
    events: [],
    states: [],
    incidents: [],
    latestRuns: new Map([
      ['h200', 7],
      ['b200', 9],
    ]),
    ...facts,
  });
}

function fell(series: Series, percent: number, said: Partial<ChangeEvent> = {}): ChangeEvent {
  return changeEvent({ series, ...changedBy(percent), ...said });
}

function state(series: Series, is: ChangeState): SeriesState {
  return { series, metric: 'output_throughput', state: is, observations: 20, run: 7 };
}

const QUIET = {
  learning: 0,
  regressions: 0,
  improvements: 0,
  regressed: 0,
  isNew: 0,
  improved: 0,
  recovered: 0,
  drifting: 0,
  failed: 0,
  missing: 0,
  shifts: 0,
  worst: undefined,
};

describe('fleetLines', () => {
  it('says how many series can be judged in none of their metrics', () => {
    const [, line] = lines({ states: [state(ONE, 'learning'), state(ONE, 'ok'), state(TWO, 'learning')] });
    expect(line).toMatchObject({ gpuConfig: 'h200', learning: 1 });
  });

  it('has one line for each GPU configuration, sorted by name, with what ran last', () => {
    expect(lines({})).toEqual([
      { gpuConfig: 'b200', ran: true, run: 9, series: 1, ...QUIET },
      { gpuConfig: 'h200', ran: true, run: 7, series: 3, ...QUIET },
    ]);
  });

  it('counts each series once, of open changes alone, and the new ones of them', () => {
    const events = [
      fell(ONE, -5),
      fell(ONE, 6, { metric: 'ttft_ms' }),
      fell(TWO, -3, { isNew: true }),
      fell(THREE, -9, { state: 'recovered' }),
      fell(THREE, -9, { acknowledgement: { reason: 'known' } }),
      fell(B200, 4, { state: 'improved', better: true }),
      fell(ONE, 4, { state: 'improved', better: true }),
      fell(TWO, 4, { state: 'improved', better: true, ended: 8 }),
    ];
    expect(lines({ events })).toMatchObject([
      { gpuConfig: 'b200', regressed: 0, improved: 1, worst: undefined },
      { gpuConfig: 'h200', regressed: 2, isNew: 1, improved: 1, shifts: 0 },
    ]);
  });

  it('names the worst by its size, whichever way it points', () => {
    const worst = (...events: ChangeEvent[]) => lines({ events })[1]!.worst?.change.percent;
    expect(worst(fell(ONE, -5), fell(TWO, 9, { metric: 'ttft_ms' }), fell(THREE, -7))).toBe(9);
    expect(worst(fell(ONE, -5), fell(TWO, 5), fell(THREE, -4))).toBe(-5);
    expect(worst(fell(ONE, -5, { members: 3 }))).toBe(-5);
  });

  it('counts shifts of several series together apart from those of one', () => {
    const events = [fell(ONE, -5, { members: 4 }), fell(TWO, -3), fell(THREE, 3, { state: 'improved', members: 2 })];
    expect(lines({ events })[1]).toMatchObject({ regressed: 1, shifts: 1, isNew: 0, improved: 0 });
  });

  it('counts the open incidents that concern each GPU configuration, once in each', () => {
    const concerning = (state: Incident['state'], better: boolean, ...series: Series[]) =>
      incident({ state, better, entries: series.map((one) => ({ series: one, events: [] })) });
    const incidents = [
      concerning('open', false, ONE, TWO, B200),
      concerning('open', false, ONE),
      concerning('open', true, THREE),
      concerning('over', false, B200),
      concerning('acknowledged', false, B200),
    ];
    expect(lines({ incidents })).toMatchObject([
      { gpuConfig: 'b200', regressions: 1, improvements: 0 },
      { gpuConfig: 'h200', regressions: 2, improvements: 1 },
    ]);
  });

  it('counts series that recovered, drift or are missing', () => {
    const states = [
      state(ONE, 'recovered'),
      state(ONE, 'recovered'),
      state(TWO, 'drift'),
      state(THREE, 'drift'),
      state(THREE, 'ok'),
      state(B200, 'regressed'),
    ];
    const absences: AbsentSeries[] = [
      { state: 'missing', gpuConfig: 'h200', series: ONE, run: 5 },
      { state: 'failed', gpuConfig: 'h200', series: TWO, run: 5 },
      { state: 'not run', gpuConfig: 'b200', run: 5 },
    ];
    expect(lines({ states, availability: availability(absences) })).toMatchObject([
      { ran: false, missing: 0, failed: 0, recovered: 0, drifting: 0 },
      { ran: true, missing: 1, failed: 1, recovered: 1, drifting: 2 },
    ]);
  });

  it('knows series without a GPU configuration by no name', () => {
    const bare = makeSeries({ test_suite: 's' });
    const [line] = fleetLines({
      availability: availability([], [bare]),
      events: [fell(bare, -4)],
      states: [],
      incidents: [],
      latestRuns: new Map([['', 3]]),
    });
    expect(line).toMatchObject({ gpuConfig: '', regressed: 1, run: 3 });
  });
});
