import { metricOf } from '../../model/metrics';
import { makeSeries } from '../../model/series';
import { type Subject } from './eventContext';
import { twoStates } from './twoStates';

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

  it('finds none where there is one level, and none that is far from the noise', () => {
    expect(twoStates(subjects(4, 40, () => 0))).toBeUndefined();
    expect(twoStates(subjects(4, 40, (night) => 0.02 * Math.sin(night)))).toBeUndefined();
  });

  it('needs several series, and nights enough', () => {
    expect(twoStates(subjects(2, 40, hosts))).toBeUndefined();
    expect(twoStates(subjects(4, 5, hosts))).toBeUndefined();
    expect(twoStates([])).toBeUndefined();
  });
});
