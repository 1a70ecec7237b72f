import { type Column } from '../model/table';
import { axisOf } from './axisOf';

const line = (...values: Array<number | null>): Column => ({ name: '', type: 'number', values });

describe('axisOf', () => {
  it('shows 5 % around the medians of all lines at least', () => {
    expect(axisOf([line(90, 100, 110), line(200, 200, null)], false)).toEqual({ soft: [95, 210] });
    expect(axisOf([line(-1, 0, 1), line(10, 10)], true)).toEqual({ soft: [-5, 15] });
  });

  it('is logarithmic beyond the noise where a percentage is so far off that others would be flat', () => {
    expect(axisOf([line(0, 1), line(0, 100)], true)).not.toHaveProperty('linearUpTo');
    expect(axisOf([line(0, 1), line(0, 100.5)], true)).toMatchObject({ linearUpTo: 10 });
    expect(axisOf([line(1, 5000)], false)).not.toHaveProperty('linearUpTo');
  });

  it('is left to Grafana where nothing was measured', () => {
    expect(axisOf([line(null), { name: 'time', type: 'time', values: [1] }], true)).toBeUndefined();
  });

  it('does not mind the levels, which lie where the values do', () => {
    expect(axisOf([line(100), { ...line(900), role: 'high' }], false)).toEqual({ soft: [95, 105] });
  });
});
