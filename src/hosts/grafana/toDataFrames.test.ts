import { FieldType, toDataFrame } from '@grafana/data';

import { inWords, orNothing } from './toDataFrames';

const table = (values: readonly number[]) =>
  toDataFrame({
    refId: 'A',
    meta: { notices: [{ severity: 'info', text: 'Said.' }] },
    fields: [{ name: 'n', type: FieldType.number, values: [...values] }],
  });

describe('orNothing', () => {
  it('takes the columns from tables without rows, and leaves what is said of them', () => {
    const [first, second] = orNothing([table([]), table([])]);
    expect(first).toMatchObject({ refId: 'A', fields: [], length: 0, meta: { notices: [{ text: 'Said.' }] } });
    expect(second!.fields).toEqual([]);
    expect(orNothing([])).toEqual([]);
  });

  it('leaves all as they are where one has a row', () => {
    const frames = [table([]), table([1])];
    expect(orNothing(frames)).toEqual(frames);
  });
});

describe('inWords', () => {
  const changes = (values: readonly string[]) =>
    toDataFrame({
      refId: 'A',
      fields: [
        { name: 'state', type: FieldType.string, values: values.map(() => 'ok') },
        { name: 'what', type: FieldType.string, values: [...values], config: { displayName: 'What' } },
        { name: 'page', type: FieldType.string, values: values.map(() => 'trends') },
        { name: 'link_to', type: FieldType.string, values: values.map(() => '9') },
      ],
    });

  it.each([['nothing', []] as const, ['a part', ['TTFT: +9 %', 'TTFT: +8 %']] as const])(
    'says in one row what is waited for where %s is known, in the columns to come',
    (_, known) => {
      const [table] = inWords([changes(known)], { from: 1, to: 2 });
      expect(table).toMatchObject({ refId: 'A', length: 1 });
      expect(table!.fields.map(({ name, values }) => [name, values])).toEqual([
        ['state', [null]],
        ['what', [expect.stringContaining('fills by itself')]],
        ['page', ['overview']],
        ['link_to', ['2']],
      ]);
      expect(table!.fields[1]!.config.displayName).toBe('What');
    }
  );

  it.each([['summary'], ['name']])('says it in the column %s where nothing says what changed', (column) => {
    const fields = ['name', 'state', column].map((name) => ({ name, type: FieldType.string, values: ['a', 'b'] }));
    const [table] = inWords([toDataFrame({ refId: 'A', fields: fields.slice(column === 'name' ? 1 : 0) })], {
      from: 1,
      to: 2,
    });
    const said = table!.fields.map(({ name, values }) => [name, values[0] as unknown]);
    expect(said.filter(([, value]) => value !== null)).toEqual([[column, expect.stringContaining('fills by itself')]]);
  });

  it('says nothing where a table has no column for words', () => {
    expect(inWords([changes([]), table([1])], { from: 1, to: 2 })).toEqual([]);
  });
});
