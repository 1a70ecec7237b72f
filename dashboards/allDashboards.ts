import { dashboardJson } from './dashboard';
import { trendsDashboard } from './trends';

/** Returns the text of each dashboard file by its name. */
export function allDashboards(): Readonly<Record<string, string>> {
  const builders = { 'trends.json': trendsDashboard() };
  return Object.fromEntries(
    Object.entries(builders).map(([name, builder]) => [
      name,
      `${JSON.stringify(dashboardJson(builder), undefined, 2)}\n`,
    ])
  );
}
