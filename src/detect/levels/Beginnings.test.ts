import fc from 'fast-check';

import { noiseAt } from '../../../tests/support/subjects';
import { Beginnings } from './Beginnings';
import { LevelCosts } from './LevelCosts';

const CAP = 3.5;
const FIRST = 8;

/** Costs of the observations, and all beginnings with what comes before them. */
function begun(x: Float64Array, scale: number, before: (from: number) => number) {
  const costs = new LevelCosts(x).within(scale, CAP);
  const beginnings = new Beginnings(costs.bounds, FIRST, x.length);
  for (let from = FIRST; from < x.length; from++) {
    beginnings.add(from, before(from));
  }
  const possible = (to: number, limit: number) => [
    ...beginnings.found.subarray(0, beginnings.possible(to - 2, to, limit)),
  ];
  return { costs, possible };
}

describe('Beginnings', () => {
  it('leaves out none with which a level would be cheaper than the limit', () => {
    const changePoints = fc.tuple(fc.nat(1000), fc.integer({ min: 12, max: 70 }), fc.constantFrom(0, 1, 4, 20));
    let left = 0;
    fc.assert(
      fc.property(
        changePoints,
        fc.constantFrom(0.003, 0.02, 0.1),
        fc.nat(60),
        ([seed, length, changePoint], scale, limit) => {
          const x = Float64Array.from(
            { length },
            (_, at) => 0.02 * (noiseAt(seed, at) + (3 * at > length ? changePoint : 0) + (at % 11 === 3 ? 8 : 0))
          );
          const before = (from: number) => from * (0.5 + Math.abs(noiseAt(seed + 1, from)));
          const { costs, possible } = begun(x, scale, before);
          for (let to = FIRST + 2; to <= length; to++) {
            const found = possible(to, limit);
            expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
            for (let from = FIRST; from <= to - 2; from++) {
              const isCheaper = before(from) + costs.cost(from, to) < limit;
              expect(isCheaper && !found.includes(from)).toBe(false);
              left += found.includes(from) ? 0 : 1;
            }
          }
        }
      ),
      { numRuns: 60, seed: 8 }
    );
    expect(left).toBeGreaterThan(10_000);
  });

  it('finds few in noise around one level, where a candidate costs more than it gains', () => {
    const x = Float64Array.from({ length: 90 }, (_, at) => 0.01 * noiseAt(5, at));
    const costs = new LevelCosts(x).within(0.01, CAP);
    const { possible } = begun(x, 0.01, (from) => costs.cost(0, from) + 18.5);
    expect(possible(90, costs.cost(0, 90)).length).toBeLessThan(12);
  });

  it('looks at few of them from each middle: nearly all are ruled out from one', () => {
    const x = Float64Array.from({ length: 90 }, (_, at) => 0.01 * (noiseAt(5, at) + (at >= 40 ? 3 : 0)));
    const all = new LevelCosts(x).within(0.01, CAP);
    const { costs, possible } = begun(x, 0.01, (from) => all.cost(0, from) + 18.5);
    const table = jest.spyOn(costs.bounds, 'table');
    const limit = all.cost(0, 40) + all.cost(40, 90) + 18.5;
    const looks = [1, 30, 100].map((more) => {
      table.mockClear();
      return [possible(90, limit + more).length, table.mock.calls.length];
    });
    expect(looks).toEqual([
      [2, 18],
      [13, 49],
      [32, 115],
    ]);
  });
});
