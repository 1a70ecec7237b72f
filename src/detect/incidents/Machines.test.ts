import { changedBy, changeEvent } from '../../../tests/support/changeEvents';
import { nightsOfOneRun, noiseAt, subjectOf } from '../../../tests/support/subjects';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { Machines } from './Machines';

const NIGHTS = 60;
const DEPTH = 0.1;
const series = (gpuConfig: string) =>
  ['a', 'b', 'c', 'd'].map((model) => makeSeries({ ...(gpuConfig && { gpu_config: gpuConfig }), model }));

/** The level of a machine in a night, as a logarithm. */
type Course = (night: number) => number;

/** Two hosts that take turns of five nights: the second is slower. Its turns begin with the nights 5, 15, … and 55. */
const turns: Course = (night) => (Math.floor(night / 5) % 2 === 0 ? 0 : -DEPTH);
const steady: Course = () => 0;

function machines(courses: Readonly<Record<string, Course>>, metric: MetricId = 'output_throughput', every = 1) {
  const nights = [...Array(NIGHTS).keys()].filter((night) => night % every === 0);
  const subjects = Object.entries(courses).flatMap(([gpuConfig, course], machine) =>
    series(gpuConfig).map((one, at) =>
      subjectOf({
        series: one,
        metric,
        nights,
        values: nights.map((night) => Math.exp(course(night) + 0.005 * noiseAt(10 * machine + at, night))),
      })
    )
  );
  return new Machines(subjects, nightsOfOneRun(NIGHTS));
}

/** A fall of 10 % that begins with a night. */
function fall(night: number, said: Partial<ChangeEvent> = {}, of: Series = series('h200')[0]!): ChangeEvent {
  const percent = 100 * Math.expm1(-DEPTH);
  return changeEvent({ series: of, onset: night, ...changedBy(percent), ...said });
}

const rise = (night: number, said: Partial<ChangeEvent> = {}) => {
  const percent = 100 * Math.expm1(DEPTH);
  return fall(night, { better: true, ...changedBy(percent), ...said });
};

describe('Machines', () => {
  it('knows the turns of hosts, both ways and some nights off', () => {
    const found = machines({ h200: turns });
    expect([35, 38, 52, 55, 58].map((night) => found.alternates(fall(night)))).toEqual(Array(5).fill(true));
    expect([30, 40, 43, 50].map((night) => found.alternates(rise(night)))).toEqual(Array(4).fill(true));
  });

  it('knows no first turn: nothing like it was seen before', () => {
    const once: Course = (night) => (night < 30 ? 0 : -DEPTH);
    expect(machines({ h200: once }).alternates(fall(30))).toBe(false);
    // Nor one from which nobody came back for long, which is far from another turn.
    const stays: Course = (night) => (night >= 5 && night < 8 ? -DEPTH : once(night));
    expect(machines({ h200: stays }).alternates(fall(30))).toBe(false);
  });

  it('takes a single step back to a former level for a step, and one that came back often for a turn', () => {
    const levels = (lengths: readonly number[]): Course => {
      const low = lengths.flatMap((length, at) => Array.from({ length }, () => at % 2 === 1));
      return (night) => (low[night] ? -DEPTH : 0);
    };
    expect(machines({ h200: levels([20, 10, 15, 15]) }).alternates(fall(45))).toBe(false);
    expect(machines({ h200: (night) => -levels([20, 20, 20])(night) }).alternates(fall(40))).toBe(false);
    // Three visits of two nights each, weeks apart, tell of hosts too.
    expect(machines({ h200: levels([14, 2, 14, 2, 14, 2, 6, 2]) }).alternates(fall(54))).toBe(true);
  });

  it('takes what lies between turns for made of both, and where there was one turn for a change', () => {
    expect(machines({ h200: turns }).alternates(fall(30))).toBe(true);
    const once: Course = (night) => (night < 30 ? 0 : -DEPTH);
    expect(machines({ h200: once }).alternates(fall(20))).toBe(false);
    expect(machines({ h200: (night) => -once(night) }).alternates(rise(20))).toBe(false);
  });

  it('goes by the direction of the change, and where lower is better, what is slower is up', () => {
    // A change that goes the other way than the last turn is no turn, and lies between no turns where nothing was before it.
    const last: Course = (night) => (night < 55 ? 0 : -DEPTH);
    const speed = machines({ h200: turns });
    const latency = machines({ h200: (night) => -turns(night) }, 'latency_ms');
    expect(speed.alternates(fall(57))).toBe(true);
    expect(latency.alternates(rise(57, { metric: 'latency_ms', better: false }))).toBe(true);
    expect(latency.alternates(fall(57, { metric: 'latency_ms', better: true }))).toBe(true);
    expect(machines({ h200: last }).alternates(rise(55))).toBe(false);
    expect(machines({ h200: last }, 'latency_ms').alternates(fall(55, { metric: 'latency_ms', better: true }))).toBe(
      false
    );
  });

  it.each([
    [0.45, false],
    [0.6, true],
    [1, true],
    [1.5, true],
    [1.7, false],
  ])('takes a change of %d times the distance of both levels for a turn: %j', (times, expected) => {
    const percent = 100 * Math.expm1(-times * DEPTH);
    const event = fall(55, changedBy(percent));
    expect(machines({ h200: turns }).alternates(event)).toBe(expected);
  });

  it('keeps machines apart, and series of which no machine is known', () => {
    const found = machines({ h200: turns, b200: steady, '': turns });
    expect(found.alternates(fall(55))).toBe(true);
    expect(found.alternates(fall(55, {}, series('b200')[0]))).toBe(false);
    expect(found.alternates(fall(55, {}, series('')[0]))).toBe(true);
    expect(found.alternates(fall(55, {}, series('unknown')[0]))).toBe(false);
    expect(machines({ h200: steady, '': turns }).alternates(fall(55))).toBe(false);
  });

  it('counts nights, not observations, where a machine was not measured every night', () => {
    const found = machines({ h200: turns }, 'output_throughput', 2);
    expect(found.alternates(fall(55))).toBe(true);
  });
});
