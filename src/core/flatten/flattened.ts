import { type Issue } from '../model/issue';
import { type Row } from '../model/night';

/** What flattening gives: rows, and what was dropped on the way. */
export interface Flattened {
  readonly rows: readonly Row[];
  readonly issues: readonly Issue[];
}
