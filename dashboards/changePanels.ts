import { LegendDisplayMode, VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

import { LABELS } from '../src/core';
import { DATASOURCE, NightlyTarget, type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';

type Changes = Omit<TargetOptions, 'kind' | 'view'>;

export const HIDDEN = { id: 'custom.hideFrom.viz', value: true };
const WRAPPED = { id: 'custom.wrapText', value: true };
/** The name says it all; the labels stay for filters and links. */
export const NAMED_LABELS = `^(${LABELS.filter(({ name }) => name !== 'gpu_config')
  .map(({ title }) => title)
  .join('|')})$`;
const width = (pixels: number) => ({ id: 'custom.width', value: pixels });

/** From a row to the trend of its series, with the time range. */
const TREND_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trend of this series',
      url: '/d/sglang-nightly-trends?var-datasource=${datasource}&var-model=${__data.fields.model}&var-gpu=${__data.fields.gpu_config}&var-variant=${__data.fields.variant}&var-batch=${__data.fields.batch_size}&from=${__from}&to=${__to}',
    },
  ],
};

/** Returns a panel with a line a GPU configuration. */
export function fleetPanel(target: Changes = {}): TableBuilder {
  return tablePanel(
    'Fleet',
    'A line a GPU configuration: how many of its series regressed, improved, recovered, drift or are missing.',
    { ...target, kind: 'changes', view: 'fleet' }
  )
    .overrideByName('GPU configuration', [width(140)])
    .overrideByName('State', [width(95)])
    .overrideByName('Summary', [WRAPPED])
    .overrideByName('Latest night', [width(165)])
    .overrideByName('Age', [width(90)])
    .overrideByRegexp('^(Series|Regressed|New|Improved|Recovered|Drifting|Missing|Worst)$', [HIDDEN]);
}

/** From a night of a model to its trend. */
const MODEL_LINK = {
  id: 'links',
  value: [
    {
      title: 'Trend of this model',
      url: '/d/sglang-nightly-trends?var-datasource=${datasource}&var-model=${__field.labels.model}&var-gpu=${__field.labels.gpu_config}&from=${__from}&to=${__to}',
    },
  ],
};

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
    .mergeValues(true)
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.Hidden))
    .overrideByFieldType('string', [MODEL_LINK]);
}

/** Returns a panel with the incidents: changes that may have begun with the same commits. */
export function incidentsPanel(target: Changes = {}): TableBuilder {
  return tablePanel(
    'Incidents',
    'Changes of one direction that may have begun with the same commits, and what the affected series share. Click the suspect commits for the comparison.',
    { ...target, kind: 'changes', view: 'incidents' }
  )
    .overrideByRegexp('^(State|Verdict|Severity|Strongest)$', [width(78)])
    .overrideByName('New', [width(60)])
    .overrideByRegexp('^(What|Note)$', [WRAPPED])
    .overrideByName('Since', [width(165)])
    .overrideByName('Suspect commits', [width(190)])
    .overrideByRegexp('^(Id|Series)$', [HIDDEN]);
}

/** Returns a panel with each change, with a way to the trend of its series. */
export function eventsPanel(title: string, description: string, target: Changes = {}): TableBuilder {
  return tablePanel(title, description, { ...target, kind: 'changes', view: 'events' })
    .overrideByName('Metric', [TREND_LINK, width(170)])
    .overrideByRegexp(NAMED_LABELS, [HIDDEN])
    .overrideByName('Name', [width(330)])
    .overrideByName('GPU configuration', [width(120)])
    .overrideByName('State', [width(110)])
    .overrideByRegexp('^(Severity|Change|Low|High)$', [width(75)])
    .overrideByRegexp('^(Before|After|Unit|Confidence|Age|New|Smallest detectable)$', [width(95)])
    .overrideByName('Since', [width(165)])
    .overrideByName('Suspect commits', [width(190)]);
}

/** Returns a panel with the state of every series: level, noise, smallest detectable change. */
export function seriesPanel(target: Changes = {}): TableBuilder {
  return tablePanel(
    'State of every series',
    'The level of each series and metric, its noise from night to night, and the smallest change that would be seen within a week.',
    { ...target, kind: 'changes', view: 'series' }
  )
    .overrideByName('Metric', [TREND_LINK, width(200)])
    .overrideByRegexp(NAMED_LABELS, [HIDDEN])
    .overrideByName('GPU configuration', [width(140)])
    .overrideByRegexp('^(State|Noise|Nights|Unit|Level)$', [width(100)]);
}
