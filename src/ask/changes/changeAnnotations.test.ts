import { type TableRow } from '../columns';
import { changeAnnotations } from './changeAnnotations';

function row(changes: TableRow = {}): TableRow {
  return {
    id: 'abc',
    time: 1000,
    time_end: 1000,
    direction: 'worse',
    state: 'regressed',
    change: -7.9,
    metric: 'Output throughput',
    gpu_config: '8-gpu-h200',
    model: 'm',
    variant: 'TP8',
    batch_size: 8,
    input_len: 4096,
    output_len: 512,
    commits_url: 'https://github.com/a/b/compare/1...2',
    ...changes,
  };
}

describe('changeAnnotations', () => {
  it('says what changed by how much, where, and which commits are suspect', () => {
    expect(changeAnnotations([row()])).toEqual([
      {
        id: '1000 worse',
        time: 1000,
        title: '1 change for the worse',
        lines: ['-7.9 % Output throughput: 8-gpu-h200 m TP8 bs=8 4096/512 (regressed)'],
        links: [{ url: 'https://github.com/a/b/compare/1...2', title: 'suspect commits' }],
        color: 'bad',
        tags: ['regressed'],
      },
    ]);
  });

  it('makes one of the changes of a run and direction, and leaves out what is no change', () => {
    const better = row({ direction: 'better', state: 'improved', change: 3 });
    const found = changeAnnotations([
      row(),
      row({ state: 'recovered' }),
      better,
      row({ time: 2000 }),
      row({ id: null }),
    ]);
    expect(found.map(({ id, color, title, tags }) => [id, color, title, tags])).toEqual([
      ['1000 worse', 'bad', '2 changes for the worse', ['regressed', 'recovered']],
      ['1000 better', 'good', '1 change for the better', ['improved']],
      ['2000 worse', 'bad', '1 change for the worse', ['regressed']],
    ]);
    expect(found[1]!.lines[0]).toMatch(/^\+3\.0 %/);
  });

  it('is a region up to the last night with which it may have begun', () => {
    expect(changeAnnotations([row({ time_end: 3000 }), row({ time_end: 2000 })])[0]).toMatchObject({ timeEnd: 3000 });
    expect(changeAnnotations([row({ time_end: null })])[0]).not.toHaveProperty('timeEnd');
  });

  it('spells out eight changes and counts the rest', () => {
    const lines = (count: number) => changeAnnotations(Array.from({ length: count }, () => row()))[0]!.lines;
    expect(lines(8)).toHaveLength(8);
    expect(lines(11)).toHaveLength(9);
    expect(lines(11).at(-1)).toBe('and 3 more');
  });
});
