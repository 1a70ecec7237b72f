import { buildNightTable } from '../../flatten/nightTable';
import { makeSeries } from '../../model/series';
import { firstRunOf, lastRunOf, observedNights } from './observedNights';

/** Runs in their order; without a value they have no results. */
function observed(...runs: ReadonlyArray<readonly [commit: string, branch: string, value?: number]>) {
  return observedNights(
    buildNightTable(
      runs.map(([commit, branch, value], index) => ({
        run: { id: `${index + 1}`, attempt: 1, time: index, commit, branch, event: '', conclusion: '' },
        rows: value === undefined ? [] : [{ series: makeSeries({ model: 'm' }), values: { ttft_ms: value } }],
        issues: [],
      }))
    )
  );
}

describe('observedNights', () => {
  it('are the commits with results on the branch that most runs with results are on', () => {
    const found = observed(
      ['a', 'main', 1],
      ['b', 'release', 1],
      ['c', 'main'],
      ['a', 'main', 1],
      ['d', 'main', 1],
      ['e', 'release'],
      ['f', 'release']
    );
    expect(found.branch).toBe('main');
    expect(found.nights).toEqual([[0, 3], [4]]);
    expect([...found.nightOfRun]).toEqual([0, -1, -1, 0, 1, -1, -1]);
    expect([firstRunOf(found, 0), lastRunOf(found, 0), lastRunOf(found, 1)]).toEqual([0, 3, 4]);
  });

  it('takes the branch that most of the last ten runs are on, of several the latest', () => {
    expect(observed(['a', 'b', 1], ['b', 'a', 1]).branch).toBe('a');
    expect(observed(['a', 'a', 1], ['b', 'b', 1]).branch).toBe('b');
    expect(observed(['a', 'a', 1], ['b', 'b', 1], ['c', 'b', 1]).branch).toBe('b');
    const renamed = [
      ...Array.from({ length: 80 }, (_, at) => [`o${at}`, 'master', 1] as const),
      ...Array.from({ length: 6 }, (_, at) => [`n${at}`, 'main', 1] as const),
    ];
    expect(observed(...renamed).branch).toBe('main');
    const once = [
      ...Array.from({ length: 9 }, (_, at) => [`o${at}`, 'main', 1] as const),
      ['x', 'experiment', 1] as const,
    ];
    expect(observed(...once).branch).toBe('main');
  });

  it('takes runs whose commit is not known for nights of their own', () => {
    expect(observed(['', 'main', 1], ['', 'main', 1]).nights).toEqual([[0], [1]]);
  });

  it('is empty where nothing has results', () => {
    expect(observed(['a', 'main'])).toMatchObject({ branch: '', nights: [] });
    expect(observed()).toMatchObject({ branch: '', nights: [] });
  });
});
