import { Gauge, Counter, Registry } from 'prom-client';

import {
  type ChangeEvent,
  type Changes,
  dateText,
  type Incident,
  isOpenRegression,
  LABEL_NAMES,
  type Labels,
  METRICS,
  metricOf,
  type NightTable,
  runLinks,
  type SeriesColumns,
} from '../src/core';
import { type Collector } from '../src/service/collector';
import { VERSION } from './version';

const PREFIX = 'sglang_nightly_';
/** A Prometheus keeps a time series for each: labels come from artifacts, so there is an end to them. */
const MOST_SERIES = 5000;
const MOST_EVENTS = 1000;
const MOST_GPU_CONFIGS = 500;
const LONGEST_LABEL = 200;
/** What was not measured for so many nights is no longer the latest. */
const LATEST_WITHIN = 7;

/** Returns all metrics of a collector in Prometheus's text format; docs/alerting.md lists them. */
export async function prometheusText(collector: Collector): Promise<string> {
  const registry = new Registry();
  const facts: Facts = { collector, table: collector.store.table, changes: await collector.changes() };
  const series = latestSeries(facts);
  const shown = series.slice(0, MOST_SERIES);
  addMeasurements(registry, facts.table, shown);
  addChanges(registry, facts, new Set(shown.map(({ columns }) => columns.series.id)));
  addFleet(registry, facts);
  addCollector(registry, collector, series.length - shown.length);
  return registry.metrics();
}

interface Facts {
  readonly collector: Collector;
  readonly table: NightTable;
  readonly changes: Changes;
}

interface Latest {
  readonly columns: SeriesColumns;
  /** Position of the latest night in the series' columns. */
  readonly at: number;
}

/** The series that were measured lately, in the order of the table. */
function latestSeries({ table, changes }: Facts): Latest[] {
  const { nightOfRun, nights } = changes.observed;
  return table.series.flatMap((columns) => {
    const at = columns.runs.findLastIndex((run) => nightOfRun[run]! >= nights.length - LATEST_WITHIN);
    return at < 0 ? [] : [{ columns, at }];
  });
}

function gauge(registry: Registry, name: string, help: string, labelNames: readonly string[] = []): Gauge {
  return new Gauge({ name: PREFIX + name, help, labelNames: [...labelNames], registers: [registry] });
}

function addMeasurements(registry: Registry, table: NightTable, series: readonly Latest[]): void {
  for (const { id, description, prometheus } of METRICS) {
    const metric = gauge(registry, prometheus.name, `${description} Latest night.`, LABEL_NAMES);
    for (const { columns, at } of series) {
      const value = columns.values[id]?.[at];
      if (value !== undefined && !Number.isNaN(value)) {
        metric.set(bounded(columns.series.labels), value * prometheus.factor);
      }
    }
  }
}

function addChanges(registry: Registry, { changes, table, collector }: Facts, shown: ReadonlySet<string>): void {
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
  addOpenRegressions(registry, [...byKey.values()], new Map(incidents), {
    table,
    repositoryUrl: collector.options.repositoryUrl,
  });
  addOpenIncidents(
    registry,
    changes.incidents.filter(({ better, state }) => !better && state === 'open'),
    {
      table,
      repositoryUrl: collector.options.repositoryUrl,
    }
  );
}

/**
 * One per incident, for alerts: its labels stay the same while it is open, so that it is reported once. What may change is in a
 * second metric.
 */
