import { type ChangeEvent, isOpenRegression } from '../../detect/changes/changeEvent';
import { type Incident } from '../../detect/changes/incidents';
import { type Labels } from '../../model/labels';
import { metricOf } from '../../model/metrics';
import { type Column } from '../../model/table';
import { dateText } from '../../model/time';
import { type Scope } from './scope';

/** A label of an alert is a part of its identity: with another one it is another alert, which is reported again. */
type AlertLabels = Labels & { readonly incident: string; readonly metric: string };

/**
 * Returns one number per open incident, or per open regression of a series and metric: by how many percent it is worse,
 * positive whichever way the metric gets better. What may change from night to night is no label. An incident's labels are
 * those of the change that was reported first, which its id comes from.
 */
export function alertColumns(scope: Scope): Column[] {
  const { found, query } = scope;
  const incidents = found.incidents.filter(({ better, state }) => !better && state === 'open');
  return incidents.flatMap((incident) => {
    const open = incident.entries.flatMap(({ events }) => events).filter((event) => isShown(event, scope));
    if (open.length === 0) {
      return [];
    }
    return query.per === 'series'
      ? open.filter(({ members }) => members === 1).map((event) => alertColumn(labelsOf(event, incident), [event]))
      : [alertColumn({ ...labelsOf(incident.first, incident), reported: reportedOn(incident, scope) }, open)];
  });
}

function isShown(event: ChangeEvent, { includes, wantsMetric, inWindow }: Scope): boolean {
  return isOpenRegression(event) && includes(event.series) && wantsMetric(event.metric) && inWindow(event);
}

function labelsOf({ metric, series }: ChangeEvent, { id }: Incident): AlertLabels {
  return { incident: id, metric: metricOf(metric).label, ...series.labels };
}

function reportedOn({ first }: Incident, { timeOf }: Scope): string {
  return dateText(timeOf(first.told));
}

function alertColumn(labels: AlertLabels, events: readonly ChangeEvent[]): Column {
  const worsening = Math.max(...events.map(({ change }) => Math.abs(change.percent)));
  return { name: 'worsening', type: 'number', unit: 'percent', decimals: 1, labels, values: [worsening] };
}
