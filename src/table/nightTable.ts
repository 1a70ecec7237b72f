import { finish, type Job } from '../lib/job';
import { compareTexts } from '../lib/compareTexts';
import { type MetricId, type MetricValues } from '../catalogue/metrics';
import { type Night } from '../model/night';
import { type Absence, isNewer, type Run } from '../model/run';
import { type Series } from '../model/series';
import { emptied, packNight, type PackedNight, SeriesDictionary } from './packedNight';
import { withoutRepeated } from './repeatedNights';
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
  /** Why it has no values in a run, or what is wrong with them, by the run's index, where the document says so. */
  readonly failures?: ReadonlyMap<number, string>;
  /** The standard errors of values that were measured several times in a run, as shares of them, by the run's index. */
  readonly errors?: ReadonlyMap<number, MetricValues>;
}

/** Nights, columnar and dictionary-encoded: each run and each series stands once, measurements refer to them. */
export interface NightTable {
  /** In the order in which they were created, which is that of the commits on a branch; a run id stands once. */
  readonly runs: readonly RunEntry[];
  /** Sorted by id, numbers in it as numbers. */
  readonly series: readonly SeriesColumns[];
  readonly duplicateRuns: number;
}

/** Runs that somebody took out, by their ids, with the reason. */
export type InvalidRuns = ReadonlyMap<string, string>;

/** Returns the nights as a table. Of several nights with one run id the one of the highest attempt stays. */
export function buildNightTable(nights: readonly Night[]): NightTable {
  const dictionary = new SeriesDictionary();
  return buildPackedTable(
    nights.map((night) => packNight(night, dictionary)),
    dictionary
  );
}

/** Returns the same of nights that were packed with a dictionary. */
export function buildPackedTable(nights: readonly PackedNight[], dictionary: SeriesDictionary): NightTable {
  return finish(packedTable(nights, dictionary));
}

/** Returns the same, one night in each step. */
export function* packedTable(
  nights: readonly PackedNight[],
  dictionary: SeriesDictionary,
  invalid?: InvalidRuns
): Job<NightTable> {
  const unique = newestAttempts(nights);
  const inOrder = runOrder(unique.map(({ run }) => run)).map((index) => unique[index]!);
  const ordered = withoutRepeated(inOrder.map((night) => withoutInvalid(night, invalid)));
  yield;
  const series = yield* collectSeries(ordered, dictionary);
  return { runs: ordered.map(runEntry), series, duplicateRuns: nights.length - unique.length };
}

/** A night that was taken out keeps its run, and says why. */
function withoutInvalid(night: PackedNight, invalid: InvalidRuns | undefined): PackedNight {
  const reason = invalid?.get(night.run.id);
  return reason === undefined ? night : emptied(night, { kind: 'invalid', message: `taken out: ${reason}` });
}

/** Returns the nights with each run once, in its newest attempt. */
export function newestAttempts<Night extends { readonly run: Run }>(nights: readonly Night[]): Night[] {
  const byId = new Map<string, Night>();
  for (const night of nights) {
    const known = byId.get(night.run.id);
    if (!known || isNewer(night.run, known.run)) {
      byId.set(night.run.id, night);
    }
  }
  return [...byId.values()];
}

function runEntry({ run, series, models, issues, absence }: PackedNight): RunEntry {
  return { run, absence, models, benchmarks: series.length, issues: issues.length };
}

/** Two passes: the first counts each series' rows, so that the second writes into columns of the right length. */
function* collectSeries(nights: readonly PackedNight[], { series }: SeriesDictionary): Job<SeriesColumns[]> {
  const lengths = new Uint32Array(series.length);
  for (const night of nights) {
    for (const place of night.series) {
      lengths[place]! += 1;
    }
  }
  yield;
  const columns = series.map((one, place): Growing => ({
    series: one,
    runs: new Uint32Array(lengths[place]!),
    values: {},
    failures: new Map(),
    errors: new Map(),
  }));
  const next = new Uint32Array(series.length);
  for (const [index, night] of nights.entries()) {
    night.series.forEach((place, row) => {
      const { runs, values } = columns[place]!;
      const at = next[place]!;
      next[place] = at + 1;
      runs[at] = index;
      append(values, at, runs.length, night, row);
    });
    for (const [row, reason] of Object.entries(night.failures ?? {})) {
      columns[night.series[Number(row)]!]?.failures.set(index, reason);
    }
    for (const [row, errors] of Object.entries(night.errors ?? {})) {
      columns[night.series[Number(row)]!]?.errors.set(index, errors);
    }
    yield;
  }
  return columns.filter(({ runs }) => runs.length > 0).sort((a, b) => compareTexts(a.series.id, b.series.id));
}

interface Growing extends SeriesColumns {
  readonly values: Columns;
  readonly failures: Map<number, string>;
  readonly errors: Map<number, MetricValues>;
}

type Columns = Partial<Record<MetricId, Float64Array>>;

function append(columns: Columns, at: number, length: number, { metrics, values }: PackedNight, row: number): void {
  for (let column = 0; column < metrics.length; column++) {
    const value = values[row * metrics.length + column]!;
    if (!Number.isNaN(value)) {
      (columns[metrics[column]!] ??= new Float64Array(length).fill(NaN))[at] = value;
    }
  }
}
