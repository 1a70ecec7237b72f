import { stringify } from 'yaml';

import { ALERT_RULES, type AlertRule } from './alertRules';

/** What Grafana's alert rules ask: `provisioning/datasources/sglang-nightly.yaml` has it. */
export const PROMETHEUS_UID = 'sglang-nightly-prometheus';

const HEAD = '# Made by `npm run build:dashboards` from dashboards/alertRules.ts.\n';
const VALUE = '{{ value }}';
const FOLDER = 'SGLang Nightly';

/** Returns the rules as a Prometheus rules file, also for Mimir and VictoriaMetrics. */
export function prometheusRules(): string {
  const rules = ALERT_RULES.map((rule) => ({
    alert: rule.name,
    expr: `${parenthesised(rule)} ${rule.comparison} ${rule.threshold}`,
    for: rule.pending,
    ...(Object.keys(rule.labels).length > 0 && { labels: rule.labels }),
    annotations: annotations(rule, '$value', '{{ $externalLabels.grafana_url }}/'),
  }));
  return HEAD + stringify({ groups: [{ name: 'sglang-nightly', rules }] }, { lineWidth: 0 });
}

/** Returns the rules as Grafana provisions them. */
export function grafanaRules(): string {
  const rules = ALERT_RULES.map((rule) => ({
    uid: rule.uid,
    title: rule.title,
    condition: 'B',
    data: [query(rule), threshold(rule)],
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.pending,
    labels: { team: 'sglang-nightly', ...rule.labels },
    annotations: annotations(rule, '$values.A.Value', '{{ externalURL }}'),
  }));
  const group = { orgId: 1, name: 'sglang-nightly', folder: FOLDER, interval: '1m', rules };
  return HEAD + stringify({ apiVersion: 1, groups: [group] }, { lineWidth: 0 });
}

function parenthesised({ expression }: AlertRule): string {
  return /^\w+$/.test(expression) ? expression : `(${expression})`;
}

function annotations(rule: AlertRule, value: string, grafana: string): Record<string, string> {
  return {
    summary: rule.summary.replaceAll(VALUE, value),
    description: rule.description.replaceAll(VALUE, value),
    ...(rule.link && { commits: `{{ $labels.${rule.link} }}` }),
    dashboard: `${grafana}${rule.dashboard}`,
  };
}

/** Ten minutes back are enough: what is asked is the newest value. */
function query({ expression }: AlertRule) {
  return {
    refId: 'A',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: PROMETHEUS_UID,
    model: { refId: 'A', expr: expression, instant: true, range: false, editorMode: 'code' },
  };
}

function threshold({ comparison, threshold: limit }: AlertRule) {
  return {
    refId: 'B',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: '__expr__',
    model: {
      refId: 'B',
      type: 'threshold',
      expression: 'A',
      conditions: [{ evaluator: { type: comparison === '<' ? 'lt' : 'gt', params: [limit] } }],
    },
  };
}
