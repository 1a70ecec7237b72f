import { type RunEntry } from '../../table/nightTable';
import { measuredCommits } from './measuredCommits';

const GB200 = 'nightly-72-gpu-gb200.yml';

function entry(commit: string, workflow?: string, benchmarks = 4): RunEntry {
  const run = { id: commit, attempt: 1, time: 0, commit, branch: 'main', event: 'schedule', conclusion: '' };
  return { run: { ...run, ...(workflow && { workflow }) }, models: 1, benchmarks, issues: 0 };
}

describe('the commits that an incident was measured between', () => {
  it('are those of its runs', () => {
    const runs = ['a', 'b', 'c'].map((commit) => entry(commit));
    expect(measuredCommits({ previous: 1, range: [2, 2] }, { runs })).toEqual({
      base: 'b',
      head: 'c',
      ofImages: false,
    });
  });

  it('begin a run earlier where images were measured, which are older than the commit of their run', () => {
    const runs = [
      entry('a', GB200),
      entry('x'),
      entry('none', GB200, 0),
      entry('b', GB200),
      entry('y'),
      entry('c', GB200),
    ];
    expect(measuredCommits({ previous: 3, range: [5, 5] }, { runs })).toEqual({ base: 'a', head: 'c', ofImages: true });
    expect(measuredCommits({ previous: 0, range: [3, 3] }, { runs })).toMatchObject({ base: 'a', ofImages: true });
  });
});
