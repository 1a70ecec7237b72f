import { noiseAt, subjectOf } from '../../../tests/support/subjects';
import { type Metric, metricOf } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { EvidenceOf, type Moment } from './evidence';

const METRIC = metricOf('output_throughput');
const ONE = makeSeries({ model: 'one' });
const OTHER = makeSeries({ model: 'other' });

/** Values in noise of 1 %, at logarithms that hold from a night on. */
function stairs(length: number, levels: ReadonlyArray<readonly [from: number, level: number]>): number[] {
  return Array.from({ length }, (_, night) => {
    const level = levels.findLast(([from]) => from <= night)?.[1] ?? 0;
    return Math.exp(level + 0.01 * noiseAt(3, night));
  });
}

function moment(night: number, around = 5): Moment {
  return { night, same: [night - around, night + around] };
}

/** The mean of logarithms, which is the level where no value is far from the others. */
function mean(values: readonly number[], from: number, to: number): number {
  return values.slice(from, to).reduce((sum, value) => sum + Math.log(value), 0) / (to - from);
}

const misfitOf = (evidence: EvidenceOf, moment: Moment, metric: Metric, includes: (series: Series) => boolean) =>
  evidence.misfitAt(moment, evidence.members(metric.id, includes));

describe('EvidenceOf', () => {
  it('shows how much a series changed at a night, too little to tell by itself too, and how certain that is', () => {
    const values = stairs(60, [[30, -0.004]]);
    const subject = subjectOf({ series: ONE, values });
    expect(subject.analysis.levels.changePoints).toEqual([]);
    const [shown] = new EvidenceOf([subject]).at(moment(30), METRIC);
    expect(shown!.series).toBe(ONE);
    expect(shown!.difference).toBeCloseTo(mean(values, 30, 60) - mean(values, 0, 30), 3);
    expect(shown!.variance).toBeCloseTo(subject.analysis.levels.noise.scale ** 2 * (2 / 30), 12);
  });

  it.each([
    [20, 0, 50],
    [70, 50, 100],
  ])('looks from night %d at most to the other change points: from %d to %d', (night, from, to) => {
    const values = stairs(100, [[50, -0.1]]);
    const subject = subjectOf({ series: ONE, values });
    const [shown] = new EvidenceOf([subject]).at(moment(night), METRIC);
    const [left, right] = [night - from, to - night].map((length) => Math.min(40, length)) as [number, number];
    expect(shown!.variance).toBeCloseTo(subject.analysis.levels.noise.scale ** 2 * (1 / left + 1 / right), 12);
    expect(Math.abs(shown!.difference)).toBeLessThan(0.01);
  });

  it('looks at the nearest of several change points on either side', () => {
    const values = stairs(110, [
      [20, -0.1],
      [40, -0.2],
      [70, -0.3],
      [90, -0.4],
    ]);
    const subject = subjectOf({ series: ONE, values });
    expect(subject.analysis.levels.changePoints.map(({ onset }) => onset)).toEqual([20, 40, 70, 90]);
    const [shown] = new EvidenceOf([subject]).at(moment(55), METRIC);
    expect(shown!.variance).toBeCloseTo(subject.analysis.levels.noise.scale ** 2 * (2 / 15), 12);
  });

  it('takes a change point that is near enough for the change itself', () => {
    const values = stairs(60, [[30, -0.1]]);
    const evidence = new EvidenceOf([subjectOf({ series: ONE, values })]);
    const [exact] = evidence.at(moment(30), METRIC);
    expect(exact!.difference).toBeCloseTo(-0.1, 2);
    const [late] = evidence.at(moment(33), METRIC);
    expect(late!.difference).toBeLessThan(-0.08);
    expect(late!.variance).toBeCloseTo(exact!.variance, 4);
  });

  it('finds a night among observations of which some are missing', () => {
    const values = stairs(60, [[30, -0.004]]);
    const nights = values.map((_, at) => (at < 10 ? at : at + 15));
    const subject = subjectOf({ series: ONE, values, nights });
    const evidence = new EvidenceOf([subject]);
    const [whole] = new EvidenceOf([subjectOf({ series: ONE, values })]).at(moment(30), METRIC);
    expect(evidence.at(moment(45), METRIC)).toEqual([whole]);
    // Nobody measured it in night 12: the next time counts.
    const [[between], [next]] = [evidence.at(moment(12), METRIC), evidence.at(moment(25), METRIC)];
    expect(between).toEqual(next);
    expect(evidence.at(moment(80), METRIC)).toEqual([]);
  });

  it('looks at the window of a long series alone, and counts nights as before', () => {
    const values = stairs(170, [
      [20, -0.2],
      [100, -0.004],
    ]);
    const subject = subjectOf({ series: ONE, values });
    expect(subject.analysis.levels.skipped).toBe(50);
    const evidence = new EvidenceOf([subject]);
    const short = new EvidenceOf([subjectOf({ series: ONE, values: values.slice(50) })]);
    for (const night of [51, 52, 60, 100, 140, 168, 169]) {
      const found = evidence.at(moment(night), METRIC);
      expect(found).toHaveLength(night === 51 || night === 169 ? 0 : 1);
      const [same] = short.at(moment(night - 50), METRIC);
      expect(found[0]?.difference ?? 0).toBeCloseTo(same?.difference ?? 0, 9);
      expect(found[0]?.variance).toBe(same?.variance);
      const all = () => true;
      expect(misfitOf(evidence, moment(night), METRIC, all)).toBe(misfitOf(short, moment(night - 50), METRIC, all));
    }
    expect(evidence.at(moment(30), METRIC)).toEqual([]);
  });

  it('says nothing where a side has fewer than two observations', () => {
    const evidence = new EvidenceOf([subjectOf({ series: ONE, values: stairs(30, []) })]);
    expect([0, 1, 2, 28, 29].map((night) => evidence.at(moment(night), METRIC).length)).toEqual([0, 0, 1, 1, 0]);
  });

  it('says nothing of other metrics', () => {
    const evidence = new EvidenceOf([subjectOf({ series: ONE, values: stairs(30, []) })]);
    expect(evidence.at(moment(15), metricOf('ttft_ms'))).toEqual([]);
    expect(misfitOf(evidence, moment(15), metricOf('ttft_ms'), () => true)).toBe(0);
  });

  describe('of changes that are explained', () => {
    const values = stairs(80, []);
    const metrics = ['output_throughput', 'ttft_ms'] as const;
    const subjects = [ONE, OTHER].flatMap((series) => metrics.map((metric) => subjectOf({ series, metric, values })));

    function explained(night: number): EvidenceOf {
      const evidence = new EvidenceOf(subjects);
      evidence.explain(night, metrics, ({ id }) => id === ONE.id);
      return evidence;
    }

    it.each([
      [34, 2],
      [35, 1],
      [40, 1],
      [45, 1],
      [46, 2],
    ])('about night 40, at night %d, %d series say something', (night, count) => {
      const evidence = explained(40);
      expect(evidence.at(moment(night), METRIC)).toHaveLength(count);
      expect(evidence.at(moment(night), metricOf('ttft_ms'))).toHaveLength(count);
    });

    it('levels of other times end there', () => {
      const [one, other] = explained(40).at(moment(30), METRIC);
      const squared = subjects[0]!.analysis.levels.noise.scale ** 2;
      expect(one!.variance).toBeCloseTo(squared * (1 / 30 + 1 / 10), 12);
      expect(other!.variance).toBeCloseTo(squared * (1 / 30 + 1 / 40), 12);
    });

    it('several are remembered', () => {
      const evidence = explained(20);
      evidence.explain(60, metrics, () => true);
      const squared = subjects[0]!.analysis.levels.noise.scale ** 2;
      const [one, other] = evidence.at(moment(40), METRIC);
      expect(one!.variance).toBeCloseTo(squared * (2 / 20), 12);
      expect(other!.variance).toBeCloseTo(squared * (1 / 40 + 1 / 20), 12);
      expect(evidence.at(moment(20), METRIC)).toHaveLength(1);
      expect(evidence.at(moment(60), METRIC)).toHaveLength(0);
    });

    it('no misfit is counted', () => {
      const evidence = explained(40);
      const ofOther = misfitOf(evidence, moment(40), METRIC, ({ id }) => id === OTHER.id);
      expect(ofOther).toBeGreaterThan(0);
      expect(misfitOf(evidence, moment(40), METRIC, () => true)).toBe(ofOther);
      expect(misfitOf(evidence, moment(40), METRIC, ({ id }) => id === ONE.id)).toBe(0);
    });
  });

  it('tells by the misfit of its members when a change began, capped for each observation', () => {
    const values = stairs(60, [[30, -0.05]]);
    const evidence = new EvidenceOf([ONE, OTHER].map((series) => subjectOf({ series, values })));
    const misfits = [28, 29, 30, 31, 32].map((night) =>
      misfitOf(evidence, { night, same: [25, 35] }, METRIC, () => true)
    );
    expect(Math.min(...misfits)).toBe(misfits[2]);
    const alone = misfitOf(evidence, { night: 30, same: [25, 35] }, METRIC, ({ id }) => id === ONE.id);
    expect(misfits[2]).toBeCloseTo(2 * alone, 9);
    const { noise } = subjectOf({ series: ONE, values }).analysis.levels;
    expect(misfits[1]! - misfits[2]!).toBeGreaterThan((2 * 0.04 ** 2) / noise.scale ** 2 / 2);
    const wild = values.map((value, at) => (at === 10 ? value * 50 : value));
    const capped = new EvidenceOf([subjectOf({ series: ONE, values: wild })]);
    expect(misfitOf(capped, { night: 30, same: [25, 35] }, METRIC, () => true) - alone).toBeLessThan(3.5 ** 2 + 1);
  });
});
