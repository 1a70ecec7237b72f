import { type Labels } from '../../model/labels';
import { makeSeries } from '../../model/series';
import { type Evidence } from './evidence';
import { bestScope } from './scope';

const ALL = ['h200', 'b200'].flatMap((gpu_config) =>
  ['a/one', 'b/two', 'c/three'].flatMap((model) =>
    ['TP8', 'TP8+MTP'].flatMap((variant) =>
      ['1', '8', '16'].map((batch_size) => makeSeries({ gpu_config, model, variant, batch_size }))
    )
  )
);

/** Series that changed by 5 % where they have the labels, in noise of `error`; a little of it is shown by each. */
function evidence(wanted: Readonly<Record<string, string>>, error = 0.01, noisy = -1): Evidence[] {
  return ALL.map((series, index) => {
    const isMember = Object.entries(wanted).every(([name, value]) => series.labels[name] === value);
    const own = index === noisy ? 0.2 : error;
    const wiggle = own * Math.sin(12.9898 * index) * 0.8;
    return { series, difference: (isMember && index !== noisy ? -0.05 : 0) + wiggle, variance: own * own };
  });
}

function memberOf(wanted: Readonly<Record<string, string>>) {
  return ALL.find(({ labels }) => Object.entries(wanted).every(([name, value]) => labels[name] === value))!;
}

describe('bestScope', () => {
  it.each([
    [{ gpu_config: 'h200', model: 'b/two', variant: 'TP8+MTP', batch_size: '8' }, 1],
    [{ gpu_config: 'h200', model: 'b/two', variant: 'TP8+MTP' }, 3],
    [{ model: 'b/two', variant: 'TP8' }, 6],
    [{ model: 'c/three', batch_size: '16' }, 4],
    [{ gpu_config: 'b200' }, 18],
    [{}, 36],
  ])('names exactly %j, with all labels that it takes and no more', (wanted, count) => {
    const scope = bestScope(memberOf(wanted), evidence(wanted))!;
    expect(scope.labels).toEqual(wanted);
    expect([scope.affected, scope.present]).toEqual([count, count]);
    expect(ALL.filter(scope.includes)).toHaveLength(count);
    expect(Math.abs(scope.difference + 0.05)).toBeLessThan(0.01);
  });

  it.each([
    ['8 or more', '8', ['8', '16']],
    ['8 or more', '16', ['8', '16']],
    ['8 or less', '1', ['1', '8']],
  ])('names a range of batch sizes, %s, where all in it changed and no other', (text, of, sizes) => {
    const isMember = ({ model, batch_size: size }: Labels) => model === 'b/two' && sizes.includes(size!);
    const seen = ALL.map((series, index) => ({
      series,
      difference: (isMember(series.labels) ? -0.05 : 0) + 0.008 * Math.sin(12.9898 * index),
      variance: 1e-4,
    }));
    const scope = bestScope(memberOf({ model: 'b/two', batch_size: of }), seen)!;
    expect(scope.labels).toEqual({ model: 'b/two', batch_size: text });
    expect([scope.affected, scope.present]).toEqual([8, 8]);
    expect(ALL.filter(scope.includes).every(({ labels }) => isMember(labels))).toBe(true);
    expect(scope.overlaps(makeSeries({ gpu_config: 'h200', model: 'b/two', variant: 'TP8' }))).toBe(true);
    expect(scope.overlaps(makeSeries({ gpu_config: 'h200', model: 'a/one', variant: 'TP8' }))).toBe(false);
  });

  it('is not spoilt by a member that is too noisy to tell', () => {
    const wanted = { model: 'b/two', variant: 'TP8' };
    const noisy = ALL.findIndex(
      ({ labels }) => labels.model === 'b/two' && labels.variant === 'TP8' && labels.batch_size === '16'
    );
    const scope = bestScope(memberOf(wanted), evidence(wanted, 0.01, noisy))!;
    expect(scope.labels).toEqual(wanted);
    expect(scope.affected).toBe(6);
  });

  it('counts a member that could have shown the change and did not', () => {
    const wanted = { model: 'b/two', variant: 'TP8' };
    const without = evidence(wanted).map((one, index) =>
      index === ALL.indexOf(memberOf(wanted)) + 1 ? { ...one, difference: 0 } : one
    );
    const scope = bestScope(memberOf(wanted), without)!;
    expect([scope.affected, scope.present]).toEqual([5, 6]);
  });

  it('is the more certain the more series show the change', () => {
    const scopes: Array<Record<string, string>> = [
      { model: 'b/two', variant: 'TP8', gpu_config: 'h200' },
      { model: 'b/two' },
    ];
    const [few, many] = scopes.map((wanted) => bestScope(memberOf(wanted), evidence(wanted))!.z);
    expect(many).toBeGreaterThan(1.5 * few!);
  });
});
