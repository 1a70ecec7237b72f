import { makeSeries } from '../model/series';
import { type Aliases, joinAliases } from './joinAliases';
import { buildNightTable } from './nightTable';

/** Nights in which these machines ran, each with a latency. */
function table(nights: ReadonlyArray<Readonly<Record<string, number>>>) {
  return buildNightTable(
    nights.map((machines, at) => ({
      run: { id: `${at}`, attempt: 1, time: at, commit: '', branch: 'main', event: '', conclusion: '' },
      rows: Object.entries(machines).map(([gpu_config, latency_ms]) => ({
        series: makeSeries({ gpu_config, model: 'm' }),
        values: { latency_ms },
      })),
      issues: [],
    }))
  );
}

const valuesOf = (nights: Parameters<typeof table>[0], aliases: Aliases) =>
  joinAliases(table(nights), aliases).series.map(({ series, runs, values }) => [
    series.id,
    [...runs],
    [...(values.latency_ms ?? [])],
  ]);

const RENAMED: Aliases = { gpu_config: { old: 'older-name', 'older-name': 'new' } };

describe('joinAliases', () => {
  it('joins what was renamed, also more than once, to what it is now', () => {
    expect(valuesOf([{ old: 1 }, { 'older-name': 2, other: 9 }, { new: 3 }], RENAMED)).toEqual([
      ['gpu_config=new,model=m', [0, 1, 2], [1, 2, 3]],
      ['gpu_config=other,model=m', [1], [9]],
    ]);
  });

  it('keeps the values under the present name where both were measured', () => {
    expect(
      valuesOf(
        [
          { old: 1, new: 5 },
          { new: 6, old: 2 },
        ],
        RENAMED
      )
    ).toEqual([['gpu_config=new,model=m', [0, 1], [5, 6]]]);
  });

  it('renames what has no successor yet', () => {
    expect(valuesOf([{ old: 1 }], RENAMED)).toEqual([['gpu_config=new,model=m', [0], [1]]]);
  });

  it('leaves a table alone that has none of the names, and does not run in circles', () => {
    const nights = table([{ a: 1 }]);
    expect(joinAliases(nights, RENAMED)).toBe(nights);
    expect(valuesOf([{ x: 1 }, { y: 2 }], { gpu_config: { x: 'y', y: 'x' } })).toHaveLength(2);
  });

  it('takes names that objects have by themselves for names', () => {
    expect(valuesOf([{ constructor: 1 }], { gpu_config: {} })).toEqual([['gpu_config=constructor,model=m', [0], [1]]]);
  });
});
