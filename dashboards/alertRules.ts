/** One alert rule, from which the file for Grafana and the one for Prometheus are made. */
export interface AlertRule {
  readonly uid: string;
  /** As Prometheus names alerts. */
  readonly name: string;
  readonly title: string;
  /** PromQL without a comparison, so that a comparison with the threshold says whether it fires. */
  readonly expression: string;
  readonly comparison: '<' | '>';
  readonly threshold: number;
  /** How long it must hold before it fires. */
  readonly pending: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
  /** Path below Grafana's address, with labels in it. */
  readonly dashboard: string;
  /** Where more is to be read: a label that holds an address. */
  readonly link?: string;
}

const VARIABLES = ['gpu_config:gpu', 'model:model', 'variant:variant', 'batch_size:batch'];
const TREND = `d/sglang-nightly-trends?${VARIABLES.map((pair) => {
  const [label, variable] = pair.split(':');
  return `{{ if $labels.${label} }}&var-${variable}={{ urlquery $labels.${label} }}{{ end }}`;
}).join('')}`;

const STALE_S = 36 * 60 * 60;

/** The rules; `{{ value }}` stands for the value, which the two write differently. */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    uid: 'sglang-nightly-regression',
    name: 'SGLangNightlyRegression',
    title: 'Regression',
    expression: 'sglang_nightly_open_regression_ratio',
    comparison: '<',
    threshold: 0,
    pending: '0s',
    labels: {},
    summary:
      '{{ $labels.metric_label }} of {{ if $labels.model }}{{ $labels.model }} {{ $labels.variant }}{{ else }}{{ $labels.test_name }}{{ end }} on {{ $labels.gpu_config }} got worse: {{ humanizePercentage {{ value }} }} ({{ $labels.severity }})',
    description:
      'Since {{ $labels.since }}{{ if $labels.batch_size }}, batch size {{ $labels.batch_size }}, {{ $labels.input_len }} tokens in, {{ $labels.output_len }} out{{ end }}. Worse is negative. Suspect commits: {{ $labels.commits }}. To silence it for good, acknowledge {{ $labels.event }}.',
    dashboard: TREND,
    link: 'commits_url',
  },
  {
    uid: 'sglang-nightly-not-run',
    name: 'SGLangNightlyGpuConfigDidNotRun',
    title: 'GPU configuration did not run',
    expression: 'sglang_nightly_gpu_config_ran',
    comparison: '<',
    threshold: 1,
    pending: '0s',
    labels: { severity: 'major' },
    summary: '{{ $labels.gpu_config }} did not run in the latest night',
    description:
      'The latest night has no results of this GPU configuration, which ran in the nights before: look at its runners.',
    dashboard: 'd/sglang-nightly-overview',
  },
  {
    uid: 'sglang-nightly-stale',
    name: 'SGLangNightlyStale',
    title: 'No night for 36 hours',
    expression: 'time() - sglang_nightly_run_timestamp_seconds',
    comparison: '>',
    threshold: STALE_S,
    pending: '10m',
    labels: { severity: 'major' },
    summary: 'The newest night is {{ humanizeDuration {{ value }} }} old',
    description: 'No run with results came for more than 36 hours: look at the workflow, and at the collector.',
    dashboard: 'd/sglang-nightly-overview',
  },
  {
    uid: 'sglang-nightly-refresh-fails',
    name: 'SGLangNightlyRefreshFails',
    title: 'Collector fails to refresh',
    expression: 'sglang_nightly_collector_last_refresh_failed or absent(sglang_nightly_collector_last_refresh_failed)',
    comparison: '>',
    threshold: 0,
    pending: '15m',
    labels: { severity: 'major' },
    summary: 'The collector fails to refresh, or is not there',
    description: 'Its log and `/api/status` say why; what it has archived is still shown.',
    dashboard: 'd/sglang-nightly-overview',
  },
];
