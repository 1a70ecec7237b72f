import { nightsOfOneRun } from '../../../tests/support/subjects';
import { type SeriesColumns } from '../../table/nightTable';
import { finish } from '../../lib/job';
import { makeSeries, type Series } from '../../model/series';
import { gpuConfigsOf } from './gpuConfigs';

const OBSERVED = nightsOfOneRun(60);
const ONE = makeSeries({ gpu_config: 'h200', batch_size: '1' });
const OTHER = makeSeries({ gpu_config: 'h200', batch_size: '8' });

describe('gpuConfigsOf', () => {
  const columns = (series: Series, runs: number[]) => ({ series, runs: Uint32Array.from(runs), values: {} });

  it('gives the nights in which each ran, ascending and each once, without runs of other branches', () => {
    const nightOfRun = Int32Array.from([0, 1, -1, 2, 1, 3]);
    const observed = { ...OBSERVED, nightOfRun };
    const b200 = makeSeries({ gpu_config: 'b200' });
    const found = finish(
      gpuConfigsOf(
        [columns(ONE, [0, 2, 3]), columns(b200, [5]), columns(OTHER, [1, 3, 4]), columns(makeSeries({}), [2])],
        observed
      )
    );
    expect(found).toEqual([
      {
        gpuConfig: 'h200',
        nights: [0, 1, 2],
        series: [
          { series: ONE, nights: [0, 2], lastGood: -1 },
          { series: OTHER, nights: [1, 2], lastGood: -1 },
        ],
      },
      { gpuConfig: 'b200', nights: [3], series: [{ series: b200, nights: [3], lastGood: -1 }] },
    ]);
  });

  it('says when each had a value above 0 for the last time, in whichever metric, and in whatever order runs come', () => {
    const nightOfRun = Int32Array.from([0, 1, 2, 1, -1]);
    const lastGood = (values: SeriesColumns['values']) =>
      finish(
        gpuConfigsOf([{ series: ONE, runs: Uint32Array.from([0, 1, 2, 3, 4]), values }], { ...OBSERVED, nightOfRun })
      )[0]!.series[0]!;
    const of = (...values: number[]) => Float64Array.from(values);
    expect(lastGood({ ttft_ms: of(1, 1, 1, 1, 1) })).toMatchObject({ lastGood: 2, nights: [0, 1, 2] });
    expect(lastGood({ ttft_ms: of(1, 0, 0, NaN, 9) }).lastGood).toBe(0);
    expect(lastGood({ ttft_ms: of(1, 0, 0, NaN, 9), latency_ms: of(NaN, 0, -1, 5, 9) }).lastGood).toBe(1);
    expect(lastGood({ ttft_ms: of(0, 0, 0, 0, 9) }).lastGood).toBe(-1);
  });

  it('knows a series without a GPU configuration by no name', () => {
    const bare = makeSeries({ model: 'm' });
    expect(finish(gpuConfigsOf([columns(bare, [4])], OBSERVED))).toMatchObject([{ gpuConfig: '', nights: [4] }]);
  });
});
