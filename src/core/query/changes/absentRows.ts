import { type AbsentSeries, absenceId } from '../../detect/changes/availability';
import { type WorkloadChange } from '../../detect/changes/workloadChanges';
import { type Labels } from '../../model/labels';
import { plural } from '../../model/plural';
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
  const { absences, workloadChanges } = scope.found.availability;
  const changed = new Set(workloadChanges.flatMap(({ ended }) => ended.map(({ id }) => id)));
  const alone = absences.filter(({ series }) => !series || !changed.has(series.id));
  return [
    ...alone.filter((one) => isSelected(one, scope)).map(rowOfAbsence),
    ...workloadChanges.filter((change) => concernsSelected(change, scope)).map(rowOfWorkload),
  ];
}

function rowOfAbsence({ state, gpuConfig, series, run, acknowledgement }: AbsentSeries): EventRow {
  const labels = series?.labels ?? { gpu_config: gpuConfig };
  const reason = acknowledgement ? [`Acknowledged: ${acknowledgement.reason}`] : [];
  return {
    state,
    labels,
    since: run,
    absence: { id: absenceId(labels, state), isAcknowledged: acknowledgement !== undefined },
    note: [...reason, ABSENCE_NOTES[state]].join(' '),
  };
}

function rowOfWorkload({ run, ended, began }: WorkloadChange): EventRow {
  const gpuConfigs = [...new Set(ended.map(({ labels }) => labels.gpu_config ?? ''))];
  const where: Labels = gpuConfigs.length === 1 ? { gpu_config: gpuConfigs[0]! } : {};
  const note = `The workload changed: ${plural(ended.length, 'series', 'series')} ended, ${began.length} began.`;
  return { state: 'ended', labels: where, since: run, note };
}

function concernsSelected({ ended, began, run }: WorkloadChange, { includes, window, timeOf }: Scope): boolean {
  return timeOf(run) >= window.from && timeOf(run) <= window.to && [...ended, ...began].some(includes);
}

function isSelected({ series, gpuConfig }: AbsentSeries, { includes, table }: Scope): boolean {
  return series
    ? includes(series)
    : table.series.some((columns) => columns.series.labels.gpu_config === gpuConfig && includes(columns.series));
}
