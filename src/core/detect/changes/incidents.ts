import { type Series } from '../../model/series';
import { groupBy } from '../../model/groupBy';
import { hashHex } from '../../model/hash';
import { type Job } from '../../model/job';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, SEVERITIES, type Severity } from './changeEvent';
import { isRunnerSuspect } from './runnerHint';
import { type SharedFactor, sharedFactor } from './sharedFactor';

/** The changes of one series, strongest first. */
export interface IncidentEntry {
  readonly series: Series;
  readonly events: readonly ChangeEvent[];
}

/** Changes of one direction that may have begun with the same commits. Runs are indexes into the table. */
export interface Incident {
  readonly id: string;
  readonly better: boolean;
  readonly state: 'open' | 'over' | 'acknowledged';
  readonly isNew: boolean;
  readonly severity: Severity;
  /** Strongest first. */
  readonly entries: readonly IncidentEntry[];
  /** The runs with which all of it may have begun, and the last run before them. */
  readonly range: readonly [number, number];
  readonly previous: number;
  readonly factor: SharedFactor;
  readonly notes: readonly string[];
}

const IN_INCIDENTS = new Set(['regressed', 'partly recovered', 'recovered', 'improved']);
export const RUNNER_HINT =
  'Check the runner first: unrelated models changed by a similar ratio on this GPU configuration alone.';
const ACCEPTANCE_NOTE = 'Acceptance length moved with it, which explains throughput.';

/** Returns the incidents that the events make, latest first. `presentAt` gives the series measured around a run. */
export function* incidentsOf(
  events: readonly ChangeEvent[],
  presentAt: (run: number) => readonly Series[]
): Job<Incident[]> {
  const told = events.filter(({ state }) => IN_INCIDENTS.has(state));
  const groups = [true, false].flatMap((better) => groupByRange(told.filter((event) => event.better === better)));
  const incidents: Incident[] = [];
  for (const group of groups) {
    incidents.push(incidentOf(group, presentAt));
    yield;
  }
  return incidents.sort(
    (a, b) => b.range[1] - a.range[1] || strength(b.entries[0]!.events[0]!) - strength(a.entries[0]!.events[0]!)
  );
}

/** Fewest groups such that the onset ranges of each group have a run in common: by their ends, each group to its first end. */
function groupByRange(events: readonly ChangeEvent[]): ChangeEvent[][] {
  const groups: ChangeEvent[][] = [];
  let end = -1;
  for (const event of [...events].sort((a, b) => a.range[1] - b.range[1])) {
    if (event.range[0] <= end) {
      groups.at(-1)!.push(event);
    } else {
      groups.push([event]);
      end = event.range[1];
    }
  }
  return groups;
}

function incidentOf(group: readonly ChangeEvent[], presentAt: (run: number) => readonly Series[]): Incident {
  const entries = entriesOf(group);
  const range = [
    Math.max(...group.map((event) => event.range[0])),
    Math.min(...group.map((event) => event.range[1])),
  ] as const;
  const oldest = group.reduce((a, b) => (b.told < a.told || (b.told === a.told && b.id < a.id) ? b : a));
  const open = group.filter((event) => isOpenRegression(event) || isOpenImprovement(event));
  const alone = group.filter(({ members }) => members === 1);
  const affected = entriesOf(alone.length > 0 ? alone : group).map(({ series }) => series);
  return {
    id: hashHex(`incident|${oldest.id}`, 12),
    better: oldest.better,
    state: open.length > 0 ? 'open' : group.some(({ acknowledgement }) => acknowledgement) ? 'acknowledged' : 'over',
    isNew: group.every(({ isNew }) => isNew),
    severity: SEVERITIES[Math.max(...group.map(({ severity }) => SEVERITIES.indexOf(severity)))]!,
    entries,
    range,
    previous: Math.max(...group.map(({ previous }) => previous).filter((run) => run < range[0])),
    factor: sharedFactor(affected, alone.length > 0 ? presentAt(range[0]) : affected),
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
