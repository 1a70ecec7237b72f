import { Counter, Registry } from 'prom-client';

import { cadencesOf, type Changes, LABEL_NAMES, METRICS, type NightTable, type SeriesColumns } from '../../core';
import { type Collector } from '../../backend/collector';
import { addChanges } from './prometheusChanges';
import { bounded, type Facts, gauge, PREFIX } from './prometheusGauge';
import { VERSION } from './version';

/** A Prometheus keeps a time series for each: labels come from artifacts, so there is an end to them. */
const MOST_SERIES = 5000;
const MOST_GPU_CONFIGS = 500;
const MOST_FAILING = 1000;
/** What was not measured for so many nights is no longer the latest. */
const LATEST_WITHIN = 7;

/** Returns the metrics of the nights in Prometheus's text format; docs/alerting.md lists them. */
export async function nightsText(collector: Collector): Promise<string> {
  const registry = new Registry();
  const { table, findings } = collector.snapshot;
  if (!findings) {
    // What is not known yet is left out: a Prometheus must not take it for nothing.
    return registry.metrics();
  }
  const facts: Facts = { collector, table, changes: findings };
  const series = latestSeries(facts);
  const shown = series.slice(0, MOST_SERIES);
  addMeasurements(registry, facts.table, shown);
  addChanges(registry, facts, new Set(shown.map(({ columns }) => columns.series.id)));
  addFleet(registry, facts);
  const leftOut = `Series beyond the first ${MOST_SERIES}, which are not exposed.`;
  gauge(registry, 'collector_series_left_out', leftOut).set(series.length - shown.length);
  return registry.metrics();
}

/** Returns how a collector does, in the same format. */
export async function collectorText(collector: Collector): Promise<string> {
  const registry = new Registry();
  addCollector(registry, collector);
  return registry.metrics();
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

function addFleet(registry: Registry, { changes, table, collector: { now: clock } }: Facts): void {
  const now = clock();
  const label = ['gpu_config'];
  const ran = gauge(registry, 'gpu_config_ran', 'Whether a GPU configuration runs with the others.', label);
  const missing = gauge(
    registry,
    'missing_series',
    'Series that did not run although their GPU configuration did.',
    label
  );
  const regressed = gauge(registry, 'regressed_series', 'Series with an open regression.', label);
  const time = gauge(registry, 'gpu_config_run_timestamp_seconds', 'Latest night of a GPU configuration.', label);
  const timeOf = (run: number) => table.runs[run]!.run.time / 1000;
  const acknowledged = new Set(
    changes.availability.absences.flatMap(({ state, gpuConfig, acknowledgement }) =>
      state === 'not run' && acknowledgement ? [gpuConfig] : []
    )
  );
  for (const line of changes.fleet.slice(0, MOST_GPU_CONFIGS)) {
    const labels = bounded({ gpu_config: line.gpuConfig });
    ran.set(labels, line.ran || acknowledged.has(line.gpuConfig) ? 1 : 0);
    missing.set(labels, line.missing);
    regressed.set(labels, line.regressed);
    time.set(labels, timeOf(line.run));
  }
  addFailures(registry, changes);
  const cadences = cadencesOf(table, changes.observed, now);
  const newest = gauge(registry, 'run_timestamp_seconds', 'Newest usual results of the main branch.', ['workflow']);
  const allowed = gauge(registry, 'run_allowed_age_seconds', 'How old they may be, by the last nights.', ['workflow']);
  for (const cadence of cadences) {
    newest.set({ workflow: cadence.workflow }, cadence.newest / 1000);
    allowed.set({ workflow: cadence.workflow }, cadence.allowed / 1000);
  }
}

function addFailures(registry: Registry, { availability }: Changes): void {
  const failing = gauge(
    registry,
    'failing_series',
    'Series of a model that fail or are missing on a GPU configuration; there only where some do.',
    ['gpu_config', 'model', 'test_suite']
  );
  for (const { labels, failed, missing, acknowledgement } of availability.failing.slice(0, MOST_FAILING)) {
    if (!acknowledgement) {
      failing.set(bounded(labels), failed + missing);
    }
  }
}

function addCollector(registry: Registry, { status, store, options, known: { known } }: Collector): void {
  const set = (name: string, help: string, value: number | undefined) => {
    if (value !== undefined) {
      gauge(registry, `collector_${name}`, help).set(value);
    }
  };
  const count = (name: string, help: string, value: number) =>
    new Counter({ name: `${PREFIX}collector_${name}_total`, help, registers: [registry] }).inc(value);
  const { refreshed, refreshes, failures, sourceFailure, unread, quota } = status;
  set('last_refresh_timestamp_seconds', 'Last refresh without a failure.', refreshed && refreshed / 1000);
  set('last_refresh_failed', 'Whether the source as a whole failed at the last refresh.', sourceFailure ? 1 : 0);
  set('runs_unread', 'Runs that could not be read at the last refresh.', unread);
  count('refreshes', 'Refreshes since the start.', refreshes);
  count('refresh_failures', 'Refreshes that failed since the start.', failures);
  set(
    'changes_known',
    'Whether changes were looked for: before, no metric of the nights is there.',
    known === 'not yet' ? 0 : 1
  );
  set('runs_archived', 'Runs in the archive.', store.size);
  set('github_quota_remaining', 'Requests that GitHub still answers before the rate limit resets.', quota?.remaining);
  set('demo', 'Whether the nights are invented.', options.demo ? 1 : 0);
  gauge(registry, 'collector_build_info', 'Version of the collector.', ['version']).set({ version: VERSION }, 1);
}
