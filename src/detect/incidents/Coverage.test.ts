import { changeEvent } from '../../../tests/support/changeEvents';
import { makeSeries } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { Coverage } from './Coverage';

const VARIANT = { gpu_config: 'h200', model: 'owner/model', variant: 'TP8' };
const ONE = makeSeries({ ...VARIANT, batch_size: '1' });
const OBSERVED = {
  branch: 'main',
  branches: new Set(['main']),
  nights: Array.from({ length: 30 }, (_, night) => [night]),
  nightOfRun: Int32Array.from({ length: 30 }, (_, run) => run),
  isUsual: new Uint8Array(30).fill(1),
};
/** Seen in several series together, with night 10 to 12. */
const COMPOSITE = changeEvent({ series: makeSeries(VARIANT), members: 4, range: [10, 12] });

function covers(reported: Partial<ChangeEvent>, composite: ChangeEvent = COMPOSITE): boolean {
  return new Coverage([changeEvent({ series: ONE, range: [11, 11], ...reported })], OBSERVED).of(composite).length > 0;
}

describe('Coverage', () => {
  it.each([
    [[7, 8], false],
    [[8, 9], true],
    [[11, 11], true],
    [[13, 14], true],
    [[14, 15], false],
    [[3, 25], true],
  ] as const)(
    'has a composite of nights 10 to 12 where a member changed within a night of it: %j is %j',
    (range, expected) => {
      expect(covers({ range })).toBe(expected);
    }
  );

  it.each<[string, Partial<ChangeEvent>]>([
    ['of the other direction', { better: true }],
    ['of another GPU configuration', { series: makeSeries({ ...ONE.labels, gpu_config: 'b200' }) }],
    ['of another model', { series: makeSeries({ ...ONE.labels, model: 'owner/other' }) }],
    ['of another variant', { series: makeSeries({ ...ONE.labels, variant: 'TP4' }) }],
    ['that is only suspected', { state: 'suspect' }],
    ['that was withdrawn', { state: 'withdrawn' }],
  ])('does not take a change %s for the same', (_, reported) => {
    expect(covers(reported)).toBe(false);
  });

  it('takes a finer composite for the same as a coarser one, but no member for a finer one that it is not of', () => {
    const finer = (batch_size: string) =>
      changeEvent({ series: makeSeries({ ...VARIANT, batch_size }), members: 2, range: [11, 11] });
    const coarser = changeEvent({ series: makeSeries(VARIANT), members: 4, range: [11, 11] });
    expect(new Coverage([coarser], OBSERVED).of(finer('8'))).toHaveLength(1);
    expect(new Coverage([finer('8')], OBSERVED).of(coarser)).toEqual([]);
    expect(covers({ series: ONE }, finer('8'))).toBe(false);
    expect(covers({ series: ONE }, finer('1'))).toBe(true);
  });

  it('knows what was added after the others of its group, and looks at all of them', () => {
    const coverage = new Coverage([changeEvent({ series: ONE, range: [20, 20] })], OBSERVED);
    expect(coverage.of(COMPOSITE)).toEqual([]);
    coverage.add(changeEvent({ series: ONE, range: [11, 11] }));
    expect(coverage.of(COMPOSITE)).toHaveLength(1);
    expect(new Coverage([], OBSERVED).of(COMPOSITE)).toEqual([]);
  });
});
