import { median } from 'simple-statistics';

import { type MetricId, METRICS } from '../../catalogue/metrics';
import { groupBy } from '../../lib/collections';
import { type Series } from '../../model/series';
import { type ChangeEvent, type Severity, strengthOf } from '../events/changeEvent';
import { type ScopeFit, type ScopeLabels } from './scope';

/** The changes of one series, strongest first. */
interface IncidentEntry {
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
  /** The change in % of the series that shows it most, in `metric`: of what is open, where anything is. */
  readonly percent: number;
  /** Strongest first. */
  readonly entries: readonly IncidentEntry[];
  /** The runs with which all of it may have begun, and the last run before them. */
  readonly range: readonly [number, number];
  readonly previous: number;
  /** What the affected series share: the labels with their values, how many are affected, and how many there are. */
  readonly scope: Pick<ScopeFit, 'labels' | 'affected' | 'present'>;
  /** What its alert says, which stays: the scope when it was first reported, */
  readonly reportedScope: ScopeLabels;
  /** the metric that changed most then, of which its percentage is, */
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
  return group.reduce((a, b) => (b.reported < a.reported || (b.reported === a.reported && b.id < a.id) ? b : a));
}

/** The largest change, whichever way: twice as fast and twice as slow are equally large. */
function strongestOf(events: readonly ChangeEvent[]): ChangeEvent {
  return events.reduce((a, b) => (strengthOf(b.change) > strengthOf(a.change) ? b : a));
}

/** Of metrics that changed about as much, the first of the catalogue says it: so much of the largest change is enough. */
const ABOUT_AS_MUCH = 0.75;

/** Returns the metric in which changes are reported. */
export function metricThatSays(events: readonly ChangeEvent[]): MetricId {
  const enough = ABOUT_AS_MUCH * strengthOf(strongestOf(events).change);
  const strong = new Set(events.filter(({ change }) => strengthOf(change) >= enough).map(({ metric }) => metric));
  return METRICS.find(({ id }) => strong.has(id))!.id;
}

/** Returns the largest change in a metric in %; where that metric has none, of all. */
export function percentIn(metric: MetricId, events: readonly ChangeEvent[]): number {
  const own = events.filter((event) => event.metric === metric);
  return strongestOf(own.length > 0 ? own : events).change.percent;
}

const FEWEST_MODELS = 3;
const SIMILAR = 1.5;

/**
 * Whether the GPU runner is to be looked at before the code: three or more unrelated models (of different owners) on one
 * GPU configuration changed by a similar ratio in the same night, and none on any other.
 */
export function isRunnerSuspect(events: readonly ChangeEvent[]): boolean {
  const gpuConfigs = new Set(events.map(({ series }) => series.labels.gpu_config));
  const byOwner = groupBy(
    events,
    ({ series: { labels } }) => (labels.model ?? labels.test_suite ?? '').split('/', 1)[0]
  );
  const sizes = [...byOwner.values()].map((changes) => median(changes.map(({ change }) => strengthOf(change))));
  return gpuConfigs.size === 1 && sizes.length >= FEWEST_MODELS && Math.max(...sizes) <= SIMILAR * Math.min(...sizes);
}
