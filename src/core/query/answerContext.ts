import { type Detectors } from '../detect/changes/detectors';
import { type NightQuery } from './nightQuery';
import { type NightTable } from '../flatten/nightTable';
import { type RunLinks } from './runLinks';
import { type Selected } from './selection';

/** What one kind of query needs to answer. */
export interface AnswerContext {
  readonly table: NightTable;
  readonly query: NightQuery;
  readonly selected: Selected;
  readonly links: RunLinks;
  readonly detectors: Detectors;
  /** Milliseconds since 1970, both ends included. */
  readonly window: { readonly from: number; readonly to: number };
  /** Milliseconds since 1970; ages are counted from it. */
  readonly now: number;
}
