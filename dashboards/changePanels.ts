import {
  LegendDisplayMode,
  LegendPlacement,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

import { DATASOURCE, NightlyTarget, type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';
import { showColumns } from './tables';

type Changes = Omit<TargetOptions, 'kind' | 'view'>;

/** The page of the trends of what a row names by these fields, over a time range. */
function trendsLink(title: string, fields: string, prefix: string, range: string) {
  const variables = SCOPE_VARIABLES.map(
    ([variable, label]) => `&var-${variable}=\${${fields}.${prefix}${label}:percentencode}`
  );
  return {
    id: 'links',
    value: [
      {
        title,
        url: `/d/sglang-nightly-\${${fields}.page}?var-datasource=\${datasource}${variables.join('')}&${range}`,
      },
    ],
  };
}

/** The variables of the pages of trends, and the labels that they choose. */
const SCOPE_VARIABLES = [
  ['model', 'model'],
  ['gpu', 'gpu_config'],
  ['variant', 'variant'],
  ['batch', 'batch_size'],
  ['case', 'case'],
  ['topology', 'topology'],
] as const;

/** From before the change that a row is about. */
const AROUND_CHANGE = 'from=${__data.fields.link_from}&to=${__data.fields.link_to}';

/** From a row to the trend of its series. */
const TREND_LINK = trendsLink('Trend of this series', '__data.fields', '', AROUND_CHANGE);
/** The same for a row that is about no change. */
const SERIES_LINK = trendsLink('Trend of this series', '__data.fields', '', '${__url_time_range}');
/** From an incident to the trends of its series: what the series do not share is not filtered by. */
const INCIDENT_LINK = trendsLink('Trends of these series', '__data.fields', 'scope_', AROUND_CHANGE);

/** From a night of a model to its trend. */
const MODEL_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trend of this model',
      url: '/d/sglang-nightly-${__field.labels.page}?var-datasource=${datasource}&var-model=${__field.labels.model:percentencode}&var-gpu=${__field.labels.gpu_config:percentencode}&${__url_time_range}',
    },
  ],
};

/** Returns a panel with one row per GPU configuration. */
export function fleetPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'Fleet',
    'One row per GPU configuration: how many of its series regressed, improved, recovered, drift or are missing.',
    { ...target, kind: 'changes', view: 'fleet' }
  );
  return showColumns(panel, {
    'GPU configuration': { width: 133 },
    State: 100,
    Summary: { least: 135 },
    'Latest night': 135,
    Age: 85,
  });
}

/** With more, the names of the rows would lie over each other. */
const ROWS_AT_ONCE = 20;

/** Grafana explains what colours of states mean, and not those of a range, which a timeline has by itself. */
const COLOR_OF_STATE = new FieldColorBuilder().mode(FieldColorModeId.Fixed);

/** Returns a panel with the fleet by night: rows are models, the colour says what was worst. */
export function matrixPanel(target: Changes = {}): StateTimelineBuilder {
  return new StateTimelineBuilder()
    .title('The fleet, night by night')
    .description(
      'The worst state of each model and GPU configuration: minor from 2 %, major from 5 %, critical from 10 %. Blue is an improvement; purple failed or is missing; grey did not run. Click a night for the trend.'
    )
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget({ ...target, kind: 'changes', view: 'matrix' }))
    .showValue(VisibilityMode.Never)
    .rowHeight(0.85)
    .perPage(ROWS_AT_ONCE)
    .mergeValues(true)
    .colorScheme(COLOR_OF_STATE)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
    )
    .overrideByFieldType('string', [MODEL_LINK]);
}

/** Returns a panel with the incidents: changes that may have begun with the same commits. */
export function incidentsPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'Incidents',
    'Changes of one direction that may have begun with the same commits, and what the affected series share. Click what changed for the trends, and the suspect commits for the comparison.',
    { ...target, kind: 'changes', view: 'incidents' }
  );
  return showColumns(panel, {
    Status: 120,
    What: { least: 240 },
    Severity: 100,
    Suspects: { least: 280 },
    New: 70,
  }).overrideByName('What', [INCIDENT_LINK]);
}

/** Returns a panel with the commits that may have caused the incidents. */
export function suspectsPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'Suspects',
    'The commits behind each incident, the most suspicious first, and what speaks for them. Click one for its pull request. "Next" halves the suspicion when it is measured.',
    { ...target, kind: 'changes', view: 'suspects' }
  );
  return showColumns(panel, {
    Incident: { least: 180 },
    Commit: { least: 180 },
    Rank: 80,
    Why: { least: 245 },
    Share: 88,
    'Measure next': { width: 105 },
  });
}

/** Returns the incidents in few words, for a narrow place. */
export function incidentSentencesPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'What changed',
    'Changes of one direction that may have begun with the same commits. Click one for the trends of its series; the regressions dashboard says more.',
    { ...target, kind: 'changes', view: 'incidents' }
  ).filterable(false);
  return showColumns(panel, { What: { least: 220 }, Status: 110 }).overrideByName('What', [INCIDENT_LINK]);
}

/** Returns a panel with each change, with a way to the trend of its series. */
export function eventsPanel(title: string, description: string, target: Changes = {}): TableBuilder {
  const panel = tablePanel(title, description, { ...target, kind: 'changes', view: 'events' });
  return showColumns(panel, {
    State: 125,
    What: { least: 240 },
    Change: 100,
    Since: 135,
    'Suspect commits': 175,
  }).overrideByName('What', [TREND_LINK]);
}

/** Returns a panel with the state of every series: level, noise, smallest detectable change. */
export function seriesPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'State of every series',
    'The level of each series and metric, its noise from night to night, and the smallest change that would be seen within a week.',
    { ...target, kind: 'changes', view: 'series' }
  );
  return showColumns(panel, {
    State: { width: 80, wraps: true },
    Name: { least: 160 },
    Metric: { width: 132, wraps: true },
    'GPU configuration': { width: 133 },
    Level: 95,
    Unit: 85,
    Noise: 90,
    'Smallest detectable': { width: 124 },
  }).overrideByName('Metric', [SERIES_LINK]);
}
