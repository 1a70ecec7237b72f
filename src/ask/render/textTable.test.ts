import { type Table } from '../../model/table';
import { markdownTable, textTable } from './textTable';

const TABLE: Table = {
  name: 'T',
  refId: 'A',
  type: 'table',
  notices: [],
  columns: [
    { name: 'model', displayName: 'Model', type: 'string', values: ['a|b', null, 'evil\u001b[31m'] },
    { name: 'change', type: 'number', unit: 'percent', decimals: 1, values: [1.25, -20, null] },
    { name: 'time', type: 'time', values: [Date.UTC(2026, 0, 2, 3, 4), null, null] },
    { name: 'url', type: 'string', hidden: true, values: ['x', 'y', 'z'] },
  ],
};

describe('textTable', () => {
  it('aligns numbers to the right, leaves hidden columns out and lets no control character through', () => {
    expect(textTable(TABLE).split('\n')).toEqual([
      'Model       change  time',
      '---------  -------  ----------------',
      'a|b          1.3 %  2026-01-02 03:04',
      '           -20.0 %',
      'evil?[31m',
    ]);
  });

  it('says when there is nothing', () => {
    expect(textTable({ ...TABLE, columns: [] })).toBe('(no data)');
  });
});

describe('markdownTable', () => {
  it('escapes what would break the table', () => {
    expect(markdownTable(TABLE).split('\n').slice(0, 3)).toEqual([
      '| Model | change | time |',
      '| --- | ---: | --- |',
      '| a\\|b | 1.3 % | 2026-01-02 03:04 |',
    ]);
  });

  it('makes links of the cells that lead somewhere', () => {
    const link = ({ name }: { name: string }) => (name === 'change' ? 'https://x.example/a b)' : undefined);
    expect(markdownTable(TABLE, { link })).toContain('| [1.3 %](https://x.example/a%20b%29) |');
  });
});
