import { type SeriesColumns } from '../flatten/nightTable';

/** The part of a table that a selection picks. */
export interface Selected {
  /** Indexes of the runs that match, ascending. */
  readonly runs: readonly number[];
  /** 1 for each run of the table that matches. */
  readonly mask: Uint8Array;
  readonly series: readonly SeriesColumns[];
  /** Whether a condition is on the branch: otherwise what is asked of the latest night means the main branch. */
  readonly choosesBranch: boolean;
  /** The branches that the conditions on the branch leave, of those that the table has, whenever they were. */
  readonly branches: ReadonlySet<string>;
}
