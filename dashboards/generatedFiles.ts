import { grafanaRules, grafanaRulesOnPrometheus, prometheusRules } from './alertFiles';
import { allDashboards } from './allDashboards';

/** Returns the text of each file that is generated, by its path in the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const dashboards = Object.entries(allDashboards()).map(([name, text]) => [`src/dashboards/${name}`, text]);
  return {
    ...(Object.fromEntries(dashboards) as Record<string, string>),
    'provisioning/alerting/sglang-nightly.yaml': grafanaRules(),
    'prometheus/grafana-alerting.yaml': grafanaRulesOnPrometheus(),
    'prometheus/sglang-nightly.rules.yml': prometheusRules(),
  };
}
