import { groupBy } from '../../lib/collections';
import { type Series } from '../../model/series';
import { type Availability } from '../absence/availability';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, strengthOf } from '../events/changeEvent';
import { type Incident } from './incident';
import { learningSeries, type SeriesState } from '../events/seriesState';

/** How the series of one GPU configuration stand: each counts once, whatever number of its metrics changed. */
export interface FleetLine {
  readonly gpuConfig: string;
  /** Whether it ran in the latest usual night, or is known not to. */
  readonly ran: boolean;
  /** Table index of its latest run. */
  readonly run: number;
  readonly series: number;
  /** Of those, how many have too few nights in all of their metrics to be judged. */
  readonly learning: number;
  /** Open incidents for the worse and for the better that concern it. */
  readonly regressions: number;
  readonly improvements: number;
  readonly regressed: number;
  readonly isNew: number;
  readonly improved: number;
  readonly recovered: number;
  readonly drifting: number;
  readonly failed: number;
  readonly missing: number;
  /** Shifts that only show in several series together. */
  readonly shifts: number;
  readonly worst?: ChangeEvent;
}

/** What the lines are counted from. */
export interface FleetFacts {
  readonly availability: Availability;
  readonly events: readonly ChangeEvent[];
  readonly states: readonly SeriesState[];
  readonly incidents: readonly Incident[];
  /** Table indexes of the latest run of each GPU configuration. */
  readonly latestRuns: ReadonlyMap<string, number>;
}

/** Returns a line for each GPU configuration that is measured at present or did not run, sorted by name. */
export function fleetLines({ availability, events, states, incidents, latestRuns }: FleetFacts): FleetLine[] {
  const { active, absences } = availability;
  const activeBy = groupBy(active, gpuOf);
  const eventsBy = groupBy(events, ({ series }) => gpuOf(series));
  const statesBy = groupBy(states, ({ series }) => gpuOf(series));
  const learning = learningSeries(states);
  const absencesBy = groupBy(absences, ({ gpuConfig }) => gpuConfig);
  return [...activeBy.keys()].sort().map((gpuConfig) => {
    const mine = eventsBy.get(gpuConfig) ?? [];
    const stand = statesBy.get(gpuConfig) ?? [];
    const absent = absencesBy.get(gpuConfig) ?? [];
    const regressions = mine.filter(isOpenRegression);
    const alone = regressions.filter(({ members }) => members === 1);
    const concerns = ({ entries }: Incident) => entries.some(({ series }) => gpuOf(series) === gpuConfig);
    const open = incidents.filter((incident) => incident.state === 'open' && concerns(incident));
    const count = (state: string) => absent.filter((one) => one.state === state && one.series).length;
    return {
      gpuConfig,
      ran: !absent.some(({ state }) => state === 'not run'),
      run: latestRuns.get(gpuConfig)!,
      series: activeBy.get(gpuConfig)!.length,
      learning: activeBy.get(gpuConfig)!.filter(({ id }) => learning.has(id)).length,
      regressions: open.filter(({ better }) => !better).length,
      improvements: open.filter(({ better }) => better).length,
      regressed: countSeries(alone),
      isNew: countSeries(alone.filter(({ isNew }) => isNew)),
      improved: countSeries(mine.filter((event) => event.members === 1 && isOpenImprovement(event))),
      recovered: countSeries(stand.filter(({ state }) => state === 'recovered')),
      drifting: countSeries(stand.filter(({ state }) => state === 'drift')),
      failed: count('failed'),
      missing: count('missing'),
      shifts: regressions.length - alone.length,
      worst: regressions.reduce<ChangeEvent | undefined>(
        (worst, event) => (!worst || strengthOf(event.change) > strengthOf(worst.change) ? event : worst),
        undefined
      ),
    };
  });
}

function gpuOf({ labels }: Series): string {
  return labels.gpu_config ?? '';
}

function countSeries(of: ReadonlyArray<{ readonly series: Series }>): number {
  return new Set(of.map(({ series }) => series.id)).size;
}
