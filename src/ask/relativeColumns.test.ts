import { type Column } from '../model/table';
import { relativeColumns } from './relativeColumns';

const line = (...values: Array<number | null>): Column[] => [
  { name: 'time', type: 'time', values: values.map((_, at) => at) },
  { name: 'ttft_ms', type: 'number', unit: 'ms', values },
];

describe('relativeColumns', () => {
  it('gives each value in % from the median of the first seven, whatever the size of the series', () => {
    const [time, value] = relativeColumns(line(100, 100, 100, 500, 100, 100, 100, 110, 97));
    expect(time).toEqual(line(...Array<number>(9).fill(1))[0]);
    expect(value).toMatchObject({ unit: 'percent' });
    expect(value!.values.slice(-2).map((one) => Math.round(Number(one)))).toEqual([10, -3]);
    expect(relativeColumns(line(1, 1, 1, 5, 1, 1, 1, 1.1))[1]!.values.at(-1)).toBeCloseTo(10);
  });

  it('draws levels by the same beginning as their line', () => {
    const level: Column = { name: 'ttft_ms_level', type: 'number', role: 'level', values: [null, 110] };
    expect(relativeColumns([...line(100, 100), level])[2]).toMatchObject({ values: [null, expect.closeTo(10)] });
  });

  it('has nothing to say of what has no beginning, or none above 0', () => {
    expect(relativeColumns(line(null, null))[1]!.values).toEqual([null, null]);
    expect(relativeColumns(line(0, 0, 5))[1]!.values).toEqual([null, null, null]);
  });
});
