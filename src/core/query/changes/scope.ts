import { type ChangeEvent, isOpenImprovement, isOpenRegression } from '../../detect/changes/changeEvent';
import { standsFor } from '../../detect/changes/composites';
import { type Changes } from '../../detect/changes/changes';
import { type NightTable } from '../../flatten/nightTable';
import { type MetricId } from '../../model/metrics';
import { type Series } from '../../model/series';
import { type AnswerContext } from '../answerContext';
import { type ChangesOptions, type ChangesQuery } from './changesOptions';

/** What a view of changes is made from. */
export interface Scope {
  readonly table: NightTable;
  readonly found: Changes;
  readonly query: ChangesQuery;
  readonly now: number;
  readonly window: { readonly from: number; readonly to: number };
  /** Whether a series, or one that a composite stands for, is selected. */
  readonly includes: (series: Series) => boolean;
  readonly wantsMetric: (metric: MetricId) => boolean;
  /** Whether a change that began and ended with these runs is to be shown. */
  readonly inWindow: (event: ChangeEvent) => boolean;
  readonly timeOf: (run: number) => number;
  readonly runUrl: (run: number) => string | null;
  readonly commitsUrl: (from: number, to: number) => string | null;
}

export function scopeOf(context: AnswerContext<ChangesOptions>, found: Changes): Scope {
  const { table, query, selected, links, now } = context;
  const onBranch = !query.filter.branch?.length || query.filter.branch.includes(found.observed.branch);
  const series = onBranch ? selected.series.map((columns) => columns.series) : [];
  const ids = new Set(series.map(({ id }) => id));
  const timeOf = (run: number) => table.runs[run]!.run.time;
  const { from, to } = context.window;
  return {
    table,
    found,
    query,
    now,
    window: context.window,
    includes: (one) => ids.has(one.id) || (isComposite(one) && series.some((selected) => standsFor(one, selected))),
    wantsMetric: (metric) => query.metrics.length === 0 || query.metrics.includes(metric),
    inWindow: (event) => {
      const open = isOpenRegression(event) || isOpenImprovement(event);
      return timeOf(event.onset) <= to && (open || timeOf(event.ended ?? event.onset) >= from);
    },
    timeOf,
    runUrl: links.run,
    commitsUrl: links.between,
  };
}

function isComposite({ labels }: Series): boolean {
  return labels.model !== undefined && labels.input_len === undefined;
}
