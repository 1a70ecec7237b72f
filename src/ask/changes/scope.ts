import { type ChangeEvent, isOpenImprovement, isOpenRegression } from '../../detect/events/changeEvent';
import { type Incident } from '../../detect/incidents/incident';
import { standsFor } from '../../detect/events/composites';
import { type Changes } from '../../detect/changes';
import { DETECTOR_PRESETS } from '../../detect/levels/detectorOptions';
import { type NightTable } from '../../table/nightTable';
import { type MetricId } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { type AnswerContext } from '../answerContext';
import { type RunLinks } from '../runLinks';
import { type ChangesOptions, type ChangesQuery } from './changesOptions';
import { measureCommand } from './measureNext';
import { type Suspects, suspectsOf } from './suspects';

/** What a view of changes is made from. */
export interface Scope {
  readonly table: NightTable;
  readonly findings: Changes;
  readonly query: ChangesQuery;
  readonly now: number;
  readonly window: { readonly from: number; readonly to: number };
  /** Whether a series, or one that a composite stands for, is selected. */
  readonly includes: (series: Series) => boolean;
  readonly wantsMetric: (metric: MetricId) => boolean;
  /** Whether a change is to be shown: its series, metric, size and certainty, and when it began and ended. */
  readonly isShown: (event: ChangeEvent) => boolean;
  readonly timeOf: (run: number) => number;
  readonly runUrl: (run: number) => string | null;
  readonly commitsUrl: (from: number, to: number) => string | null;
  readonly changeUrl: RunLinks['change'];
  /** The commits that may have caused an incident, where they are known. */
  readonly suspectsOf: (incident: Incident) => Suspects | undefined;
  /** How the commit is measured that halves the suspicion, if there is one. */
  readonly measureNext: (incident: Incident) => string | undefined;
}

export function scopeOf(context: AnswerContext<ChangesOptions>, findings: Changes): Scope {
  const { table, query, selected, links, now } = context;
  const onBranch = selected.branches.has(findings.observed.branch) || !selected.choosesBranch;
  const series = onBranch ? selected.series.map((columns) => columns.series) : [];
  const ids = new Set(series.map(({ id }) => id));
  const timeOf = (run: number) => table.runs[run]!.run.time;
  const { from, to } = context.window;
  const includes = (one: Series) =>
    ids.has(one.id) || (isComposite(one) && series.some((wanted) => standsFor(one, wanted)));
  const wantsMetric = (metric: MetricId) => query.metrics.length === 0 || query.metrics.includes(metric);
  const suspects = suspectsOf(table, context.commitsBetween);
  const inWindow = (event: ChangeEvent) => {
    const open = isOpenRegression(event) || isOpenImprovement(event);
    return timeOf(event.onset) <= to && (open || timeOf(event.ended ?? event.onset) >= from);
  };
  return {
    table,
    findings,
    query,
    now,
    window: context.window,
    includes,
    wantsMetric,
    isShown: (event) =>
      includes(event.series) && wantsMetric(event.metric) && isLargeEnough(event, query) && inWindow(event),
    timeOf,
    runUrl: links.run,
    commitsUrl: links.between,
    changeUrl: links.change,
    suspectsOf: suspects,
    measureNext: (incident) => {
      const next = suspects(incident)?.next;
      return next && measureCommand(incident, next, table, context.measuring);
    },
  };
}

/** What was found is filtered by a query's own sensitivity; composites tell changes of half the size. */
function isLargeEnough({ change, members, z, state }: ChangeEvent, { preset, smallestChange }: ChangesQuery): boolean {
  const smallest = members > 1 ? smallestChange / 2 : smallestChange;
  const isCertain = preset !== 'low' || state === 'withdrawn' || z >= DETECTOR_PRESETS.low.confidence;
  return Math.abs(change.percent) >= smallest && isCertain;
}

function isComposite({ labels }: Series): boolean {
  return labels.model !== undefined && labels.input_len === undefined;
}
