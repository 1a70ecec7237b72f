import { nightsOfOneRun } from '../../../tests/support/subjects';
import { finish } from '../../lib/job';
import { type Labels } from '../../catalogue/labels';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries } from '../../model/series';
import { compositesOf, type Member, standsFor } from './composites';

const VARIANT = { gpu_config: 'h200', model: 'owner/model', variant: 'TP8' };
const NIGHTS = nightsOfOneRun(5).nights.keys();

interface Given {
  readonly labels?: Labels;
  readonly metric?: MetricId;
  readonly values: readonly number[];
  readonly nights?: readonly number[];
}

function member({ labels = {}, metric = 'output_throughput', values, nights }: Given): Member {
  const series = makeSeries({ ...VARIANT, batch_size: '1', ...labels });
  const observations = {
    values: Float64Array.from(values),
    nights: Int32Array.from(nights ?? values.keys()),
    lastFailed: -1,
  };
  return { series, metric, observations };
}

/** The composites, their observations as plain columns. */
function composites(given: readonly Given[]) {
  return finish(compositesOf(given.map(member))).map(({ observations: { nights, values, lastFailed }, ...rest }) => {
    return { ...rest, observations: { nights: [...nights], values: [...values], lastFailed } };
  });
}

const sizes = (count: number, values: readonly number[] = [1, 2, 3]): Given[] =>
  Array.from({ length: count }, (_, at) => ({ labels: { batch_size: `${at}` }, values }));

describe('compositesOf', () => {
  it('is, night by night, how far members are from their medians in the mean, without the fifth at either end', () => {
    // In the last night the five members are at 0.5, 1, 1.1, 1.3 and 4 times their medians.
    const factors = [4, 1.1, 0.5, 1.3, 1];
    const given = factors.map((factor, at) => ({
      labels: { batch_size: `${at}` },
      values: [100, 100, 100, 100, 100 * factor].map((value) => value * (at + 1)),
    }));
    const [composite, ...others] = composites(given);
    expect(others).toEqual([]);
    expect(composite).toMatchObject({
      series: { labels: VARIANT },
      metric: 'output_throughput',
      members: 5,
      observations: { nights: [...NIGHTS], lastFailed: -1 },
    });
    const { values } = composite!.observations;
    values.slice(0, 4).forEach((value) => expect(value).toBeCloseTo(1, 10));
    expect(values[4]).toBeCloseTo((1 * 1.1 * 1.3) ** (1 / 3), 10);
  });

  it('wants three members of a variant, and two of one batch size', () => {
    expect(composites(sizes(2))).toEqual([]);
    expect(composites(sizes(3)).map(({ members, series }) => [members, series.labels])).toEqual([[3, VARIANT]]);
    const lengths = ['1', '2'].map((input_len) => ({ labels: { input_len }, values: [1, 2, 3] }));
    expect(composites(lengths).map(({ members, series }) => [members, series.labels])).toEqual([
      [2, { ...VARIANT, batch_size: '1' }],
    ]);
    const three = [...lengths, { labels: { input_len: '3' }, values: [1, 2, 3] }];
    expect(composites(three).map(({ members, series }) => [members, series.labels.batch_size])).toEqual([
      [3, undefined],
      [3, '1'],
    ]);
  });

  it('keeps variants, models, GPU configurations and metrics apart', () => {
    const others: Labels[] = [{ variant: 'TP4' }, { model: 'owner/other' }, { gpu_config: 'b200' }];
    const apart = others.map((labels): Given => ({ labels, values: [1, 2, 3] }));
    expect(composites([...sizes(1), ...apart])).toEqual([]);
    expect(composites([...sizes(2), { metric: 'ttft_ms', values: [1, 2, 3] }])).toEqual([]);
  });

  it('leaves out a night in which fewer members ran, and members that were never measured', () => {
    const some = [...sizes(2), { labels: { batch_size: '7' }, values: [1, 3], nights: [0, 2] }];
    expect(composites(some)[0]?.observations.nights).toEqual([0, 2]);
    const never = [...sizes(3), { labels: { batch_size: '8' }, values: [] }];
    expect(composites(never)[0]).toMatchObject({ members: 4, observations: { nights: [0, 1, 2] } });
  });

  it('makes none of diffusion tests, nor of series that lack a label', () => {
    const lacking = sizes(3).map((one) => ({ ...one, labels: { ...one.labels, variant: '' } }));
    expect(composites(lacking)).toEqual([]);
    const diffusion = sizes(3).map((one) => ({ ...one, labels: { ...one.labels, model: '' } }));
    expect(composites(diffusion)).toEqual([]);
    const withoutSize = Array.from({ length: 2 }, (_, at) => ({
      labels: { batch_size: '', input_len: `${at}` },
      values: [1, 2, 3],
    }));
    expect(composites(withoutSize)).toEqual([]);
  });
});

describe('standsFor', () => {
  it('is true of series that have all labels of the composite', () => {
    const one = makeSeries({ ...VARIANT, batch_size: '1' });
    expect(standsFor(makeSeries(VARIANT), one)).toBe(true);
    expect(standsFor(makeSeries({ ...VARIANT, batch_size: '8' }), one)).toBe(false);
    expect(standsFor(makeSeries({ ...VARIANT, model: 'owner/other' }), one)).toBe(false);
    expect(standsFor(one, makeSeries(VARIANT))).toBe(false);
  });
});
