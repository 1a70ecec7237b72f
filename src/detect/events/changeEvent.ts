import { type MetricId } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { type Acknowledgement } from './acknowledgement';
import { type ChangeState } from './changeStates';

export const SEVERITIES = ['minor', 'major', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A change in %, with its 95 % interval. */
export interface Change {
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/** One change of one metric of one series. Runs are indexes into the table. */
export interface ChangeEvent {
  /** Stays the same while the direction is the same and the onset moves by 5 observations at most. */
  readonly id: string;
  /** Of a composite: the labels that its members share. */
  readonly series: Series;
  readonly metric: MetricId;
  /** How many series it is seen in together; 1 unless it is a composite. */
  readonly members: number;
  readonly state: ChangeState;
  readonly better: boolean;
  readonly severity: Severity;
  readonly change: Change;
  /** Levels in the metric's unit. */
  readonly before: number;
  readonly after: number;
  readonly z: number;
  readonly onset: number;
  /** First and last run with which the new level may have begun. */
  readonly range: readonly [number, number];
  /** The last run that was certainly before the change: the suspect commits come after it. */
  readonly previous: number;
  /** The run with which it was first reported. */
  readonly reported: number;
  /** Reported for the first time within the last days. */
  readonly isNew: boolean;
  /** Whether its series is still measured. */
  readonly measured: boolean;
  /** The run with which it was undone. */
  readonly ended?: number;
  /** The last run at which its level was the same once before: a gain that was taken back, or a regression that came back. */
  readonly heldUntil?: number;
  /** Smallest change in % that would be seen within a week. */
  readonly smallestDetectable: number;
  readonly acknowledgement?: Acknowledgement;
  readonly notes: readonly string[];
}

/** How much of a change there is, in logarithms and whichever way: twice as fast and twice as slow are equally strong. */
export function strengthOf({ percent }: Pick<Change, 'percent'>): number {
  return Math.abs(Math.log1p(percent / 100));
}

/** Whether an event asks for somebody's attention: it is for the worse, still measured, and neither undone nor acknowledged. */
export function isOpenRegression({ state, better, acknowledgement, measured }: ChangeEvent): boolean {
  const holds = state === 'regressed' || state === 'partly recovered' || (state === 'drift' && !better);
  return holds && measured && acknowledgement === undefined;
}

/** Whether an improvement still holds. */
export function isOpenImprovement({ state, better, ended, measured }: ChangeEvent): boolean {
  return (state === 'improved' || (state === 'drift' && better)) && measured && ended === undefined;
}

/** Returns minor from 2 %, major from 5 %, critical from 10 %. */
export function severityOf(percent: number): Severity {
  const size = Math.abs(percent);
  return size >= 10 ? 'critical' : size >= 5 ? 'major' : 'minor';
}

/** Returns the word for a z: likely below 6, high below 8, certain above; possible where a change is not confirmed. */
export function confidenceOf(z: number): string {
  return z >= 8 ? 'certain' : z >= 6 ? 'high' : z >= 4.5 ? 'likely' : 'possible';
}
