import { type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { compareDashboard } from './compare';
import { dashboardJson } from './dashboard';
import { diffusionDashboard } from './diffusion';
import { modelsDashboard } from './models';
import { multinodeDashboard } from './multinode';
import { overviewDashboard } from './overview';
import { regressionsDashboard } from './regressions';
import { releasesDashboard } from './releases';
import { trendsDashboard } from './trends';

const BUILDERS: Readonly<Record<string, () => DashboardBuilder>> = {
  'overview.json': overviewDashboard,
  'trends.json': trendsDashboard,
  'models.json': modelsDashboard,
  'compare.json': compareDashboard,
  'regressions.json': regressionsDashboard,
  'releases.json': releasesDashboard,
  'diffusion.json': diffusionDashboard,
  'multinode.json': multinodeDashboard,
};

/** Returns the text of each dashboard file by its name. */
export function allDashboards(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(BUILDERS).map(([name, build]) => [name, `${JSON.stringify(dashboardJson(build()), undefined, 2)}\n`])
  );
}
