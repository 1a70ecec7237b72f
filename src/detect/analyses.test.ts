import { finish } from '../lib/job';
import { makeSeries } from '../model/series';
import { DETECTOR_PRESETS } from './levels/detectorOptions';
import { Analyses } from './analyses';
import { type Subject } from './events/eventContext';

const SERIES = makeSeries({ model: 'm' });
const STEPPED = Array.from({ length: 40 }, (_, at) => (at < 20 ? 100 : 80) * (1 + 0.01 * Math.sin(12.9 * at)));

function member(values: readonly number[], series = SERIES) {
  return {
    series,
    metric: 'output_throughput' as const,
    observations: { nights: Int32Array.from(values.keys()), values: Float64Array.from(values), lastFailed: -1 },
  };
}

function subjectOf(analyses: Analyses, values: readonly number[], series = SERIES): Subject {
  return analyses.subject(member(values, series), DETECTOR_PRESETS.normal)!;
}

describe('Analyses', () => {
  it('says nothing of too few observations', () => {
    expect(new Analyses().subject(member([1, 2, 3]), DETECTOR_PRESETS.normal)).toBeUndefined();
  });

  it('analyses a metric once while its values stay the same, and anew when they change', () => {
    const analyses = new Analyses();
    const first = subjectOf(analyses, STEPPED);
    expect(first).toMatchObject({ members: 1, series: SERIES, metric: { id: 'output_throughput' } });
    expect(first.analysis.levels.changePoints).toMatchObject([{ onset: 20 }]);
    expect(subjectOf(analyses, [...STEPPED]).analysis).toBe(first.analysis);
    const longer = subjectOf(analyses, [...STEPPED, 80]);
    expect(longer.analysis).not.toBe(first.analysis);
    expect(longer.analysis.levels.confirmed.at(-1)).toMatchObject({ from: 20, length: 21 });
  });

  it('tells when a change point was first seen, whether that was looked up before or not', () => {
    const small = Array.from({ length: 40 }, (_, at) => (at < 20 ? 100 : 96.5) * (1 + 0.01 * Math.sin(12.9 * at)));
    const asked = subjectOf(new Analyses(), small);
    const [changePoint] = asked.analysis.levels.changePoints;
    const first = asked.firstReport(changePoint!);
    expect(first.count).toBeGreaterThan(22);
    const analyses = new Analyses();
    const located = subjectOf(analyses, small);
    let steps = 0;
    for (const job = analyses.locate(located, changePoint!); !job.next().done;) {
      steps += 1;
    }
    expect(steps).toBeGreaterThan(1);
    expect([...analyses.all()]).toMatchObject([{ reported: [[changePoint!.onset, first]] }]);
    expect(located.firstReport(changePoint!)).toEqual(first);
    // A metric that is known already takes no step.
    expect(analyses.locate(located, changePoint!).next().done).toBe(true);
  });

  it('remembers when change points were first seen, once somebody asked', () => {
    const analyses = new Analyses();
    const subject = subjectOf(analyses, STEPPED);
    expect([...analyses.all()]).toMatchObject([{ reported: [] }]);
    subject.firstReport(subject.analysis.levels.changePoints[0]!);
    expect([...analyses.all()]).toMatchObject([{ reported: [[20, { count: 22, onset: 20, isNews: true }]] }]);
  });

  it('looks up change points of several series and sensitivities, each in its own values', () => {
    const analyses = new Analyses();
    const later = Array.from({ length: 40 }, (_, at) => (at < 25 ? 100 : 70) * (1 + 0.01 * Math.sin(12.9 * at)));
    const one = subjectOf(analyses, STEPPED);
    const other = subjectOf(analyses, later, makeSeries({ model: 'n' }));
    for (const subject of [one, other]) {
      finish(analyses.locate(subject, subject.analysis.levels.changePoints[0]!));
    }
    expect([...analyses.all()].map(({ reported }) => reported[0]![1].count)).toEqual([22, 27]);
    // With a higher bar the same values show their change point later.
    const patient = analyses.subject(member(STEPPED), { ...DETECTOR_PRESETS.normal, penalty: 80 })!;
    expect(patient.options.penalty).toBe(80);
  });

  it('looks at each time before once for all change points of one metric', () => {
    const analyses = new Analyses();
    const twice = Array.from(
      { length: 60 },
      (_, at) => (at < 20 ? 100 : at < 40 ? 80 : 60) * (1 + 0.01 * Math.sin(12.9 * at))
    );
    const subject = subjectOf(analyses, twice);
    subject.analysis.levels.changePoints.forEach((changePoint) => finish(analyses.locate(subject, changePoint)));
    expect([...analyses.all()][0]!.reported).toEqual([
      [20, { count: 22, onset: 20, isNews: true }],
      [40, { count: 42, onset: 40, isNews: true }],
    ]);
  });

  it('gives away all that it knows, and begins with what it is given', () => {
    const analyses = new Analyses();
    const subject = subjectOf(analyses, STEPPED);
    const reported = subject.firstReport(subject.analysis.levels.changePoints[0]!);
    const again = new Analyses([...analyses.all()]);
    expect([...again.all()]).toEqual([...analyses.all()]);
    const restored = subjectOf(again, STEPPED);
    expect(restored.analysis).toBe(subject.analysis);
    expect(again.locate(restored, restored.analysis.levels.changePoints[0]!).next().done).toBe(true);
    expect(restored.firstReport(restored.analysis.levels.changePoints[0]!)).toBe(reported);
  });

  it('forgets what nobody asked for between two sweeps, and keeps the rest', () => {
    const analyses = new Analyses();
    const [one, other] = ['one', 'other'].map((model) => makeSeries({ model })) as [typeof SERIES, typeof SERIES];
    const keys = () => [...analyses.all()].map(({ key }) => key);
    subjectOf(analyses, STEPPED, one);
    subjectOf(analyses, STEPPED, other);
    analyses.sweep();
    expect(keys()).toHaveLength(2);
    subjectOf(analyses, STEPPED, one);
    analyses.sweep();
    expect(keys()).toEqual(['output_throughput|model=one']);
    analyses.sweep();
    expect(keys()).toEqual([]);
  });

  it('keeps what it was given only if it is asked for before the first sweep', () => {
    const given = new Analyses();
    ['one', 'other'].forEach((model) => subjectOf(given, STEPPED, makeSeries({ model })));
    const analyses = new Analyses([...given.all()]);
    subjectOf(analyses, STEPPED, makeSeries({ model: 'other' }));
    analyses.sweep();
    expect([...analyses.all()].map(({ key }) => key)).toEqual(['output_throughput|model=other']);
  });

  it('learns what was found elsewhere, unless it knows those very values, and forgets it as its own', () => {
    const elsewhere = new Analyses();
    const found = subjectOf(elsewhere, STEPPED);
    found.firstReport(found.analysis.levels.changePoints[0]!);
    const [answer] = [...elsewhere.all()];
    const analyses = new Analyses();
    expect(analyses.isKnown(member(STEPPED))).toBe(false);
    analyses.learn(member(STEPPED), answer!);
    expect(analyses.isKnown(member(STEPPED))).toBe(true);
    expect(analyses.isKnown(member([...STEPPED, 80]))).toBe(false);
    expect(analyses.isKnown(member(STEPPED, makeSeries({ model: 'other' })))).toBe(false);
    const learned = subjectOf(analyses, STEPPED);
    expect(learned.analysis).toBe(answer!.analysis);
    expect([...analyses.all()]).toEqual([answer]);
    // What it knows itself stays.
    const own = new Analyses();
    const { analysis } = subjectOf(own, STEPPED);
    own.learn(member(STEPPED), answer!);
    expect(subjectOf(own, STEPPED).analysis).toBe(analysis);
    const unasked = new Analyses();
    unasked.learn(member(STEPPED), answer!);
    unasked.sweep();
    expect([...unasked.all()]).toEqual([]);
  });
});
