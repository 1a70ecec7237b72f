import { makeSeries } from '../model/series';
import { type Night } from '../model/night';
import { buildNightTable } from './nightTable';

function night(id: number, values: readonly number[], commit = `c${id}`): Night {
  return {
    run: { id: `${id}`, attempt: 1, time: id, commit, branch: 'main', event: 'schedule', conclusion: '' },
    rows: values.map((value, batch) => ({
      series: makeSeries({ model: 'm', batch_size: `${batch}` }),
      values: { output_throughput: value },
    })),
    issues: [],
  };
}

const EXACT = [101.12345, 202.23456, 303.34567, 404.45678, 505.56789, 606.67891];
const absences = (...nights: readonly Night[]) => buildNightTable(nights).runs.map(({ absence }) => absence?.message);

describe('a night with the values of a night before', () => {
  it('to the last digit was not measured, and says whose they are', () => {
    const table = buildNightTable([night(1, EXACT), night(2, EXACT), night(3, EXACT)]);
    expect(table.runs.map(({ absence }) => absence?.message)).toEqual([
      undefined,
      'the same values as run 1: nothing was measured',
      'the same values as run 1: nothing was measured',
    ]);
    expect(table.runs.map(({ benchmarks }) => benchmarks)).toEqual([6, 0, 0]);
    expect(table.series[0]!.values.output_throughput).toHaveLength(1);
  });

  it('is found behind others, for two may be published in turns', () => {
    const other = EXACT.map((value) => value * 1.01);
    expect(absences(night(1, EXACT), night(2, other), night(3, EXACT), night(4, other)).filter(Boolean)).toHaveLength(
      2
    );
  });

  it.each([
    ['one value differs in its last digit', [night(1, EXACT), night(2, [...EXACT.slice(1), 606.67892])]],
    ['the values are rounded', [night(1, [1, 2, 3, 4, 5, 600]), night(2, [1, 2, 3, 4, 5, 600])]],
    ['there are few of them', [night(1, EXACT.slice(0, 5)), night(2, EXACT.slice(0, 5))]],
    ['it is of the same commit, and one night with it', [night(1, EXACT, 'c'), night(2, EXACT, 'c')]],
  ])('is one of its own where %s', (_, nights) => {
    expect(absences(...nights)).toEqual([undefined, undefined]);
  });
});
