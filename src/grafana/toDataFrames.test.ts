import { FieldType, toDataFrame } from '@grafana/data';

import { orNothing } from './toDataFrames';

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
