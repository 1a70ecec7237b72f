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
  /** Table index of the latest run of a GPU configuration. */
  readonly latestRun: (gpuConfig: string) => number;
}

/** Returns a line for each GPU configuration, sorted by name. */
export function fleetLines({ active, events, states, presence, latestRun }: FleetFacts): FleetLine[] {
  const gpuConfigs = [...new Set(active.map(gpuOf))].sort();
  return gpuConfigs.map((gpuConfig) => {
    const mine = events.filter(({ series }) => gpuOf(series) === gpuConfig);
    const regressions = mine.filter(isOpenRegression);
    const alone = regressions.filter(({ members }) => members === 1);
    const recovered = states.filter(({ series, state }) => gpuOf(series) === gpuConfig && state === 'recovered');
    const drifting = states.filter(({ series, state }) => gpuOf(series) === gpuConfig && state === 'drift');
    return {
      gpuConfig,
      ran: !presence.some((one) => one.state === 'not run' && one.gpuConfig === gpuConfig),
      run: latestRun(gpuConfig),
      series: active.filter((series) => gpuOf(series) === gpuConfig).length,
      regressed: countSeries(alone),
      isNew: countSeries(alone.filter(({ isNew }) => isNew)),
      improved: countSeries(mine.filter((event) => event.members === 1 && isOpenImprovement(event))),
      recovered: countSeries(recovered),
      drifting: countSeries(drifting),
      missing: presence.filter((one) => one.state === 'missing' && one.gpuConfig === gpuConfig).length,
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
