import { noiseAt } from '../../tests/support/subjects';
import { buildNightTable, type NightTable } from '../table/nightTable';
import { type Labels } from '../catalogue/labels';
import { type MetricValues } from '../catalogue/metrics';
import { makeSeries } from '../model/series';
import { type Changes } from './changes';
import { Detection, type Knowledge } from './detection';
import { type AnalysisBatch } from './Helpers';

const NIGHTS = 40;
const START = Date.UTC(2026, 0, 1);
const METRICS = ['output_throughput', 'ttft_ms', 'acc_length'] as const;

/** By how much, as a logarithm, a series differs in a night. */
type Course = (night: number, series: number) => number;

const labelsOf = (series: number): Labels => ({
  gpu_config: '8-gpu-h200',
  model: `owner/m${Math.floor(series / 4)}`,
  variant: 'TP8',
  batch_size: `${2 ** (series % 4)}`,
});

interface Fleet {
  readonly series?: number;
  readonly nights?: number;
  readonly metrics?: number;
  /** Of the noise, in %. */
  readonly percent?: number;
  /** The series that are measured on another branch alone. */
  readonly elsewhere?: ReadonlySet<number>;
}

function tableOf(
  course: Course,
  { series = 8, nights = NIGHTS, metrics = 1, percent = 1, elsewhere = new Set() }: Fleet = {}
): NightTable {
  const runOf = (night: number, branch: string) => ({
    id: `${branch} ${100 + night}`,
    attempt: 1,
    time: START + night * 86_400_000,
    commit: `${branch} ${night}`,
    branch,
    event: branch === 'main' ? 'schedule' : 'workflow_dispatch',
    conclusion: 'success',
  });
  const rowsOf = (night: number, isElsewhere: boolean) =>
    Array.from({ length: series }, (_, one) => one)
      .filter((one) => elsewhere.has(one) === isElsewhere)
      .map((one) => ({
        series: makeSeries(labelsOf(one)),
        values: Object.fromEntries(
          METRICS.slice(0, metrics).map((metric, at) => [
            metric,
            100 * Math.exp(course(night, one) + (percent / 100) * noiseAt(100 * one + at, night)),
          ])
        ) as MetricValues,
      }));
  return buildNightTable(
    Array.from({ length: nights }, (_, night) => [
      { run: runOf(night, 'main'), rows: rowsOf(night, false), issues: [] },
      ...(elsewhere.size > 0 ? [{ run: runOf(night, 'other'), rows: rowsOf(night, true), issues: [] }] : []),
    ]).flat()
  );
}

const found = (course: Course, fleet?: Fleet, knowledge?: Knowledge): Changes =>
  new Detection().changesNow(tableOf(course, fleet), knowledge);
const quiet: Course = () => 0;
/** The first model falls by a tenth with night 30. */
const falls: Course = (night, series) => (night >= 30 && series < 4 ? -0.1 : 0);

describe('detectChanges', () => {
  it('hands metrics to helpers with what is asked of each: composites from half of the smallest change on', () => {
    const batches: AnalysisBatch[] = [];
    const helper = (batch: AnalysisBatch) => {
      batches.push(batch);
      return new Promise<never>(() => {});
    };
    const fleet = { series: 48, metrics: 3 };
    const asked = (knowledge?: Knowledge) => {
      batches.length = 0;
      new Detection({ helpers: [helper, helper, helper] }).changesNow(tableOf(falls, fleet), knowledge);
      return batches.flatMap(({ tasks }) => tasks);
    };
    const tasks = asked();
    // Twelve variants in three metrics come last, and helpers begin at the end.
    expect(new Set(tasks.slice(0, 32).map(({ smallestChange }) => smallestChange))).toEqual(new Set([1]));
    expect(new Set(tasks.map(({ smallestChange }) => smallestChange))).toEqual(new Set([1, 2]));
    expect(tasks.every(({ looksBack, values }) => looksBack && values.length === NIGHTS)).toBe(true);
    const { remembered } = found(falls, fleet);
    const again = asked({ remembered });
    expect(again).toHaveLength(tasks.length);
    // What is known needs no looking back: of what helpers are handed, the composite of the model that fell.
    expect(again.filter(({ looksBack }) => !looksBack)).toHaveLength(3);
  });

  it('says nothing of what was measured on another branch alone', () => {
    const { states } = found(quiet, { elsewhere: new Set([3]) });
    expect(states).toHaveLength(7);
  });

  it('dates incidents and GPU configurations by their runs', () => {
    const { incidents, fleet } = found(falls);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]!.reported).toMatch(/^2026-02-0[123]$/);
    expect(fleet).toMatchObject([{ gpuConfig: '8-gpu-h200', run: NIGHTS - 1, series: 8, regressions: 1 }]);
  });

  it('tells what several series show together once', () => {
    const small: Course = (night, series) => (night >= 20 && series < 4 ? -0.014 : 0);
    const { events } = found(small, { series: 16 });
    expect(events.filter(({ state }) => state === 'regressed').map(({ members }) => members)).toEqual([4]);
  });

  it('calls a change suspected that is not certain among so many series, and knows nothing of it', () => {
    const depths = Array.from({ length: 12 }, (_, at) => 0.02 + 0.001 * at);
    const suspected = depths.flatMap((depth) => {
      const course: Course = (night, series) => (night >= 20 && series === 0 ? -depth : 0);
      const { events, remembered } = found(course, { series: 100, percent: 1.4 }, { newWithinDays: 100 });
      const own = events.filter(({ series, onset }) => series.labels.model === 'owner/m0' && Math.abs(onset - 20) < 4);
      own
        .filter(({ state }) => state === 'suspect')
        .forEach(({ id, isNew }) => {
          expect(isNew).toBe(false);
          expect(remembered.events.map((one) => one.id)).not.toContain(id);
        });
      own
        .filter(({ state }) => state === 'regressed')
        .forEach(({ id, isNew }) => {
          expect(isNew).toBe(true);
          expect(remembered.events.map((one) => one.id)).toContain(id);
        });
      return own.map(({ state }) => state);
    });
    expect(new Set(suspected)).toEqual(new Set(['suspect', 'regressed']));
  });

  it('says of hosts that take turns how far apart they are, and nothing of it elsewhere', () => {
    const turns: Course = (night) => (Math.floor(night / 8) % 2 === 0 ? 0 : -0.1);
    const { events } = found(turns, { nights: 76 }, { newWithinDays: 100 });
    const alternating = events.filter(({ state }) => state === 'alternates');
    expect(alternating.length).toBeGreaterThan(0);
    for (const { notes, isNew, change } of alternating) {
      expect(isNew).toBe(false);
      const apart = Math.abs(change.percent).toFixed(1);
      expect(notes.at(-1)).toBe(
        `Alternates between two levels ${apart} % apart, on the same nights as others of its GPU configuration (two hosts?).`
      );
    }
    const { events: others } = found(falls);
    expect(others.flatMap(({ notes }) => notes)).toEqual([]);
  });
});
