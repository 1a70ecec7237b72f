import { type SavedQuery } from '../src/core';

/** One alert rule, from which the files for Grafana and the one for Prometheus are made. */
export interface AlertRule {
  readonly uid: string;
  /** As Prometheus names alerts. */
  readonly name: string;
  readonly title: string;
  /** What the plugin's server part is asked: numbers, each with its labels. */
  readonly question: SavedQuery;
  /** PromQL without a comparison, for a Prometheus that scrapes a collector. */
  readonly expression: string;
  /** It fires above these: in the unit of the question, and in that of the expression. */
  readonly thresholds: readonly [asked: number, prometheus: number];
  /** How long it must hold before it fires. */
  readonly pending: string;
  readonly labels: Readonly<Record<string, string>>;
  /** With `{{ value }}` for the value as text, which each of them writes differently. */
  readonly summary: string;
  readonly description: string;
  /** How the value is written, by the question's unit and by the expression's. */
  readonly format: readonly [asked: string, prometheus: string];
  /** Path below Grafana's address, with labels in it. */
  readonly dashboard: string;
  /** Whether the question tells the first suspect and the number of commits too. */
  readonly suspects?: boolean;
  /** PromQL for a metric whose labels `commits_url` and `suspects` say which commits may have caused it. */
  readonly commits?: string;
}

const VARIABLES = ['gpu_config:gpu', 'model:model', 'variant:variant'];
const TREND = `d/sglang-nightly-trends?from=now-90d&to=now${VARIABLES.map((pair) => {
  const [label, variable] = pair.split(':');
  return `{{ if $labels.${label} }}&var-${variable}={{ urlquery $labels.${label} }}{{ end }}`;
}).join('')}`;

/** The rules. One alert per incident: whatever number of series and metrics one cause touches, it is reported once. */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    uid: 'sglang-nightly-regression',
    name: 'SGLangNightlyRegression',
    title: 'Regression',
    question: { kind: 'changes', view: 'alerts' },
    expression: 'sglang_nightly_open_incident_ratio',
    thresholds: [0, 0],
    pending: '0s',
    labels: {},
    format: ['{{ printf "%.1f" VALUE }} %', '{{ humanizePercentage VALUE }}'],
    summary: 'SGLang nightly: {{ $labels.subject }} is worse by {{ value }}',
    description:
      'First reported on {{ $labels.reported }}, by {{ $labels.metric }}. Other series and metrics that changed with it belong to the same incident, {{ $labels.incident }}. The dashboard shows all of them, since when, and the commits that may have caused it. To silence it for good, acknowledge it by these labels.',
    dashboard: TREND,
    suspects: true,
    commits: 'sglang_nightly_open_incident_info',
  },
  {
    uid: 'sglang-nightly-fails',
    name: 'SGLangNightlyFails',
    title: 'Fails or is missing',
    question: { kind: 'changes', view: 'failures' },
    expression: 'sglang_nightly_failing_series',
    thresholds: [0, 0],
    pending: '0s',
    labels: { severity: 'major' },
    format: ['{{ printf "%.0f" VALUE }}', '{{ VALUE }}'],
    summary:
      'SGLang nightly: {{ if $labels.model }}{{ $labels.model }}{{ else }}{{ $labels.test_suite }}{{ end }} on {{ $labels.gpu_config }} fails or is missing in {{ value }} series',
    description:
      'They were measured before. A series fails where its last run gave no value above zero, and is missing where it is absent from two runs of its GPU configuration.',
    dashboard: 'd/sglang-nightly-overview',
  },
  {
    uid: 'sglang-nightly-not-run',
    name: 'SGLangNightlyGpuConfigDidNotRun',
    title: 'GPU configuration did not run',
    question: { kind: 'runs', as: 'behind' },
    expression: '1 - sglang_nightly_gpu_config_ran',
    thresholds: [0, 0],
    pending: '0s',
    labels: { severity: 'major' },
    format: ['{{ printf "%.0f" VALUE }} hours', '{{ VALUE }}'],
    summary: 'SGLang nightly: {{ $labels.gpu_config }} does not run',
    description:
      'Others ran without it: look at its runners. This holds until it runs again. If it is gone for good, acknowledge it by its label `gpu_config`.',
    dashboard: 'd/sglang-nightly-overview',
  },
  {
    uid: 'sglang-nightly-late',
    name: 'SGLangNightlyLate',
    title: 'Nights are late',
    question: { kind: 'runs', as: 'late' },
    expression: '(time() - sglang_nightly_run_timestamp_seconds) - sglang_nightly_run_allowed_age_seconds',
    thresholds: [0, 0],
    pending: '10m',
    labels: { severity: 'major' },
    format: ['{{ printf "%.0f" VALUE }} hours', '{{ humanizeDuration VALUE }}'],
    summary: 'SGLang nightly: the next night is late by {{ value }}',
    description:
      'No usual run with results came on the main branch for 1.5 times the longest of the last ten gaps between them, and for 36 hours at least: look at the workflow, and at what fetches its runs.',
    dashboard: 'd/sglang-nightly-overview',
  },
  {
    uid: 'sglang-nightly-source-fails',
    name: 'SGLangNightlySourceFails',
    title: 'Source fails',
    question: { kind: 'runs', as: 'failing' },
    expression: 'sglang_nightly_collector_last_refresh_failed or absent(sglang_nightly_collector_last_refresh_failed)',
    thresholds: [0, 0],
    pending: '15m',
    labels: { severity: 'major' },
    format: ['{{ printf "%.0f" VALUE }}', '{{ VALUE }}'],
    summary: 'SGLang nightly: the source of the nights fails, or is not there',
    description:
      'Save & test of the data source, or the log of the collector, says why; what was fetched is still shown. A run that could not be read by itself does not count.',
    dashboard: 'd/sglang-nightly-overview',
  },
];
