import fc from 'fast-check';

import { type Labels } from '../../model/labels';
import { makeSeries, type Series } from '../../model/series';
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

  /** All conjunctions of the seed's labels, then all ranges of batch sizes beside the other labels of the best one. */
  function byDefinition(seed: Series, evidence: readonly Evidence[]): Alternative {
    const names = ['gpu_config', 'model', 'variant', 'batch_size'] as const;
    const valuesOf = (name: (typeof names)[number]) => new Set(evidence.map(({ series }) => series.labels[name] ?? ''));
    const usable = names.filter((name) => seed.labels[name] !== undefined && valuesOf(name).size > 1);
    const conjunctions = Array.from({ length: 2 ** usable.length }, (_, mask) =>
      usable.filter((__, bit) => mask & (2 ** bit))
    );
    const alternative = (chosen: ReadonlyArray<(typeof names)[number]>): Alternative => ({
      labels: Object.fromEntries(chosen.map((name) => [name, seed.labels[name]!])),
      gain: gainOf(
        evidence,
        (labels) => chosen.every((name) => labels[name] === seed.labels[name]),
        chosen.reduce((sum, name) => sum + Math.log(valuesOf(name).size), 0)
      ),
    });
    const best = (some: readonly Alternative[]) => some.reduce((a, b) => (b.gain > a.gain ? b : a));
    const found = best(conjunctions.map(alternative));
    const sizes = [...valuesOf('batch_size')]
      .filter(Boolean)
      .map(Number)
      .sort((a, b) => a - b);
    const { batch_size: _, ...others } = found.labels;
    const inner = sizes.length > 16 ? [] : sizes.slice(1, -1);
    const ranges = inner.flatMap((end) =>
      (['more', 'less'] as const).flatMap((word) => {
        const holds = (size: number) => (word === 'more' ? size >= end : size <= end);
        const cost =
          Object.keys(others).reduce((sum, name) => sum + Math.log(valuesOf(name as (typeof names)[number]).size), 0) +
          Math.log(2 * (sizes.length - 1));
        const isMember = (labels: Labels) =>
          Object.entries(others).every(([name, value]) => labels[name] === value) &&
          holds(Number(labels.batch_size ?? NaN));
        return holds(Number(seed.labels.batch_size ?? NaN))
          ? [{ labels: { ...others, batch_size: `${end} or ${word}` }, gain: gainOf(evidence, isMember, cost) }]
          : [];
      })
    );
    return best([found, ...ranges]);
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

  it('is the cheapest description of all that there are, whatever labels series lack and however many sizes there are', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fleets, ({ evidence, seed }) => {
        const scope = bestScope(seed, evidence)!;
        const expected = byDefinition(seed, evidence);
        kinds.add(scope.labels.batch_size?.replace(/\d+/, 'n') ?? 'none');
        expect(scope.gain).toBeCloseTo(expected.gain, 6);
        expect(scope.labels).toEqual(expected.labels);
        const members = evidence.filter(({ series }) => scope.includes(series));
        expect(scope.present).toBe(members.length);
        expect(scope.z).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 400, seed: 5 }
    );
    expect([...kinds].sort()).toEqual(['n', 'n or less', 'n or more', 'none']);
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
    expect(bestScope(seedOf(sixteen).series, sixteen)!.labels).toEqual({ batch_size: '3 or more' });
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
    expect(bestScope(sure[0]!.series, [...sure, doubtful])).toMatchObject({ present: 9, affected: 8 + affected });
  });
});
