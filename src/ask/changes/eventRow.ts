import { type ChangeEvent, type Severity } from '../../detect/events/changeEvent';
import { type ChangeState } from '../../detect/events/changeStates';
import { type Labels } from '../../catalogue/labels';
import { type Metric } from '../../catalogue/metrics';

/** One line of the table of changes; runs are indexes into the table. */
export interface EventRow {
  readonly state: ChangeState;
  readonly labels: Labels;
  readonly metric?: Metric;
  readonly severity?: Severity;
  readonly percent?: number;
  readonly before?: number;
  readonly after?: number;
  readonly since: number;
  readonly event?: ChangeEvent;
  /** Of what was not measured: the id by which it can be acknowledged. */
  readonly absence?: { readonly id: string; readonly isAcknowledged: boolean };
  readonly note: string;
}
