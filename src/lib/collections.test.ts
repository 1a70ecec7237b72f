import { areEqual } from './collections';

describe('areEqual', () => {
  it('compares columns number by number, whatever holds them', () => {
    expect(areEqual([1, 2], Float64Array.of(1, 2))).toBe(true);
    expect(areEqual([], new Int32Array())).toBe(true);
    expect(areEqual([1, 2], [1, 3])).toBe(false);
    expect(areEqual([1, 2], [1])).toBe(false);
    expect(areEqual([1], [1, 2])).toBe(false);
    const same = [NaN];
    expect(areEqual(same, same)).toBe(true);
  });
});
