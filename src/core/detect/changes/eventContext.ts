import { type NightTable } from '../../flatten/nightTable';
import { type Metric } from '../../model/metrics';
import { type Series } from '../../model/series';
import { groupBy } from '../../model/groupBy';
import { type Acknowledgement } from './acknowledgement';
import { type Analysis, type FirstTold } from '../levels/analyseMetric';
import { type DetectorOptions } from '../levels/detectorOptions';
import { type LocatedStep } from '../levels/detectSteps';
import { type KnownEvent } from './knownEvents';
import { type Observations } from './observations';
import { observedNights, type ObservedNights } from './observedNights';

/** One metric of one series, or of a composite, with what was observed and found. */
export interface Subject {
  readonly series: Series;
  readonly metric: Metric;
  /** How many series it stands for. */
  readonly members: number;
  readonly observations: Observations;
  readonly analysis: Analysis;
  readonly options: DetectorOptions;
  readonly firstTold: (step: LocatedStep) => FirstTold;
}

/** What all subjects share. */
export interface EventContext {
  readonly table: NightTable;
  readonly observed: ObservedNights;
  readonly acknowledgements: readonly Acknowledgement[];
  /** By series id and metric. */
  readonly known: ReadonlyMap<string, readonly KnownEvent[]>;
  /** Indexes of runs in the table by their ids. */
  readonly runIndex: ReadonlyMap<string, number>;
}

/** Returns what all subjects of a table share. */
export function eventContext(
  table: NightTable,
  { acknowledgements, known }: { acknowledgements: readonly Acknowledgement[]; known: readonly KnownEvent[] }
): EventContext {
  return {
    table,
    observed: observedNights(table),
    acknowledgements,
    known: groupBy(known, ({ series, metric }) => subjectKey(series, metric)),
    runIndex: new Map(table.runs.map(({ run }, index) => [run.id, index])),
  };
}

export function subjectKey(series: string, metric: string): string {
  return `${metric}|${series}`;
}
