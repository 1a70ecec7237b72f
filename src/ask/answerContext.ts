import { type Changes } from '../detect/changes';
import { type ObservedNights } from '../detect/observed/observedNights';
import { type NightTable } from '../table/nightTable';
import { type CommitsBetween, type Release } from '../detect/suspects/commit';
import { type BaseQuery } from './baseQuery';
import { type Measuring } from './changes/measureNext';
import { type RunLinks } from './runLinks';
import { type Selected } from './selection';

/** What one kind of query needs to answer: the query with the kind's own options, and what was selected by it. */
export interface AnswerContext<Options = unknown> {
  readonly table: NightTable;
  readonly observed: ObservedNights;
  readonly query: BaseQuery & Options;
  readonly selected: Selected;
  readonly links: RunLinks;
  /** What was found in the nights; undefined where that is not known yet. */
  readonly findings: Changes | undefined;
  /** The commits between two, where they are known. */
  readonly commitsBetween: CommitsBetween;
  readonly releases: readonly Release[];
  /** Where nights are measured. */
  readonly measuring: Measuring;
  /** Whether the source as a whole failed when it was last asked. */
  readonly sourceFails: boolean;
  /** Milliseconds since 1970, both ends included. */
  readonly window: { readonly from: number; readonly to: number };
  /** Milliseconds since 1970; ages are counted from it. */
  readonly now: number;
}
