import { type AbsentSeries, absenceId } from '../../detect/absence/availability';
import { type WorkloadChange } from '../../detect/events/workloadChanges';
import { type Labels } from '../../catalogue/labels';
import { plainText, plural } from '../../lib/texts';
import { makeSeries, type Series } from '../../model/series';
import { type EventRow } from './eventRow';
import { type Scope } from './scope';

const ABSENCE_NOTES: Readonly<Record<AbsentSeries['state'], string>> = {
  'not run': 'The whole GPU configuration has not run since, although others did.',
  failed: 'It ran, but gave no value above zero.',
  missing: 'Its GPU configuration ran, but it was not measured in the last 2 runs.',
  ended: 'It was taken out of the nightly run.',
  new: 'First measured within the last 2 runs.',
};

/** A changed workload is one row: the series that it ended and began are not said one by one. */
export function absentRows(scope: Scope): EventRow[] {
  const { absences, workloadChanges } = scope.findings.availability;
  const changed = new Set(workloadChanges.flatMap(({ ended }) => ended.map(({ id }) => id)));
  const alone = absences.filter(({ series }) => !series || !changed.has(series.id));
  return [
    ...alone.filter((one) => isSelected(one, scope)).map((one) => rowOfAbsence(one, scope)),
    ...workloadChanges.filter((change) => concernsSelected(change, scope)).map(rowOfWorkload),
  ];
}

function rowOfAbsence({ state, gpuConfig, series, run, acknowledgement }: AbsentSeries, scope: Scope): EventRow {
  const labels = series?.labels ?? { gpu_config: gpuConfig };
  const reason = acknowledgement ? [`Acknowledged: ${acknowledgement.reason}`] : [];
  return {
    state,
    labels,
    since: run,
    absence: { id: absenceId(labels, state), isAcknowledged: acknowledgement !== undefined },
    note: [...reason, (state === 'failed' && failureOf(series?.id, scope)) || ABSENCE_NOTES[state]].join(' '),
  };
}

/** What the document of the latest night says of a series that has no values. */
function failureOf(id: string | undefined, { table }: Scope): string | undefined {
  const reasons = [...(table.series.find(({ series }) => series.id === id)?.failures?.values() ?? [])];
  return reasons.length > 0 ? `It failed: ${plainText(reasons.at(-1)!)}` : undefined;
}

function rowOfWorkload({ run, ended, began }: WorkloadChange): EventRow {
  const gpuConfigs = [...new Set(ended.map(({ labels }) => labels.gpu_config ?? ''))];
  const where: Labels = gpuConfigs.length === 1 ? { gpu_config: gpuConfigs[0]! } : {};
  const note =
    remeasuredNote(ended, began) ??
    `The workload changed: ${plural(ended.length, 'series', 'series')} ended, ${began.length} began.`;
  return { state: 'ended', labels: where, since: run, note };
}

/** Says that the same is measured in another way, where that is all that changed. */
function remeasuredNote(ended: readonly Series[], began: readonly Series[]): string | undefined {
  const successors = new Map(began.map((series) => [keyWithoutMethodology(series), series]));
  const pairs = ended.flatMap((series) => {
    const successor = successors.get(keyWithoutMethodology(series));
    return successor ? [[series, successor] as const] : [];
  });
  if (pairs.length < ended.length) {
    return undefined;
  }
  const named = (of: readonly Series[]) =>
    [...new Set(of.map(({ labels }) => plainText(labels.methodology ?? 'an unnamed one')))].sort().join(', ');
  const [before, after] = [named(pairs.map(([one]) => one)), named(pairs.map(([, other]) => other))];
  return `Measured in another way since: by ${after}, before by ${before} (${plural(pairs.length, 'series', 'series')}). Values of both are not comparable.`;
}

function keyWithoutMethodology({ labels }: Series): string {
  const { methodology: _, ...rest } = labels;
  return makeSeries(rest).id;
}

function concernsSelected({ ended, began, run }: WorkloadChange, { includes, window, timeOf }: Scope): boolean {
  return timeOf(run) >= window.from && timeOf(run) <= window.to && [...ended, ...began].some(includes);
}

function isSelected({ series, gpuConfig }: AbsentSeries, { includes, table }: Scope): boolean {
  return series
    ? includes(series)
    : table.series.some((columns) => columns.series.labels.gpu_config === gpuConfig && includes(columns.series));
}
