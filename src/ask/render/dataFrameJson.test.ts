import fc from 'fast-check';

import { type Column, type Table } from '../../model/table';
import { dataFrameJson } from './dataFrameJson';

function sent(values: ReadonlyArray<number | null>, type: Table['type'] = 'timeseries-multi') {
  const columns: Column[] = [{ name: 'value', type: 'number', values: [...values] }];
  return dataFrameJson({ name: '', refId: 'A', type, columns, notices: [] }).data.values[0] as Array<number | null>;
}

describe('dataFrameJson', () => {
  it('gives points of time series seven significant digits, whatever their size and that of those before', () => {
    const number = fc.oneof(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true })
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), (values) => {
        sent(values).forEach((value, at) => {
          const exact = values[at]!;
          if (Number.isInteger(exact)) {
            expect(value).toBe(exact);
          } else {
            expect(Math.abs(value! - exact)).toBeLessThanOrEqual(Math.abs(exact) * 5.01e-7);
            expect(Number(value!.toPrecision(7))).toBe(value);
          }
        });
      }),
      { numRuns: 500, seed: 2 }
    );
  });

  it.each([
    [1234.56789, 1234.568],
    [-0.000123456789, -0.0001234568],
    [99.9999999, 100],
    [0.1, 0.1],
    [1.23456789e-30, 1.234568e-30],
    [null, null],
    [12345678, 12345678],
  ])('sends %d as %d', (value, expected) => {
    expect(sent([value])).toEqual([expected]);
  });

  it('gives points that are shown with so many decimals two more', () => {
    const columns: Column[] = [
      { name: 'value', type: 'number', decimals: 1, values: [-0.5348211, null, 1234.56789, 3] },
    ];
    const table: Table = { name: '', refId: 'A', type: 'timeseries-multi', columns, notices: [] };
    expect(dataFrameJson(table).data.values[0]).toEqual([-0.535, null, 1234.568, 3]);
  });

  it('sends values of tables as they are', () => {
    expect(sent([1234.56789012], 'table')).toEqual([1234.56789012]);
  });
});
