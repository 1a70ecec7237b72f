import { type Registry } from 'prom-client';

import {
  alertSubject,
  type ChangeEvent,
  dateText,
  firstSuspectText,
  type Incident,
  isOpenRegression,
  LABEL_NAMES,
  metricOf,
  namedAlone,
  type NightTable,
  plainText,
  runLinks,
  suspectsOf,
} from '../../core';
import { bounded, type Facts, gauge } from './prometheusGauge';

const MOST_EVENTS = 1000;

/** Where and when: the runs, and their links. */
interface Places {
  readonly runs: NightTable['runs'];
  readonly links: ReturnType<typeof runLinks>;
  /** The first commit that may have caused an incident; '' where none is known. */
  readonly suspects: (incident: Incident) => string;
}

/** Adds what regressed: by series and metric, as a list, and by incident. */
export function addChanges(registry: Registry, { changes, table, collector }: Facts, shown: ReadonlySet<string>): void {
  const labels = ['metric', ...LABEL_NAMES];
  const open = changes.events.filter(isOpenRegression);
  const byKey = new Map(open.map((event) => [`${event.metric}|${event.series.id}`, event]));
  const ratio = gauge(
    registry,
    'change_ratio',
    'Open regression of a series as a ratio, worse is negative; 0 where there is none.',
    labels
  );
  const regression = gauge(registry, 'regression', 'Whether a series has an open regression.', labels);
  for (const { series, metric } of changes.states.filter((state) => shown.has(state.series.id))) {
    const event = byKey.get(`${metric}|${series.id}`);
    ratio.set({ metric, ...bounded(series.labels) }, event ? ratioOf(event) : 0);
    regression.set({ metric, ...bounded(series.labels) }, event ? 1 : 0);
  }
  const incidents = changes.incidents.flatMap(({ id, entries }) =>
    entries.flatMap(({ events }) => events.map((event) => [event.id, id] as const))
  );
  const suspectsOfIncident = suspectsOf(table, collector.options.commits?.between ?? (() => undefined));
  const places: Places = {
    runs: table.runs,
    links: runLinks(table, collector.options.repositoryUrl),
    suspects: (incident) => {
      const known = suspectsOfIncident(incident);
      return known ? plainText(firstSuspectText(known)) : '';
    },
  };
  addOpenRegressions(registry, [...byKey.values()], new Map(incidents), places);
  addOpenIncidents(
    registry,
    changes.incidents.filter(({ better, state }) => !better && state === 'open'),
    places
  );
}

/**
 * One per incident, for alerts: its labels stay the same while it is open, so that it is reported once. What may change is in a
 * second metric.
 */
function addOpenIncidents(registry: Registry, incidents: readonly Incident[], { runs, links, suspects }: Places): void {
  const ratio = gauge(registry, 'open_incident_ratio', 'Strongest change of each open incident as a ratio, positive.', [
    'incident',
    'metric',
    'reported',
    'subject',
    ...LABEL_NAMES,
  ]);
  const info = gauge(registry, 'open_incident_info', 'What is known of each open incident now; always 1.', [
    'incident',
    'severity',
    'series',
    'since',
    'commits',
    'commits_url',
    'suspects',
  ]);
  const commit = (run: number) => runs[run]!.run.commit.slice(0, 12);
  for (const incident of incidents.slice(0, MOST_EVENTS)) {
    const { id, severity, entries, previous, range, reported } = incident;
    const metric = metricOf(incident.metric).label;
    ratio.set(
      {
        incident: id,
        metric,
        reported,
        subject: alertSubject(incident),
        ...bounded(namedAlone(incident.reportedScope)),
      },
      Math.abs(incident.percent) / 100
    );
    const facts = {
      incident: id,
      severity,
      series: String(entries.length),
      since: dateText(runs[range[0]]!.run.time),
      commits: `${commit(previous)}...${commit(range[1])}`,
      commits_url: links.between(previous, range[1]) ?? '',
      suspects: suspects(incident),
    };
    info.set(facts, 1);
  }
}

/** One a series and metric: the latest. Its labels are what an alert tells; those of one incident can be grouped. */
function addOpenRegressions(
  registry: Registry,
  open: readonly ChangeEvent[],
  incidents: ReadonlyMap<string, string>,
  { runs, links }: Places
): void {
  const metric = gauge(
    registry,
    'open_regression_ratio',
    'Change of each open regression as a ratio, worse is negative, with what to say of it.',
    ['event', 'incident', 'severity', 'metric', 'metric_label', 'since', 'commits', 'commits_url', ...LABEL_NAMES]
  );
  const strongest = [...open].sort((a, b) => ratioOf(a) - ratioOf(b)).slice(0, MOST_EVENTS);
  for (const event of strongest) {
    const commit = (run: number) => runs[run]!.run.commit.slice(0, 12);
    metric.set(
      {
        event: event.id,
        incident: incidents.get(event.id) ?? event.id,
        severity: event.severity,
        metric: event.metric,
        metric_label: metricOf(event.metric).label,
        since: dateText(runs[event.onset]!.run.time),
        commits: `${commit(event.previous)}...${commit(event.range[1])}`,
        commits_url: links.between(event.previous, event.range[1]) ?? '',
        ...bounded(event.series.labels),
      },
      ratioOf(event)
    );
  }
}

/** Worse is negative, whichever way the metric gets better: twice the latency is as bad as half the throughput. */
function ratioOf({ change, metric }: ChangeEvent): number {
  const ratio = change.percent / 100;
  return metricOf(metric).direction === 'higher' ? ratio : 1 / (1 + ratio) - 1;
}
