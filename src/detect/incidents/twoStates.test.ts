import { median } from 'simple-statistics';

import { FEWEST_OBSERVATIONS } from '../levels/detectorOptions';
import { metricOf } from '../../catalogue/metrics';
import { makeSeries } from '../../model/series';
import { type Subject } from '../events/eventContext';
import { twoStates } from './Machines';

/** Series of one machine: a common course in logarithms, each at a size and with a wiggle of its own. */
function subjects(count: number, nights: number, course: (night: number) => number): Subject[] {
  return Array.from({ length: count }, (_, at) => {
    const own = Array.from({ length: nights }, (__, night) => night);
    const values = own.map((night) => 10 ** at * Math.exp(course(night) + 0.004 * Math.sin(7.1 * night + at)));
    return {
      series: makeSeries({ gpu_config: 'h', model: `${at}` }),
      metric: metricOf('latency_ms'),
      observations: { nights: own, values: Float64Array.from(values) },
    } as unknown as Subject;
  });
}

const hosts = (night: number) => (Math.floor(night / 3) % 2 === 0 ? 0 : 0.2);

describe('twoStates', () => {
  it('finds the two levels that series of one machine share', () => {
    const found = twoStates(subjects(4, 40, hosts));
    expect(found!.distance).toBeCloseTo(0.2, 1);
    expect(found!.nights).toHaveLength(40);
    expect(found!.scale).toBeLessThan(0.02);
  });

  it('says what it found: levels in the middle of what is nearer to each, and the noise around them', () => {
    // The second host is there for a third of the nights, and some nights lie between the two.
    const seldom = (night: number) => (night % 10 === 7 ? 0.09 : night % 3 === 0 ? 0.2 : 0) + 0.002 * (night % 7);
    const { x, low, high, distance, scale } = twoStates(subjects(5, 90, seldom))!;
    const middle = (low + high) / 2;
    expect(low).toBeCloseTo(median([...x].filter((value) => value <= middle)), 12);
    expect(high).toBeCloseTo(median([...x].filter((value) => value > middle)), 12);
    expect(distance).toBe(high - low);
    expect(scale).toBeCloseTo(
      1.4826 * median([...x].map((value) => Math.min(Math.abs(value - low), Math.abs(value - high)))),
      4
    );
  });

  it('goes by the nights on which half of the series or more were measured', () => {
    const four = subjects(4, 40, hosts).map((subject, at) => {
      const { nights, values } = subject.observations;
      // Night 10 has one of them, night 11 two, night 12 three.
      const isKept = (night: number) => night < 10 || night > 12 || at < night - 9;
      return {
        ...subject,
        observations: {
          nights: nights.filter(isKept),
          values: [...values].filter((_, night) => isKept(night)),
        },
      } as unknown as Subject;
    });
    const { nights } = twoStates(four)!;
    expect(nights).toHaveLength(39);
    expect(nights).toEqual(expect.arrayContaining([9, 11, 12]));
  });

  it('finds none where there is one level, and none that is far from the noise', () => {
    expect(twoStates(subjects(4, 40, () => 0))).toBeUndefined();
    expect(twoStates(subjects(4, 40, (night) => 0.02 * Math.sin(night)))).toBeUndefined();
  });

  it('needs several series, and nights enough', () => {
    expect(twoStates(subjects(2, 40, hosts))).toBeUndefined();
    expect(twoStates(subjects(3, 40, hosts))).toBeDefined();
    expect(twoStates(subjects(4, FEWEST_OBSERVATIONS - 1, hosts))).toBeUndefined();
    expect(twoStates(subjects(4, FEWEST_OBSERVATIONS, hosts))).toBeDefined();
    expect(twoStates([])).toBeUndefined();
  });
});
