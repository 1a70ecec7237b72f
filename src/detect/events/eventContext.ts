import { type NightTable } from '../../table/nightTable';
import { type Metric } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { groupBy } from '../../lib/collections';
import { type Acknowledgement } from './acknowledgement';
import { type Analysis, type FirstReport } from '../levels/analyseMetric';
import { type DetectorOptions } from '../levels/detectorOptions';
import { type LocatedChangePoint } from '../levels/detectChangePoints';
import { type RememberedEvent } from './rememberedEvents';
import { type Observations } from '../observed/observations';
import { MS_PER_DAY } from '../../lib/time';
import { type ObservedNights } from '../observed/observedNights';

/** One metric of one series, or of a composite, with what was observed and found. */
export interface Subject {
  readonly series: Series;
  readonly metric: Metric;
  /** How many series it stands for. */
  readonly members: number;
  readonly observations: Observations;
  readonly analysis: Analysis;
  readonly options: DetectorOptions;
  readonly firstReport: (changePoint: LocatedChangePoint) => FirstReport;
}

/** What all subjects share. */
export interface EventContext {
  readonly table: NightTable;
  readonly observed: ObservedNights;
  readonly acknowledgements: readonly Acknowledgement[];
  /** By series id and metric. */
  readonly remembered: ReadonlyMap<string, readonly RememberedEvent[]>;
  /** Ids of series that are no longer measured. */
  readonly ended: ReadonlySet<string>;
  /** What is first reported with this run or later is new: milliseconds since 1970. */
  readonly newSince: number;
  /** Indexes of runs in the table by their ids. */
  readonly runIndex: ReadonlyMap<string, number>;
}

/** How many days a change is new for. */
const NEW_WITHIN_DAYS = 3;

interface Remembered {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly remembered: readonly RememberedEvent[];
  readonly observed: ObservedNights;
  readonly ended: ReadonlySet<string>;
  readonly newWithinDays?: number;
}

/** Returns what all subjects of a table share. */
export function eventContext(
  table: NightTable,
  { acknowledgements, remembered, observed, ended, newWithinDays = NEW_WITHIN_DAYS }: Remembered
): EventContext {
  const newest = Math.max(...(observed.nights.at(-1) ?? []).map((run) => table.runs[run]!.run.time));
  return {
    table,
    observed,
    acknowledgements,
    ended,
    newSince: newest - newWithinDays * MS_PER_DAY,
    remembered: groupBy(remembered, ({ series, metric }) => subjectKey(series, metric)),
    runIndex: new Map(table.runs.map(({ run }, index) => [run.id, index])),
  };
}

export function subjectKey(series: string, metric: string): string {
  return `${metric}|${series}`;
}
