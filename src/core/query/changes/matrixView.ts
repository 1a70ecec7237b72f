import { type ChangeEvent, SEVERITIES } from '../../detect/changes/changeEvent';
import { type SeriesColumns } from '../../flatten/nightTable';
import { groupBy } from '../../model/groupBy';
import { type Labels } from '../../model/labels';
import { type Column } from '../../model/table';
import { shortModels } from '../shortModels';
import { type Scope } from './scope';

/** What a model on a GPU configuration was in one night, worst last. */
const STATES = ['ok', 'improved', ...SEVERITIES] as const;
const NOT_RUN = 'not run';

const COLORS: NonNullable<Column['colors']> = {
  ok: 'fine',
  improved: 'better',
  minor: 'slight',
  major: 'serious',
  critical: 'bad',
  [NOT_RUN]: 'neutral',
};

/**
 * Returns the fleet by night: a column for each model and GPU configuration with its worst state in each night of the window.
 * A change colours the nights from its onset until it was undone; before a model was first measured there is nothing.
 */
export function matrixColumns(scope: Scope): Column[] {
  const { found, table, timeOf, window } = scope;
  const nights = found.observed.nights
    .map((runs, night) => ({ night, time: timeOf(runs[0]!) }))
    .filter(({ time }) => time >= window.from && time <= window.to);
  const series = table.series.filter((columns) => scope.includes(columns.series));
  const groups = groupBy(
    series,
    ({ series: { labels } }) => `${labels.model ?? labels.test_suite}|${labels.gpu_config}`
  );
  const short = shortModels(series.map(({ series: { labels } }) => labels.model));
  const rows = [...groups.values()].map((members) => ({
    ...rowOf(members, nights, scope),
    displayName: nameOf(members[0]!.series.labels, short),
  }));
  return [
    { name: 'time', type: 'time', values: nights.map(({ time }) => time) },
    ...rows.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
  ];
}

function nameOf({ model, test_suite: suite, gpu_config: gpu }: Labels, short: (model: string) => string): string {
  return `${model === undefined ? (suite ?? '') : short(model)} ${gpu ?? ''}`.trim();
}

function rowOf(
  members: readonly SeriesColumns[],
  nights: ReadonlyArray<{ readonly night: number }>,
  scope: Scope
): Column {
  const { model, test_suite: suite, gpu_config: gpu } = members[0]!.series.labels;
  const { nightOfRun } = scope.found.observed;
  const ran = new Set(members.flatMap(({ runs }) => [...runs].map((run) => nightOfRun[run]!)));
  const first = Math.min(...[...ran].filter((night) => night >= 0));
  const worst = worstByNight(
    scope.found.events.filter(
      ({ series: { labels } }) =>
        (labels.model ?? labels.test_suite) === (model ?? suite) && (labels.gpu_config ?? gpu) === gpu
    ),
    scope
  );
  const stateOf = (night: number) => (ran.has(night) ? STATES[worst.get(night) ?? 0]! : night < first ? null : NOT_RUN);
  return {
    name: `${model ?? suite} ${gpu}`,
    type: 'string',
    labels: { ...(model && { model }), ...(suite && { test_suite: suite }), ...(gpu && { gpu_config: gpu }) },
    colors: COLORS,
    values: nights.map(({ night }) => stateOf(night)),
  };
}

/** Returns the place in `STATES` of the worst that was the case in each night. */
function worstByNight(events: readonly ChangeEvent[], { found, wantsMetric }: Scope): ReadonlyMap<number, number> {
  const { nightOfRun, nights } = found.observed;
  const worst = new Map<number, number>();
  for (const { state, better, severity, onset, ended, metric } of events) {
    const isTold = state !== 'suspect' && state !== 'withdrawn' && wantsMetric(metric);
    const until = ended === undefined ? nights.length : nightOfRun[ended]!;
    for (let night = nightOfRun[onset]!; isTold && night < until; night++) {
      const place = STATES.indexOf(better ? 'improved' : severity);
      worst.set(night, Math.max(place, worst.get(night) ?? 0));
    }
  }
  return worst;
}
