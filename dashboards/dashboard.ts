import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { datasourceVariable } from './variables';

const TAG = 'sglang-nightly';
const SCHEMA_VERSION = 42;
/** What the panels' options were written for; without it Grafana takes them for much older ones and migrates them. */
const PLUGIN_VERSION = '12.3.0';

/** Returns a builder with what all our dashboards have in common; links carry the time range and the variables. */
export function nightlyDashboard(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .time({ from: 'now-30d', to: 'now' })
    .timezone('browser')
    .refresh('')
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('SGLang Nightly')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true)
    )
    .withVariable(datasourceVariable());
}

/** Returns the dashboard as JSON that Grafana provisions: of the classic form, with an id of its own for each panel. */
export function dashboardJson(builder: DashboardBuilder): Dashboard {
  let id = 0;
  const number = <T extends Panel | RowPanel>(panel: T): T => {
    const numbered = { ...panel, id: ++id, ...(panel.type !== 'row' && { pluginVersion: PLUGIN_VERSION }) };
    return 'panels' in numbered ? { ...numbered, panels: numbered.panels?.map(number) } : numbered;
  };
  const { links, annotations, ...dashboard } = builder.build();
  return {
    ...dashboard,
    links: links?.map(inTheOpen),
    ...(annotations && { annotations: { ...annotations, list: annotations.list?.map(inTheOpen) } }),
    schemaVersion: SCHEMA_VERSION,
    panels: dashboard.panels?.map(number),
  };
}

/** The builder hides links and switches in a menu that Grafana 12.3 does not draw; without a place they stand in the open. */
function inTheOpen<Item extends object>(item: Item): Item {
  const { placement: _, ...rest } = item as Item & { placement?: unknown };
  return rest as Item;
}
