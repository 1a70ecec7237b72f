import fc from 'fast-check';

import { type Labels } from '../../catalogue/labels';
import { makeSeries } from '../../model/series';
import { type Evidence } from '../events/evidence';
import { type Found, ScopeSearch } from './ScopeSearch';
import { SeriesCodes } from './SeriesCodes';

const seen = (labels: Labels, difference: number, error = 0.01): Evidence => ({
  series: makeSeries(labels),
  difference,
  variance: error ** 2,
});

/** What is found where the first of all changed. */
const candidates = (evidence: readonly Evidence[], seed = evidence[0]!.series): Found[] =>
  new ScopeSearch(seed, evidence, new SeriesCodes()).candidates();

/** A scope as text: each label with its values, sorted. */
const named = ({ chosen }: Found) =>
  chosen
    .map(({ name, values }) => `${name}=${[...values].sort().join(',')}`)
    .sort()
    .join(' ');

const logChoices = (all: number, count: number) => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Math.log(factorial(all) / factorial(count) / factorial(all - count));
};

/** The scopes of models m0, m1, … that changed by so much, with their errors where they are not 0.01. */
const ofModels = (...models: ReadonlyArray<number | readonly [difference: number, error: number]>) =>
  candidates(
    models.map((one, at) => {
      const [difference, error] = typeof one === 'number' ? [one, 0.01] : one;
      return seen({ model: `m${at}` }, difference, error);
    })
  );
const sets = (found: readonly Found[]) => found.filter(({ chosen }) => chosen.some(({ values }) => values.size > 1));

describe('the scopes of a series that changed', () => {
  it('are all series, and itself by each label that not all share', () => {
    const found = candidates([
      seen({ gpu_config: 'h', model: 'm0', variant: 'v' }, -0.1),
      seen({ gpu_config: 'h', model: 'm1', variant: 'v' }, 0),
    ]);
    expect(found.map(named)).toEqual(['', 'model=m0']);
    expect(found[0]).toMatchObject({ gain: expect.closeTo(25, 9), difference: -0.05, z: expect.closeTo(50 ** 0.5, 9) });
    expect(found[1]).toMatchObject({ gain: expect.closeTo(50 - Math.log(2), 9), difference: -0.1 });
    expect(found[1]!.z).toBeCloseTo(10, 9);
  });

  it('name no label that the series lacks, and one that others lack costs as a value of its own', () => {
    const evidence = [seen({ model: 'm0' }, -0.1), seen({ model: 'm1' }, 0), seen({ variant: 'v' }, 0)];
    expect(candidates(evidence, evidence[2]!.series).map(named)).toEqual(['', 'variant=v']);
    const [, own] = candidates(evidence);
    expect(own!.gain).toBeCloseTo(50 - Math.log(3), 9);
  });

  it('are none where nothing is known', () => {
    expect(candidates([], makeSeries({ model: 'm0' }))).toEqual([]);
    expect(candidates([seen({ model: 'm1' }, -0.1)], makeSeries({ model: 'm0' })).map(named)).toEqual(['']);
  });
});

describe('sets of values', () => {
  it('name those that changed alike, at the cost of all sets of so many', () => {
    const [set, ...more] = sets(ofModels(-0.05, 0, -0.05, 0, -0.05, 0));
    expect(more).toEqual([]);
    expect(named(set!)).toBe('model=m0,m2,m4');
    expect(set!.gain).toBeCloseTo(37.5 - logChoices(6, 3), 9);
    expect(set!.difference).toBeCloseTo(-0.05, 12);
  });

  it('take a value in that is worth more than it costs, and none that is worth less', () => {
    // Each is worth 4, and naming two of six costs 2.7 where naming one costs 1.8.
    const error = 0.05 / Math.sqrt(8);
    expect(sets(ofModels([-0.05, error], [-0.05, error], 0, 0, 0, 0)).map(named)).toEqual(['model=m0,m1']);
    expect(sets(ofModels(-0.05, -0.05, [-0.05, 0.1], 0, 0, 0)).map(named)).toEqual(['model=m0,m1']);
    expect(sets(ofModels(-0.05, -0.05, [-0.05, 0.05], 0, 0, 0)).map(named)).toEqual(['model=m0,m1,m2']);
  });

  it('take what differs by a fifth at most, or by no more than its noise', () => {
    const exact = 1e-4;
    const withThird = (difference: number, error: number) =>
      sets(ofModels([-0.05, exact], [-0.05, exact], [difference, error], 0, 0, 0)).map(named);
    expect(withThird(-0.058, exact)).toEqual(['model=m0,m1,m2']);
    expect(withThird(-0.062, exact)).toEqual(['model=m0,m1']);
    expect(withThird(-0.035, 0.008)).toEqual(['model=m0,m1,m2']);
    expect(withThird(-0.035, 0.004)).toEqual(['model=m0,m1']);
  });

  it('begin with the change of its own value, and end with that of the set', () => {
    // The third is too far from the first, and not from what the first two have in common.
    const found = sets(ofModels([-0.05, 0.002], [-0.059, 0.0005], [-0.07, 0.002], 0, 0, 0));
    expect(found.map(named)).toEqual(['model=m0,m1,m2']);
  });

  it('are of what lies under the other labels, and of series that have the label', () => {
    const evidence = ['v', 'w'].flatMap((variant) =>
      [-0.05, -0.05, 0, 0].map((difference, at) =>
        seen({ model: `m${at}`, variant }, variant === 'v' ? difference : -difference)
      )
    );
    const other = seen({ test_suite: 'x', variant: 'v' }, 0);
    const set = sets(candidates([...evidence, other])).find((one) => named(one) === 'model=m0,m1 variant=v')!;
    expect(set.difference).toBeCloseTo(-0.05, 12);
    expect(set.gain).toBeCloseTo(25 - logChoices(4, 2) - Math.log(2), 9);
  });
});

