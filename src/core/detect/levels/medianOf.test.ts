import fc from 'fast-check';
import { median } from 'simple-statistics';

import { medianOf } from './medianOf';

describe('medianOf', () => {
  it('is the median, and leaves the numbers in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (numbers) => {
        const values = Float64Array.from(numbers);
        expect(medianOf(values)).toBeCloseTo(median(numbers), 6);
        expect([...values]).toEqual(numbers);
      })
    );
  });

  it('is no number where there are none', () => {
    expect(medianOf(new Float64Array())).toBeNaN();
  });
});
