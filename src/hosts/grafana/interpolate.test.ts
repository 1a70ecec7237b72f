import { templates } from '../../../tests/support/shell';
import { adHocMatchers, interpolateFilter } from './interpolate';

describe('interpolateFilter', () => {
  it.each([
    ['a plain value', { model: ['x'] }, { model: ['x'] }],
    ['several values of a variable', { model: ['$two'] }, { model: ['a', 'b,c'] }],
    ['a variable in braces', { model: ['${two}'] }, { model: ['a', 'b,c'] }],
    ['a variable with a format of its own', { model: ['${two:regex}'] }, { model: ['a', 'b,c'] }],
    ['a variable as comma-separated values', { model: ['${two:csv}'] }, { model: ['a', 'b,c'] }],
    ['a prefix before several values', { model: ['org/$two'] }, { model: ['org/a', 'org/b,c'] }],
    ['two variables in one value', { model: ['${two:csv}-$two'] }, { model: ['a-a', 'a-b,c', 'b,c-a', 'b,c-b,c'] }],
    ['All as no condition', { model: ['$everything'] }, { model: [] }],
    ['All beside a value as no condition', { model: ['x', '$everything'] }, { model: [] }],
    ['a variable that does not exist', { model: ['$unknown'] }, { model: ['$unknown'] }],
    ['a value twice', { model: ['a', '$two'] }, { model: ['a', 'b,c'] }],
    ['All as a value of its own', { model: ['$__all'] }, { model: [] }],
    ['nothing', {}, {}],
  ])('takes %s', (_, filter, expected) => {
    expect(interpolateFilter(filter, {}, templates({ two: ['a', 'b,c'], everything: 'All' }))).toEqual(expected);
  });

  it('takes the value of a repeated panel though the variable is at All', () => {
    const scopedVars = { batch: { text: '8', value: '8' } };
    expect(interpolateFilter({ batchSize: ['$batch'] }, scopedVars, templates({ batch: 'All' }))).toEqual({
      batchSize: ['8'],
    });
  });
});

describe('adHocMatchers', () => {
  it('takes each operator, and several values', () => {
    expect(
      adHocMatchers([
        { key: 'model', operator: '=~', value: 'deep.*' },
        { key: 'batch_size', operator: '=|', value: '1', values: ['1', '8'] },
      ])
    ).toEqual([
      { attribute: 'model', operator: '=~', values: ['deep.*'] },
      { attribute: 'batchSize', operator: '=|', values: ['1', '8'] },
    ]);
  });
});