describe('ranges of batch sizes', () => {
  const sizes = (...of: ReadonlyArray<readonly [size: string, difference: number]>) =>
    of.map(([size, difference]) => seen({ batch_size: size }, difference));
  const ranges = (evidence: readonly Evidence[], seed: number) =>
    sets(candidates(evidence, evidence[seed]!.series)).map(named);

  it('hold the own size, by their numbers, and neither it alone nor all', () => {
    const evidence = sizes(['8', -0.1], ['16', -0.1], ['1', 0], ['128', 0], ['4', 0]);
    const found = ranges(evidence, 0);
    expect(found).toEqual(['batch_size=128,16,4,8', 'batch_size=128,16,8', 'batch_size=1,4,8', 'batch_size=1,16,4,8']);
    expect(ranges(evidence, 2)).toEqual(['batch_size=1,4', 'batch_size=1,4,8', 'batch_size=1,16,4,8']);
    expect(ranges(evidence, 3)).toEqual(['batch_size=128,16,4,8', 'batch_size=128,16,8', 'batch_size=128,16']);
    expect(ranges(sizes(['1', 0], ['2', -0.1]), 1)).toEqual([]);
  });

  it('cost as much as all ranges that there are', () => {
    const evidence = sizes(['1', 0], ['2', -0.1], ['3', -0.1], ['4', -0.1]);
    const range = candidates(evidence, evidence[2]!.series).find((one) => named(one) === 'batch_size=2,3,4')!;
    expect(range.gain).toBeCloseTo(150 - Math.log(6), 9);
  });
});

describe('any scope', () => {
  const label = (name: string, count: number) => fc.nat(count).map((at) => (at === count ? '' : `${name}${at}`));
  const fleets = fc.array(
    fc.record({
      gpu_config: label('g', 3),
      model: label('m', 5),
      variant: label('v', 2),
      batch_size: fc.constantFrom('1', '2', '8', '16', ''),
      difference: fc.constantFrom(-0.1, -0.08, -0.05, 0, 0.1),
      error: fc.constantFrom(0.002, 0.01, 0.05),
    }),
    { minLength: 1, maxLength: 60 }
  );

  it('holds the series that changed, is named once, and is as good as it says', () => {
    let withSets = 0;
    fc.assert(
      fc.property(fleets, (fleet) => {
        const byId = new Map(
          fleet.map(({ difference, error, ...labels }) => {
            const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
            return [JSON.stringify(kept), seen(kept, difference, error)] as const;
          })
        );
        const evidence = [...byId.values()];
        const all = candidates(evidence);
        const seed = evidence[0]!.series.labels;
        withSets += sets(all).length > 0 ? 1 : 0;
        expect(new Set(all.map(named)).size).toBe(all.length);
        for (const { chosen, gain, difference, z } of all) {
          const holds = ({ labels }: Evidence['series']) =>
            chosen.every(({ name, values }) => values.has(labels[name] ?? ''));
          expect(holds({ labels: seed } as Evidence['series'])).toBe(true);
          const several = chosen.filter(({ values, name }) => values.size > 1 && name !== 'batch_size');
          expect(several.length).toBeLessThanOrEqual(1);
          expect(several.length === 1 && chosen.length > 3).toBe(false);
          const members = evidence.filter(({ series }) => holds(series));
          const weights = members.reduce((sum, { variance }) => sum + 1 / variance, 0);
          const weighted = members.reduce((sum, one) => sum + one.difference / one.variance, 0);
          expect(difference).toBeCloseTo(weighted / weights, 9);
          expect(z).toBeCloseTo(Math.abs(weighted) / Math.sqrt(weights), 6);
          const cost = chosen.reduce((sum, one) => sum + one.cost, 0);
          expect(gain).toBeCloseTo(z ** 2 / 2 - cost, 6);
          for (const { name, values } of chosen) {
            expect(values.size).toBeLessThan(new Set(evidence.map(({ series }) => series.labels[name] ?? '')).size);
          }
        }
      }),
      { seed: 7, numRuns: 200 }
    );
    expect(withSets).toBeGreaterThan(20);
  });
});
