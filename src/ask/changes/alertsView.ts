import { type ChangeEvent, isOpenRegression } from '../../detect/events/changeEvent';
import { type Incident } from '../../detect/incidents/incident';
import { type ScopeLabels } from '../../detect/incidents/scope';
import { type Labels } from '../../catalogue/labels';
import { metricOf } from '../../catalogue/metrics';
import { type Column } from '../../model/table';
import { alertSubject } from './incidentWords';
import { type Scope } from './scope';

/** A label of an alert is a part of its identity: with another one it is another alert, which is reported again. */
type AlertLabels = Labels & { readonly incident: string; readonly metric: string; readonly subject?: string };

/**
 * Returns one number per open incident, or per open regression of a series and metric: by how many percent it is worse,
 * positive whichever way the metric gets better, or what is known of its commits. What may change from night to night is no
 * label. An incident's labels are those that its scope named when it was first reported.
 */
export function alertColumns(scope: Scope): Column[] {
  const { findings, query } = scope;
  const incidents = findings.incidents.filter(({ better, state }) => !better && state === 'open');
  return incidents.flatMap((incident) => {
    const open = incident.entries
      .flatMap(({ events }) => events)
      .filter((event) => isOpenRegression(event) && scope.isShown(event));
    if (open.length === 0) {
      return [];
    }
    const numberOf = (percent: number) => alertNumber(scope, incident, percent);
    return query.per === 'series'
      ? open
          .filter(({ members }) => members === 1)
          .map((event) => ({
            ...numberOf(event.change.percent),
            labels: labelsOf(event, incident, event.series.labels),
          }))
      : [
          {
            ...numberOf(incident.percent),
            labels: {
              ...labelsOf(incident, incident, namedAlone(incident.reportedScope)),
              subject: alertSubject(incident),
              reported: incident.reported,
            } satisfies AlertLabels,
          },
        ];
  });
}

/**
 * Returns one number per model and GPU configuration: how many of its series fail or are missing, 0 where all is well. A GPU
 * configuration that does not run is said by the runs' `behind`.
 */
export function failureColumns({ findings, includes, table }: Scope): Column[] {
  return findings.availability.failing
    .filter(({ labels, acknowledgement }) => !acknowledgement && hasSelected({ includes, table }, labels))
    .map(({ labels, failed, missing }) => failureColumn({ ...labels, state: 'fails or missing' }, failed + missing));
}

function hasSelected({ includes, table }: Pick<Scope, 'includes' | 'table'>, labels: Labels): boolean {
  return table.series.some(
    ({ series }) => includes(series) && Object.entries(labels).every(([name, value]) => series.labels[name] === value)
  );
}

/** Returns the labels of which a scope names one value. */
export function namedAlone(scope: ScopeLabels): Labels {
  return Object.fromEntries(
    Object.entries(scope).flatMap(([name, values]) => (values.length === 1 ? [[name, values[0]!]] : []))
  );
}

function labelsOf({ metric }: Pick<ChangeEvent, 'metric'>, { id }: Incident, labels: Labels): AlertLabels {
  return { incident: id, metric: metricOf(metric).label, ...labels };
}

/** Where the suspects are not known the number is 0: a rule that asks for it has no data where one query has none. */
function alertNumber({ query, suspectsOf }: Scope, incident: Incident, percent: number): Column {
  const suspects = query.number === 'worsening' ? undefined : suspectsOf(incident);
  switch (query.number) {
    case 'worsening':
      return { name: 'worsening', type: 'number', unit: 'percent', decimals: 1, values: [Math.abs(percent)] };
    case 'suspect':
      return { name: 'pull request', type: 'number', values: [suspects?.ranked[0]?.commit.pullRequest ?? 0] };
    case 'commits':
      return { name: 'commits', type: 'number', values: [suspects?.total ?? 0] };
  }
}

function failureColumn(labels: Labels, count: number): Column {
  return { name: 'failing', type: 'number', labels: { ...labels, metric: 'failing series' }, values: [count] };
}
