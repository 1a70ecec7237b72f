import { groupBy } from '../../model/groupBy';
import { type Series } from '../../model/series';
import { type ChangeEvent, isOpenImprovement, isOpenRegression } from './changeEvent';
import { type Presence } from './presence';
import { type SeriesState } from './seriesState';

/** How the series of one GPU configuration stand: each counts once, whatever number of its metrics changed. */
export interface FleetLine {
  readonly gpuConfig: string;
  /** Whether it ran in the latest night. */
  readonly ran: boolean;
  /** Table index of its latest run. */
  readonly run: number;
  readonly series: number;
  readonly regressed: number;
  readonly isNew: number;
  readonly improved: number;
  readonly recovered: number;
  readonly drifting: number;
  readonly missing: number;
  /** Shifts that only show in several series together. */
  readonly shifts: number;
  readonly worst?: ChangeEvent;
}

/** What the lines are counted from. */
export interface FleetFacts {
  readonly active: readonly Series[];
  readonly events: readonly ChangeEvent[];
  readonly states: readonly SeriesState[];
  readonly presence: readonly Presence[];
  /** Table indexes of the latest run of each GPU configuration. */
  readonly latestRuns: ReadonlyMap<string, number>;
}

/** Returns a line for each GPU configuration, sorted by name. */
export function fleetLines({ active, events, states, presence, latestRuns }: FleetFacts): FleetLine[] {
  const activeBy = groupBy(active, gpuOf);
  const eventsBy = groupBy(events, ({ series }) => gpuOf(series));
  const statesBy = groupBy(states, ({ series }) => gpuOf(series));
  const presenceBy = groupBy(presence, ({ gpuConfig }) => gpuConfig);
  return [...activeBy.keys()].sort().map((gpuConfig) => {
    const [mine, stand, absent] = [eventsBy, statesBy, presenceBy].map((by) => by.get(gpuConfig) ?? []) as [
      ChangeEvent[],
      SeriesState[],
      Presence[],
    ];
    const regressions = mine.filter(isOpenRegression);
    const alone = regressions.filter(({ members }) => members === 1);
    const recovered = stand.filter(({ state }) => state === 'recovered');
    const drifting = stand.filter(({ state }) => state === 'drift');
    return {
      gpuConfig,
      ran: !absent.some(({ state }) => state === 'not run'),
      run: latestRuns.get(gpuConfig)!,
      series: activeBy.get(gpuConfig)!.length,
      regressed: countSeries(alone),
      isNew: countSeries(alone.filter(({ isNew }) => isNew)),
      improved: countSeries(mine.filter((event) => event.members === 1 && isOpenImprovement(event))),
      recovered: countSeries(recovered),
      drifting: countSeries(drifting),
      missing: absent.filter(({ state }) => state === 'missing').length,
      shifts: regressions.length - alone.length,
      worst: regressions.reduce<ChangeEvent | undefined>(
        (worst, event) => (!worst || Math.abs(event.change.percent) > Math.abs(worst.change.percent) ? event : worst),
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
