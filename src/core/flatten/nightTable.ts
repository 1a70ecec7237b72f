import { compareTexts } from '../model/compareTexts';
import { type MetricId } from '../model/metrics';
import { type Night } from '../model/night';
import { type Absence, type Run } from '../model/run';
import { type Series } from '../model/series';
import { runOrder } from './runOrder';

/** One run of the table, with its totals. */
export interface RunEntry {
  readonly run: Run;
  readonly absence?: Absence;
  readonly models: number;
  readonly benchmarks: number;
  readonly issues: number;
}

/** All measurements of one series, in columns of equal length. */
export interface SeriesColumns {
  readonly series: Series;
  /** Indexes into the table's runs, ascending. */
  readonly runs: Uint32Array;
  /** A metric that the series never had has no column; NaN is no value. */
  readonly values: Readonly<Partial<Record<MetricId, Float64Array>>>;
}

/** Nights, columnar and dictionary-encoded: each run and each series stands once, measurements refer to them. */
export interface NightTable {
  /** In the order in which they were created, which is that of the commits on a branch; a run id stands once. */
  readonly runs: readonly RunEntry[];
  /** Sorted by id, numbers in it as numbers. */
  readonly series: readonly SeriesColumns[];
  readonly duplicateRuns: number;
}

/** Returns the nights as a table. Of several nights with one run id the one of the highest attempt stays. */
export function buildNightTable(nights: readonly Night[]): NightTable {
  const unique = dropDuplicates(nights);
  const ordered = runOrder(unique.map(({ run }) => run)).map((index) => unique[index]!);
  const series = collectSeries(ordered);
  return { runs: ordered.map(runEntry), series, duplicateRuns: nights.length - unique.length };
}

function dropDuplicates(nights: readonly Night[]): readonly Night[] {
  const byId = new Map<string, Night>();
  for (const night of nights) {
    const known = byId.get(night.run.id);
    if (!known || night.run.attempt > known.run.attempt) {
      byId.set(night.run.id, night);
    }
  }
  return [...byId.values()];
}

function runEntry({ run, rows, issues, absence }: Night): RunEntry {
  const models = new Set(rows.map(({ series }) => series.labels.model).filter(Boolean));
  return { run, absence, models: models.size, benchmarks: rows.length, issues: issues.length };
}

/** Two passes: the first counts each series' rows, so that the second writes into columns of the right length. */
function collectSeries(nights: readonly Night[]): SeriesColumns[] {
  const builders = new Map<string, ColumnBuilder>();
  for (const night of nights) {
    for (const { series } of night.rows) {
      const builder = builders.get(series.id);
      if (builder) {
        builder.length += 1;
      } else {
        builders.set(series.id, { series, length: 1, next: 0, values: {} });
      }
    }
  }
  nights.forEach((night, index) => {
    for (const row of night.rows) {
      append(builders.get(row.series.id)!, index, row.values);
    }
  });
  return [...builders.values()]
    .map(({ series, runs, length, values }) => ({ series, values, runs: runs ?? new Uint32Array(length) }))
    .sort((a, b) => compareTexts(a.series.id, b.series.id));
}

interface ColumnBuilder {
  readonly series: Series;
  length: number;
  next: number;
  runs?: Uint32Array;
  readonly values: Partial<Record<MetricId, Float64Array>>;
}

function append(builder: ColumnBuilder, run: number, values: Night['rows'][number]['values']): void {
  builder.runs ??= new Uint32Array(builder.length);
  builder.runs[builder.next] = run;
  for (const [metric, value] of Object.entries(values) as Array<[MetricId, number]>) {
    const column = (builder.values[metric] ??= new Float64Array(builder.length).fill(NaN));
    column[builder.next] = value;
  }
  builder.next += 1;
}
