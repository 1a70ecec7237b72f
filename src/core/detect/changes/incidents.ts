import { type Series } from '../../model/series';
import { groupBy } from '../../model/groupBy';
import { hashHex } from '../../model/hash';
import { type Job } from '../../model/job';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, SEVERITIES, type Severity } from './changeEvent';
import { AROUND, type Cause, CauseSearch } from './CauseSearch';
import { type Subject } from './eventContext';
import { firstRunOf, type ObservedNights } from './observedNights';
import { isRunnerSuspect } from './runnerHint';
import { type ScopeFit } from './scope';

/** The changes of one series, strongest first. */
export interface IncidentEntry {
  readonly series: Series;
  readonly events: readonly ChangeEvent[];
}

/** Changes of one direction that may have begun with the same commits. Runs are indexes into the table. */
export interface Incident {
  readonly id: string;
  /** The change that was told first: the id comes from it. */
  readonly first: ChangeEvent;
  readonly better: boolean;
  readonly state: 'open' | 'over' | 'acknowledged';
  readonly isNew: boolean;
  readonly severity: Severity;
  /** Strongest first. */
  readonly entries: readonly IncidentEntry[];
  /** The runs with which all of it may have begun, and the last run before them. */
  readonly range: readonly [number, number];
  readonly previous: number;
  /** What the affected series share: the labels, how many are affected, and how many there are. */
  readonly factor: Pick<ScopeFit, 'labels' | 'affected' | 'present'>;
  readonly notes: readonly string[];
}

const IN_INCIDENTS = new Set(['regressed', 'partly recovered', 'recovered', 'improved']);
export const RUNNER_HINT =
  'Check the runner first: unrelated models changed by a similar ratio on this GPU configuration alone.';
const ACCEPTANCE_NOTE = 'Acceptance length moved with it, which explains throughput.';

/** What incidents are made from. */
export interface IncidentFacts {
  readonly events: readonly ChangeEvent[];
  /** The metrics of single series in which changes were looked for. */
  readonly subjects: readonly Subject[];
  readonly observed: ObservedNights;
}

/**
 * Finds the causes behind events, latest first: the strongest event founds an incident, whose scope and onset are those that
 * explain the evidence of all series best; events of that scope and time join it; what is left founds the next. An event that
 * the evidence of its series together does not bear out founds none.
 */
export function* incidentsOf({ events, subjects, observed }: IncidentFacts): Job<Incident[]> {
  const search = new CauseSearch(subjects, observed);
  const strongestFirst = [...events].sort((a, b) => b.z - a.z || (a.id < b.id ? -1 : 1));
  const open = new Set(strongestFirst.filter(({ state }) => IN_INCIDENTS.has(state)));
  const incidents: Incident[] = [];
  // Acceptance length is there with speculative decoding alone: speed says better which series are concerned.
  const founders = [...open].sort((a, b) => Number(a.metric === 'acc_length') - Number(b.metric === 'acc_length'));
  for (const event of founders) {
    const cause = open.has(event) ? search.causeOf(event) : undefined;
    yield;
    if (cause) {
      const group = [...open].filter((one) => one === event || joins(one, cause, event, observed));
      group.forEach((one) => open.delete(one));
      search.explain(cause);
      incidents.push(incidentOf(group, cause, observed));
    }
  }
  return incidents.sort(
    (a, b) => b.range[1] - a.range[1] || strength(b.entries[0]!.events[0]!) - strength(a.entries[0]!.events[0]!)
  );
}

/** Whether an event has the direction, the scope and the time of a cause. A composite stands for its members. */
function joins(
  event: ChangeEvent,
  { scope, nights }: Cause,
  founder: ChangeEvent,
  { nightOfRun }: ObservedNights
): boolean {
  const [first, last] = event.range.map((run) => nightOfRun[run]!) as [number, number];
  return (
    event.better === founder.better &&
    first <= nights[1] + AROUND &&
    last >= nights[0] - AROUND &&
    (event.members > 1 ? scope.overlaps(event.series) : scope.includes(event.series))
  );
}

function incidentOf(group: readonly ChangeEvent[], { scope, nights }: Cause, observed: ObservedNights): Incident {
  const oldest = group.reduce((a, b) => (b.told < a.told || (b.told === a.told && b.id < a.id) ? b : a));
  const open = group.filter((event) => isOpenRegression(event) || isOpenImprovement(event));
  return {
    id: hashHex(`incident|${oldest.id}`, 12),
    first: oldest,
    better: oldest.better,
    state: open.length > 0 ? 'open' : group.some(({ acknowledgement }) => acknowledgement) ? 'acknowledged' : 'over',
    isNew: group.every(({ isNew }) => isNew),
    severity: SEVERITIES[Math.max(...group.map(({ severity }) => SEVERITIES.indexOf(severity)))]!,
    entries: entriesOf(group),
    range: [firstRunOf(observed, nights[0]), firstRunOf(observed, nights[1])],
    previous: firstRunOf(observed, nights[0] - 1),
    factor: { labels: scope.labels, affected: scope.affected, present: scope.present },
    notes: notesOf(group),
  };
}

function entriesOf(group: readonly ChangeEvent[]): IncidentEntry[] {
  const strongestFirst = [...group].sort((a, b) => strength(b) - strength(a));
  const bySeries = groupBy(strongestFirst, ({ series }) => series.id);
  return [...bySeries.values()].map((events) => ({ series: events[0]!.series, events }));
}

/** How much of a change there is, whichever way: twice as fast and twice as slow are equally strong. */
function strength({ change }: ChangeEvent): number {
  return Math.abs(Math.log1p(change.percent / 100));
}

function notesOf(group: readonly ChangeEvent[]): string[] {
  const accepted = new Set(group.filter(({ metric }) => metric === 'acc_length').map(({ series }) => series.id));
  const explained = group.some(({ metric, series }) => metric !== 'acc_length' && accepted.has(series.id));
  return [
    ...(isRunnerSuspect(group) ? [RUNNER_HINT] : []),
    ...(explained ? [ACCEPTANCE_NOTE] : []),
    ...new Set(group.flatMap(({ notes }) => notes)),
  ];
}
