import { stringify } from 'yaml';

import { type SavedQuery } from '../src/core';
import { ALERT_RULES, type AlertRule } from './alertRules';

/** The data sources that Grafana's alert rules ask. */
export const NIGHTLY_UID = 'sglang-nightly';
const PROMETHEUS_UID = 'sglang-nightly-prometheus';

const HEAD = '# Made by `npm run build:dashboards` from dashboards/alertRules.ts.\n';
const VALUE = '{{ value }}';
const FOLDER = 'SGLang Nightly';
const DAY_S = 24 * 60 * 60;
const HISTORY_S = 120 * DAY_S;
const KEEP_FIRING = '30m';
/** Grafana's own rules: what one evaluation does not tell is no end. */
const MISSING_EVALUATIONS = 3;

/** Returns the rules as a Prometheus rules file, also for Mimir and VictoriaMetrics. */
export function prometheusRules(): string {
  const rules = ALERT_RULES.map((rule) => ({
    alert: rule.name,
    expr: `${withoutTarget(rule)} > ${rule.thresholds[1]}`,
    for: rule.pending,
    // A scrape that fails, and a collector that starts again, end no alert.
    keep_firing_for: KEEP_FIRING,
    ...(Object.keys(rule.labels).length > 0 && { labels: rule.labels }),
    annotations: {
      ...annotations(rule, rule.format[1].replace('VALUE', '$value'), '{{ $externalLabels.grafana_url }}/'),
      ...(rule.commits && {
        commits: labelOfIncident(rule.commits, 'commits_url'),
        suspects: labelOfIncident(rule.commits, 'suspects'),
      }),
    },
  }));
  return HEAD + stringify({ groups: [{ name: 'sglang-nightly', rules }] }, { lineWidth: 0 });
}

/** Returns the rules as Grafana provisions them, on the data source itself: the plugin's server part answers. */
export function grafanaRules(): string {
  const ask = ({ question }: AlertRule, refId: string, more: SavedQuery = {}) => ({
    refId,
    relativeTimeRange: { from: HISTORY_S, to: 0 },
    datasourceUid: NIGHTLY_UID,
    model: { refId, ...question, ...more },
  });
  const suspects = (rule: AlertRule) =>
    rule.suspects ? [ask(rule, 'C', { number: 'suspect' }), ask(rule, 'D', { number: 'commits' })] : [];
  return provisioned((rule) => ({
    data: [ask(rule, 'A'), threshold(rule.thresholds[0]), ...suspects(rule)],
    // What could not be asked is seen as an error, and never kept as it was.
    execErrState: 'Error',
    annotations: {
      ...grafanaAnnotations(rule, rule.format[0], NIGHTLY_UID),
      ...(rule.suspects && { suspects: SUSPECTS }),
    },
  }));
}

/** Labels are an alert's identity; its values may change, and a pull request has a number. */
const SUSPECTS =
  '{{ if $values.C.Value }}Pull request #{{ printf "%.0f" $values.C.Value }} most likely{{ if gt $values.D.Value 1.0 }}, of {{ printf "%.0f" $values.D.Value }} commits that may have caused it{{ end }}{{ else if $values.D.Value }}One of {{ printf "%.0f" $values.D.Value }} commits{{ else }}Not known{{ end }}';

/** Returns the rules as Grafana provisions them on a Prometheus that scrapes a collector. */
export function grafanaRulesOnPrometheus(): string {
  const ask = (rule: AlertRule) => ({
    refId: 'A',
    // What is asked is the newest value.
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: PROMETHEUS_UID,
    model: { refId: 'A', expr: withoutTarget(rule), instant: true, range: false, editorMode: 'code' },
  });
  return provisioned((rule) => ({
    data: [ask(rule), threshold(rule.thresholds[1])],
    // What could not be asked is seen as an error, and never kept as it was.
    execErrState: 'Error',
    annotations: grafanaAnnotations(rule, rule.format[1]),
  }));
}

function provisioned(special: (rule: AlertRule) => object): string {
  const rules = ALERT_RULES.map((rule) => ({
    uid: rule.uid,
    title: rule.title,
    condition: 'B',
    noDataState: 'OK',
    for: rule.pending,
    keepFiringFor: KEEP_FIRING,
    missing_series_evals_to_resolve: MISSING_EVALUATIONS,
    labels: { team: 'sglang-nightly', ...rule.labels },
    ...special(rule),
  }));
  const group = { orgId: 1, name: 'sglang-nightly', folder: FOLDER, interval: '10m', rules };
  return HEAD + stringify({ apiVersion: 1, groups: [group] }, { lineWidth: 0 });
}

/** Labels of the target that was scraped. A pod that is replaced has others, and its alerts are the same. */
const OF_TARGET = ['instance', 'pod', 'pod_ip', 'host', 'hostname', 'node', 'container_id', 'uid', 'endpoint'];

/** PromQL for the rule's value, whichever target it came from. */
function withoutTarget({ expression }: AlertRule): string {
  return `max without (${OF_TARGET.join(', ')}) (${expression})`;
}

/** What may change while an alert fires is no label of it: Prometheus looks it up when it tells the alert. */
function labelOfIncident(metric: string, label: string): string {
  const query = `printf "${metric}{incident='%s'}" $labels.incident | query`;
  return `{{ with ${query} }}{{ . | first | label "${label}" }}{{ end }}`;
}

function annotations(rule: AlertRule, value: string, grafana: string, uid?: string): Record<string, string> {
  const [path, query = ''] = rule.dashboard.split('?');
  // A dashboard that is opened without one takes the data source that comes first by name.
  const parameters = [query, uid && `var-datasource=${uid}`].filter(Boolean).join('&');
  return {
    summary: rule.summary.replaceAll(VALUE, value),
    description: rule.description.replaceAll(VALUE, value),
    dashboard: `${grafana}${path}${parameters && `?${parameters}`}`,
  };
}

/** A rule that could not be evaluated has neither labels nor values to speak of. */
function grafanaAnnotations(rule: AlertRule, format: string, uid?: string): Record<string, string> {
  const value = format.replace('VALUE', '$values.A.Value');
  const { summary, ...others } = annotations(rule, value, '{{ externalURL }}', uid);
  const failed = `SGLang nightly: the rule "${rule.title}" could not be evaluated`;
  return { summary: `{{ if $values.A }}${summary}{{ else }}${failed}{{ end }}`, ...others };
}

function threshold(limit: number) {
  return {
    refId: 'B',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: '__expr__',
    model: {
      refId: 'B',
      type: 'threshold',
      expression: 'A',
      conditions: [{ evaluator: { type: 'gt', params: [limit] } }],
    },
  };
}
