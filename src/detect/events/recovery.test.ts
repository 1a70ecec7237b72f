import { type ChangePoint } from '../levels/changePoint';
import { recoveryOf } from './recovery';

/** Change points from each level to the next, in %. */
function changePoints(...levels: number[]): ChangePoint[] {
  return levels.slice(1).map((after, index) => ({
    onset: 10 * (index + 1),
    before: Math.log(levels[index]!),
    after: Math.log(after),
    error: 0.001,
    z: 10,
  }));
}

describe('recoveryOf', () => {
  it.each([
    ['nothing after it', [100, 80], undefined],
    ['all of it back', [100, 80, 100], { state: 'recovered', by: 1 }],
    ['more than all of it back', [100, 80, 120], { state: 'recovered', by: 1 }],
    ['a quarter left', [100, 80, 95], { state: 'recovered', by: 1 }],
    ['half left', [100, 80, 89], { state: 'partly recovered', by: 1 }],
    ['hardly more than three quarters left', [100, 80, 84], undefined],
    ['hardly less than three quarters left', [100, 80, 85], { state: 'partly recovered', by: 1 }],
    ['2 % of a small change left', [100, 96, 98.1], { state: 'recovered', by: 1 }],
    ['more than 2 % of a small change left', [100, 96, 97.9], { state: 'partly recovered', by: 1 }],
    ['a further fall', [100, 80, 70], undefined],
    ['a further fall from which all came back', [100, 80, 70, 99], { state: 'recovered', by: 2 }],
    ['a part back, and then all', [100, 80, 90, 100], { state: 'recovered', by: 2 }],
    ['a part back, and then that lost again', [100, 80, 90, 80], { state: 'partly recovered', by: 1 }],
    ['all back, and then lost again', [100, 80, 100, 80], { state: 'recovered', by: 1 }],
    ['all of a rise back', [100, 120, 100], { state: 'recovered', by: 1 }],
    ['half of a rise left', [100, 120, 110], { state: 'partly recovered', by: 1 }],
    ['a further rise', [100, 120, 130], undefined],
    ['a small change point down from far above', [100, 80, 130, 60, 70], { state: 'recovered', by: 1 }],
  ] as const)('with %s', (_, levels, expected) => {
    const found = recoveryOf(changePoints(...levels), 0);
    expect(found && { state: found.state, by: found.by }).toEqual(expected);
  });

  it('says by how much the level is better than before the fall', () => {
    expect(recoveryOf(changePoints(100, 80, 120), 0)!.beyond).toBeCloseTo(Math.log(1.2), 9);
    expect(recoveryOf(changePoints(100, 120, 60), 0)!.beyond).toBeCloseTo(Math.log(100 / 60), 9);
    expect(recoveryOf(changePoints(100, 80, 99), 0)!.beyond).toBe(0);
  });

  it('looks at what came after the change point, not before', () => {
    expect(recoveryOf(changePoints(80, 100, 80), 1)).toBeUndefined();
    expect(recoveryOf(changePoints(100, 80, 100, 80, 100), 2)).toMatchObject({ state: 'recovered', by: 3 });
  });

  it('forgets a part that came back where a later change point up leaves more than three quarters', () => {
    expect(recoveryOf(changePoints(100, 80, 90, 70, 82), 0)).toBeUndefined();
  });
});