function addOpenIncidents(
  registry: Registry,
  incidents: readonly Incident[],
  { table: { runs }, repositoryUrl, table }: { readonly table: NightTable; readonly repositoryUrl: string }
): void {
  const links = runLinks(table, repositoryUrl);
  const ratio = gauge(registry, 'open_incident_ratio', 'Strongest change of each open incident as a ratio, positive.', [
    'incident',
    'metric',
    'reported',
    ...LABEL_NAMES,
  ]);
  const info = gauge(registry, 'open_incident_info', 'What is known of each open incident now; always 1.', [
    'incident',
    'severity',
    'series',
    'since',
    'commits',
    'commits_url',
  ]);
  const commit = (run: number) => runs[run]!.run.commit.slice(0, 12);
  for (const { id, first, severity, entries, previous, range } of incidents.slice(0, MOST_EVENTS)) {
    const open = entries.flatMap(({ events }) => events).filter(isOpenRegression);
    const reported = dateText(runs[first.told]!.run.time);
    ratio.set(
      { incident: id, metric: metricOf(first.metric).label, reported, ...bounded(first.series.labels) },
      Math.max(0, ...open.map(({ change }) => Math.abs(change.percent) / 100))
    );
    const facts = {
      incident: id,
      severity,
      series: String(entries.length),
      since: dateText(runs[range[0]]!.run.time),
      commits: `${commit(previous)}...${commit(range[1])}`,
      commits_url: links.between(previous, range[1]) ?? '',
    };
    info.set(facts, 1);
  }
}

/** One a series and metric: the latest. Its labels are what an alert tells; those of one incident can be grouped. */
function addOpenRegressions(
  registry: Registry,
  open: readonly ChangeEvent[],
  incidents: ReadonlyMap<string, string>,
  { table, repositoryUrl }: { readonly table: NightTable; readonly repositoryUrl: string }
): void {
  const { runs } = table;
  const links = runLinks(table, repositoryUrl);
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

function addFleet(registry: Registry, { changes, table }: Facts): void {
  const label = ['gpu_config'];
  const ran = gauge(registry, 'gpu_config_ran', 'Whether a GPU configuration ran in the latest night.', label);
  const missing = gauge(
    registry,
    'missing_series',
    'Series that did not run although their GPU configuration did.',
    label
  );
  const regressed = gauge(registry, 'regressed_series', 'Series with an open regression.', label);
  const time = gauge(registry, 'gpu_config_run_timestamp_seconds', 'Latest night of a GPU configuration.', label);
  const timeOf = (run: number) => table.runs[run]!.run.time / 1000;
  for (const line of changes.fleet.slice(0, MOST_GPU_CONFIGS)) {
    const labels = bounded({ gpu_config: line.gpuConfig });
    ran.set(labels, line.ran ? 1 : 0);
    missing.set(labels, line.missing);
    regressed.set(labels, line.regressed);
    time.set(labels, timeOf(line.run));
  }
  const times = changes.observed.nights.flat().map(timeOf);
  if (times.length > 0) {
    gauge(registry, 'run_timestamp_seconds', 'Newest results.').set(Math.max(...times));
  }
}

function addCollector(registry: Registry, { status, store, options }: Collector, leftOut: number): void {
  const set = (name: string, help: string, value: number | undefined) => {
    if (value !== undefined) {
      gauge(registry, `collector_${name}`, help).set(value);
    }
  };
  const count = (name: string, help: string, value: number) =>
    new Counter({ name: `${PREFIX}collector_${name}_total`, help, registers: [registry] }).inc(value);
  const { refreshed, refreshes, failures, lastFailure, quota } = status;
  set('last_refresh_timestamp_seconds', 'Last refresh without a failure.', refreshed && refreshed / 1000);
  set('last_refresh_failed', 'Whether the last refresh failed.', lastFailure ? 1 : 0);
  count('refreshes', 'Refreshes since the start.', refreshes);
  count('refresh_failures', 'Refreshes that failed since the start.', failures);
  set('runs_archived', 'Runs in the archive.', store.size);
  set('series_left_out', `Series beyond the first ${MOST_SERIES}, which are not exposed.`, leftOut);
  set('github_quota_remaining', 'Requests that GitHub still answers before the rate limit resets.', quota?.remaining);
  set('demo', 'Whether the nights are invented.', options.demo ? 1 : 0);
  gauge(registry, 'collector_build_info', 'Version of the collector.', ['version']).set({ version: VERSION }, 1);
}

/** Labels come from artifacts: they are cut, and only those that are known go out. */
function bounded(labels: Labels): Record<string, string> {
  return Object.fromEntries(
    LABEL_NAMES.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value.replace(/\p{Cc}/gu, '?').slice(0, LONGEST_LABEL)]];
    })
  );
}
