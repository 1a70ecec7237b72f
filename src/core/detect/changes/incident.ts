import { type Labels } from '../../model/labels';
import { type MetricId } from '../../model/metrics';
import { groupBy } from '../../model/groupBy';
import { type Series } from '../../model/series';
import { type ChangeEvent, type Severity, strengthOf } from './changeEvent';
import { type ScopeFit } from './scope';

/** The changes of one series, strongest first. */
export interface IncidentEntry {
  readonly series: Series;
  readonly events: readonly ChangeEvent[];
}

/** Changes of one direction that may have begun with the same commits. Runs are indexes into the table. */
export interface Incident {
  readonly id: string;
  /** The change that was reported first: the id comes from it. */
  readonly first: ChangeEvent;
  readonly better: boolean;
  readonly state: 'open' | 'over' | 'acknowledged';
  /** Whether it moves steadily: then no commit is to blame. */
  readonly drifts: boolean;
  readonly isNew: boolean;
  readonly severity: Severity;
  /** The change in % of what shows it most: of what is open, where anything is. */
  readonly percent: number;
  /** Strongest first. */
  readonly entries: readonly IncidentEntry[];
  /** The runs with which all of it may have begun, and the last run before them. */
  readonly range: readonly [number, number];
  readonly previous: number;
  /** What the affected series share: the labels with their values, how many are affected, and how many there are. */
  readonly scope: Pick<ScopeFit, 'labels' | 'affected' | 'present'>;
  /** The labels of its alert, which stay: what its scope named alone when it was first reported, */
  readonly labels: Labels;
  /** the metric of the change that was reported first, */
  readonly metric: MetricId;
  /** and the day of that, as YYYY-MM-DD. */
  readonly reported: string;
  readonly notes: readonly string[];
}

/** Returns the changes of each series, strongest first. */
export function entriesOf(group: readonly ChangeEvent[]): IncidentEntry[] {
  const strongestFirst = [...group].sort((a, b) => strengthOf(b.change) - strengthOf(a.change));
  const bySeries = groupBy(strongestFirst, ({ series }) => series.id);
  return [...bySeries.values()].map((events) => ({ series: events[0]!.series, events }));
}

/** Returns the change that was reported first. */
export function earliest(group: readonly ChangeEvent[]): ChangeEvent {
  return group.reduce((a, b) => (b.told < a.told || (b.told === a.told && b.id < a.id) ? b : a));
}

/** The largest change, whichever way: twice as fast and twice as slow are equally large. */
export function percentOf(events: readonly ChangeEvent[]): number {
  return events.reduce((a, b) => (strengthOf(b.change) > strengthOf(a.change) ? b : a)).change.percent;
}
