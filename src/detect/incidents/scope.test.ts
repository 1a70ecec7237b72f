import fc from 'fast-check';

import { type Labels } from '../../catalogue/labels';
import { makeSeries, type Series } from '../../model/series';
import { type Evidence } from '../events/evidence';
import { bestScope, contains, labelsOfScope, ownScope } from './scope';

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

/** Labels of a scope that names one value of each. */
function each(wanted: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, [value]]));
}

describe('bestScope', () => {
  it.each([[['a/one', 'b/two']], [['a/one', 'b/two', 'd/four', 'e/five']]])(
    'names exactly the models %j of six that changed, and not the others',
    (changed) => {
      const models = ['a/one', 'b/two', 'c/three', 'd/four', 'e/five', 'f/six'];
      const all = models.flatMap((model) => ['1', '8', '16'].map((batch_size) => makeSeries({ model, batch_size })));
      const seen = all.map((series, index) => ({
        series,
        difference: (changed.includes(series.labels.model!) ? -0.05 : 0) + 0.008 * Math.sin(12.9898 * index),
        variance: 1e-4,
      }));
      const scope = bestScope(all[0]!, seen)!;
      expect(scope.labels).toEqual({ model: changed });
      expect([scope.affected, scope.present]).toEqual([3 * changed.length, 3 * changed.length]);
    }
  );

  it.each([
    [{ gpu_config: 'h200', model: 'b/two', variant: 'TP8+MTP', batch_size: '8' }, 1],
    [{ gpu_config: 'h200', model: 'b/two', variant: 'TP8+MTP' }, 3],
    [{ model: 'b/two', variant: 'TP8' }, 6],
    [{ model: 'c/three', batch_size: '16' }, 4],
    [{ gpu_config: 'b200' }, 18],
    [{}, 36],
  ])('names exactly %j, with all labels that it takes and no more', (wanted, count) => {
    const scope = bestScope(memberOf(wanted), evidence(wanted))!;
    expect(scope.labels).toEqual(each(wanted));
    expect([scope.affected, scope.present]).toEqual([count, count]);
    expect(ALL.filter(scope.includes)).toHaveLength(count);
    expect(Math.abs(scope.difference + 0.05)).toBeLessThan(0.01);
  });

  it.each([
    ['8 or more', '8', ['8', '16']],
    ['8 or more', '16', ['8', '16']],
    ['8 or less', '1', ['1', '8']],
  ])('names a range of batch sizes, %s, where all in it changed and no other', (_, of, sizes) => {
    const isMember = ({ model, batch_size: size }: Labels) => model === 'b/two' && sizes.includes(size!);
    const seen = ALL.map((series, index) => ({
      series,
      difference: (isMember(series.labels) ? -0.05 : 0) + 0.008 * Math.sin(12.9898 * index),
      variance: 1e-4,
    }));
    const scope = bestScope(memberOf({ model: 'b/two', batch_size: of }), seen)!;
    expect(scope.labels).toEqual({ model: ['b/two'], batch_size: [...sizes].sort() });
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
    expect(scope.labels).toEqual(each(wanted));
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

describe('labelsOfScope', () => {
  it('names one value of each label', () => {
    expect(labelsOfScope({ model: 'a/one', gpu_config: 'h200' })).toEqual({ model: ['a/one'], gpu_config: ['h200'] });
    expect(labelsOfScope({})).toEqual({});
  });
});

describe('contains', () => {
  const whole = { model: ['a/one', 'b/two'], gpu_config: ['h200'] };

  it.each([
    [true, { model: ['a/one'], gpu_config: ['h200'] }],
    [true, { model: ['b/two', 'a/one'], gpu_config: ['h200'], variant: ['TP8'] }],
    [false, { model: ['a/one', 'c/three'], gpu_config: ['h200'] }],
    [false, { model: ['a/one'], gpu_config: ['b200'] }],
    [false, { model: ['a/one'] }],
    [false, {}],
  ])('is %j of %j', (expected, part) => {
    expect(contains(whole, part)).toBe(expected);
  });

  it('is true of everything where nothing is named', () => {
    expect(contains({}, whole)).toBe(true);
    expect(contains({}, {})).toBe(true);
  });
});

describe('ownScope', () => {
  const own = makeSeries({ gpu_config: 'h200', model: 'a/one' });
  const other = makeSeries({ gpu_config: 'h200', model: 'b/two' });

  it('is one series by all its labels, as far as the evidence shows it', () => {
    const evidence = [
      { series: other, difference: 1, variance: 1 },
      { series: own, difference: -0.06, variance: 4e-4 },
    ];
    const scope = ownScope(own, evidence)!;
    expect(scope).toMatchObject({
      labels: { gpu_config: ['h200'], model: ['a/one'] },
      difference: -0.06,
      gain: expect.closeTo(4.5, 9),
      z: expect.closeTo(3, 9),
      affected: 1,
      present: 1,
    });
    expect([own, other].map(scope.includes)).toEqual([true, false]);
  });

  it('is none where nothing shows it', () => {
    expect(ownScope(own, [{ series: other, difference: 1, variance: 1 }])).toBeUndefined();
  });
});

describe('bestScope by its definition', () => {
  interface Alternative {
    readonly labels: Labels;
    readonly gain: number;
  }

  const gainOf = (evidence: readonly Evidence[], holds: (labels: Labels) => boolean, cost: number) => {
    const members = evidence.filter(({ series }) => holds(series.labels));
    const weighted = members.reduce((sum, { difference, variance }) => sum + difference / variance, 0);
    const weights = members.reduce((sum, { variance }) => sum + 1 / variance, 0);
    return members.length === 0 ? -Infinity : weighted ** 2 / (2 * weights) - cost;
  };

  /** All conjunctions of the seed's labels. */
  function conjunctions(seed: Series, evidence: readonly Evidence[]): Alternative[] {
    const names = ['gpu_config', 'model', 'variant', 'batch_size'] as const;
    const valuesOf = (name: (typeof names)[number]) => new Set(evidence.map(({ series }) => series.labels[name] ?? ''));
    const usable = names.filter((name) => seed.labels[name] !== undefined && valuesOf(name).size > 1);
    return Array.from({ length: 2 ** usable.length }, (_, mask) => {
      const chosen = usable.filter((__, bit) => mask & (2 ** bit));
      return {
        labels: Object.fromEntries(chosen.map((name) => [name, seed.labels[name]!])),
        gain: gainOf(
          evidence,
          (labels) => chosen.every((name) => labels[name] === seed.labels[name]),
          chosen.reduce((sum, name) => sum + Math.log(valuesOf(name).size), 0)
        ),
      };
    });
  }

  /** Whether three quarters of the members show the common change, or are too noisy to contradict it. */
  function isBorneOut(evidence: readonly Evidence[], labels: Labels): boolean {
    const members = evidence.filter(({ series }) =>
      Object.entries(labels).every(([name, value]) => series.labels[name] === value)
    );
    const weights = members.reduce((sum, { variance }) => sum + 1 / variance, 0);
    const common = members.reduce((sum, { difference, variance }) => sum + difference / variance, 0) / weights;
    const contradicts = ({ difference, variance }: Evidence) =>
      Math.abs(difference) < Math.abs(difference - common) && Math.abs(common) > 2 * Math.sqrt(variance);
    return members.filter((one) => !contradicts(one)).length >= 0.75 * members.length;
  }

  /** Series of which some lack a label, with a change of any size in any part of them. */
  const fleets = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 18 }),
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 40, maxLength: 40 }),
      fc.array(fc.constantFrom(0.3, 1, 2), { minLength: 40, maxLength: 40 }),
      fc.array(fc.nat(9), { minLength: 40, maxLength: 40 }),
      fc.nat(39)
    )
    .map(([sizes, differences, errors, lacks, seedAt]) => {
      const byId = new Map<string, Evidence>();
      differences.forEach((difference, at) => {
        const series = makeSeries({
          gpu_config: at % 2 === 0 ? 'h200' : 'b200',
          model: `m${at % 3}`,
          variant: lacks[at] === 0 ? '' : `v${at % 5 === 0 ? 1 : 0}`,
          batch_size: lacks[at] === 1 ? '' : String(sizes[(at * 7) % sizes.length]),
        });
        const changed = at % 3 === seedAt % 3 ? -4 : 0;
        byId.set(series.id, { series, difference: difference + changed, variance: errors[at]! ** 2 });
      });
      const evidence = [...byId.values()];
      return { evidence, seed: evidence[seedAt % evidence.length]!.series };
    });

  it('is at least as good a description as each conjunction that its members bear out, and is borne out itself', () => {
    let found = 0;
    fc.assert(
      fc.property(fleets, ({ evidence, seed }) => {
        const scope = bestScope(seed, evidence);
        const possible = conjunctions(seed, evidence).filter(({ labels }) => isBorneOut(evidence, labels));
        expect(scope === undefined && possible.length > 0).toBe(false);
        if (scope) {
          found += 1;
          expect(scope.gain).toBeGreaterThanOrEqual(Math.max(...possible.map(({ gain }) => gain)) - 1e-6);
          expect(scope.affected).toBeGreaterThanOrEqual(0.75 * scope.present);
          expect(scope.present).toBe(evidence.filter(({ series }) => scope.includes(series)).length);
          expect(scope.includes(seed)).toBe(true);
        }
      }),
      { numRuns: 400, seed: 5 }
    );
    expect(found).toBeGreaterThan(300);
  });

  const sizesUpTo = (count: number) =>
    Array.from({ length: count }, (_, at): Evidence => {
      // Not in the order of their sizes, nor of their texts.
      const size = ((at * 5) % count) + 1;
      return {
        series: makeSeries({ model: 'm', batch_size: `${size}` }),
        difference: size > 2 ? 1 : 0,
        variance: 0.04,
      };
    });

  it('names ranges of sixteen batch sizes by their numbers, and none of more', () => {
    const seedOf = (evidence: readonly Evidence[]) => evidence.find(({ series }) => series.labels.batch_size === '9')!;
    const sixteen = sizesUpTo(16);
    expect(bestScope(seedOf(sixteen).series, sixteen)!.labels.batch_size).toHaveLength(14);
    const seventeen = sizesUpTo(17);
    expect(bestScope(seedOf(seventeen).series, seventeen)!.labels).toEqual({});
  });

  it.each([
    ['a member that is nearer to no change', 0.4, 1, 0],
    ['a member that is nearer to the change', 0.6, 1, 1],
    ['a member that is as near to the one as to the other', 0.5, 1, 1],
    ['a member too noisy to tell', 0.1, 36, 1],
  ])('counts %s as it shows', (_, difference, variance, affected) => {
    const sure = Array.from({ length: 8 }, (__, at) => ({
      series: makeSeries({ model: `m${at}` }),
      difference: 10,
      variance: 1e-6,
    }));
    const doubtful = { series: makeSeries({ model: 'other' }), difference: 10 * difference, variance };
    const found = bestScope(sure[0]!.series, [...sure, doubtful])!;
    // One that can't have changed is left out; one that may have is counted.
    expect(found.affected).toBe(8 + affected);
    expect(found.present).toBe(affected === 0 ? 8 : 9);
  });
});
