import { LegendDisplayMode, VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

import { DATASOURCE, NightlyTarget, type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';
import { showColumns } from './tables';

type Changes = Omit<TargetOptions, 'kind' | 'view'>;

/** From a row to the trend of its series, with the time range. */
const TREND_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trend of this series',
      url: '/d/sglang-nightly-${__data.fields.page}?var-datasource=${datasource}&var-model=${__data.fields.model:percentencode}&var-gpu=${__data.fields.gpu_config:percentencode}&var-variant=${__data.fields.variant:percentencode}&var-batch=${__data.fields.batch_size:percentencode}&var-case=${__data.fields.case:percentencode}&var-topology=${__data.fields.topology:percentencode}&from=${__from}&to=${__to}',
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
    'GPU configuration': 165,
    State: 130,
    Summary: { least: 400 },
    'Latest night': 150,
    Age: 100,
  });
}

/** From a night of a model to its trend. */
const MODEL_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trend of this model',
      url: '/d/sglang-nightly-${__field.labels.page}?var-datasource=${datasource}&var-model=${__field.labels.model:percentencode}&var-gpu=${__field.labels.gpu_config:percentencode}&from=${__from}&to=${__to}',
    },
  ],
};

/** With more, the names of the rows would lie over each other. */
const ROWS_AT_ONCE = 20;

/** Returns a panel with the fleet by night: rows are models, the colour says what was worst. */
export function matrixPanel(target: Changes = {}): StateTimelineBuilder {
  return new StateTimelineBuilder()
    .title('The fleet, night by night')
    .description(
      'The worst state of each model and GPU configuration: minor from 2 %, major from 5 %, critical from 10 %. Blue is an improvement; grey did not run. Click a night for the trend.'
    )
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget({ ...target, kind: 'changes', view: 'matrix' }))
    .showValue(VisibilityMode.Never)
    .rowHeight(0.85)
    .perPage(ROWS_AT_ONCE)
    .mergeValues(true)
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.Hidden))
    .overrideByFieldType('string', [MODEL_LINK]);
}

/** From an incident to the trends of its series: what the series do not share is not filtered by. */
const INCIDENT_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trends of these series',
      url: '/d/sglang-nightly-${__data.fields.page}?var-datasource=${datasource}&var-model=${__data.fields.scope_model:percentencode}&var-gpu=${__data.fields.scope_gpu_config:percentencode}&var-variant=${__data.fields.scope_variant:percentencode}&var-batch=${__data.fields.scope_batch_size:percentencode}&var-case=${__data.fields.scope_case:percentencode}&var-topology=${__data.fields.scope_topology:percentencode}&from=${__from}&to=${__to}',
    },
  ],
};

/** Returns a panel with the incidents: changes that may have begun with the same commits. */
export function incidentsPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'Incidents',
    'Changes of one direction that may have begun with the same commits, and what the affected series share. Click what changed for the trends, and the suspect commits for the comparison.',
    { ...target, kind: 'changes', view: 'incidents' }
  );
  return showColumns(panel, {
    What: { least: 280 },
    Strongest: 105,
    Metrics: { least: 280 },
    Severity: 100,
    State: 130,
    New: 75,
    Since: 150,
    'Suspect commits': 175,
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
    Incident: { least: 260 },
    Rank: 80,
    Commit: { least: 260 },
    Why: { least: 260 },
    Share: 85,
    'Measure next': { width: 100 },
  });
}

/** Returns the incidents in few words, for a narrow place. */
export function incidentSentencesPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'What changed',
    'Changes of one direction that may have begun with the same commits. Click one for the trends of its series; the regressions dashboard says more.',
    { ...target, kind: 'changes', view: 'incidents' }
  ).filterable(false);
  return showColumns(panel, { What: { least: 230 }, Strongest: 90, Since: 135 }).overrideByName('What', [
    INCIDENT_LINK,
  ]);
}

/** Returns a panel with each change, with a way to the trend of its series. */
export function eventsPanel(title: string, description: string, target: Changes = {}): TableBuilder {
  const panel = tablePanel(title, description, { ...target, kind: 'changes', view: 'events' });
  return showColumns(panel, {
    State: 130,
    Severity: 100,
    'GPU configuration': 165,
    Name: { least: 225 },
    Metric: 200,
    Change: 90,
    Since: 150,
    'Suspect commits': 175,
    New: 65,
  }).overrideByName('Metric', [TREND_LINK]);
}

/** Returns a panel with the state of every series: level, noise, smallest detectable change. */
export function seriesPanel(target: Changes = {}): TableBuilder {
  const panel = tablePanel(
    'State of every series',
    'The level of each series and metric, its noise from night to night, and the smallest change that would be seen within a week.',
    { ...target, kind: 'changes', view: 'series' }
  );
  return showColumns(panel, {
    'GPU configuration': 165,
    Name: { least: 255 },
    Metric: 200,
    State: 130,
    Level: 100,
    Unit: 90,
    Noise: 80,
    'Smallest detectable': 185,
    Nights: 85,
  }).overrideByName('Metric', [TREND_LINK]);
}
