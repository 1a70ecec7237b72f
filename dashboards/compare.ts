import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { METRICS } from '../src/core';
import { incidentsPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { MIXED_DATASOURCE, NightlyTarget, OTHER_DATASOURCE, type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';
import { showColumns } from './tables';
import { datasourceVariable, metricsVariable, nightVariable, valuesVariable } from './variables';

const FILTER = { gpuConfig: ['$gpu'], model: ['$model'] };

const COMPARISON: TargetOptions = {
  kind: 'compare',
  metrics: METRICS.map(({ id }) => id),
  filter: FILTER,
  baseline: { kind: 'text', value: '$a' },
  target: { kind: 'text', value: '$b' },
};

/** Two nights, or two releases, side by side. */
export function compareDashboard(): DashboardBuilder {
  return nightlyDashboard(
    'sglang-nightly-compare',
    'SGLang Nightly / Compare two nights',
    'Night B against night A: what is really different, what is noise, and the change points that explain it.'
  )
    .withVariable(nightVariable('a', 'Night A', { text: '30 days earlier', value: 'days:30' }))
    .withVariable(nightVariable('b', 'Night B', { text: 'Latest', value: 'latest' }))
    .withVariable(valuesVariable({ name: 'gpu', attribute: 'gpuConfig' }))
    .withVariable(valuesVariable({ name: 'model', attribute: 'model', filter: { gpuConfig: ['$gpu'] } }))
    .withVariable(metricsVariable('output_throughput'))
    .withVariable(datasourceVariable('other', 'Other source'))
    .withPanel(
      comparisonPanel(
        'Biggest movers',
        'What stands out of the noise in any metric, by the levels of up to 7 nights around each night; the largest change first.',
        { ...COMPARISON, rows: 'different' }
      )
        .height(11)
        .span(24)
    )
    .withPanel(
      comparisonPanel(
        'Every series',
        'Each series in the metric chosen: both values, the change of level with its interval, and where none is seen, what could have been missed.',
        { ...COMPARISON, metrics: ['$metric'] }
      )
        .height(13)
        .span(24)
    )
    .withPanel(incidentsPanel({ filter: FILTER }).height(10).span(24))
    .withRow(otherSourceRow());
}

/** It is for who has another source, and much to load. */
function otherSourceRow(): RowBuilder {
  return new RowBuilder('Another source').collapsed(true).withPanel(otherSourcePanel().height(12).span(24));
}

/** Name of the metric that the variable chooses: the column of the other source. */
const METRIC = '${metric:text}';
const LEVEL = 'Level';
const RATIO = 'Other / level';
const DIFFERENCE = 'Difference';
const SIZE = 'Size';
const BEYOND = 'Beyond noise';

const byRefId = (refId: string) => ({ id: 'byRefId', options: refId });

/** Runs of one's own, before a merge, against the level of the nights: the newest value of each series that both have. */
function otherSourcePanel() {
  const panel = tablePanel(
    'Other source against the current level',
    'The newest value of each series of the other source against the current level of the first one, in one metric. Beyond noise is how far the difference exceeds the smallest change that would be seen: above 0 it is told from noise.',
    { kind: 'changes', view: 'series', metrics: ['$metric'], filter: FILTER }
  )
    .datasource(MIXED_DATASOURCE)
    .withTarget(
      new NightlyTarget({ refId: 'B', kind: 'latest', metrics: ['$metric'], filter: FILTER }, OTHER_DATASOURCE)
    )
    .withTransformation({
      id: 'filterFieldsByName',
      filter: byRefId('B'),
      options: { include: { names: ['series', METRIC] } },
    })
    .withTransformation({ id: 'joinByField', options: { byField: 'series', mode: 'inner' } })
    .withTransformation(calculated(RATIO, { mode: 'binary', binary: { left: METRIC, operator: '/', right: LEVEL } }))
    .withTransformation(calculated(DIFFERENCE, { mode: 'binary', binary: { left: RATIO, operator: '-', right: '1' } }))
    .withTransformation(calculated(SIZE, { mode: 'unary', unary: { operator: 'abs', fieldName: DIFFERENCE } }))
    .withTransformation(
      calculated('Size in percent', { mode: 'binary', binary: { left: SIZE, operator: '*', right: '100' } })
    )
    .withTransformation(
      calculated(BEYOND, {
        mode: 'binary',
        binary: { left: 'Size in percent', operator: '-', right: 'Smallest detectable' },
      })
    )
    .withTransformation({ id: 'sortBy', options: { sort: [{ field: BEYOND, desc: true }] } })
    // What the panel is for stands first: a telephone shows no more.
    .withTransformation({ id: 'organize', options: { indexByName: { Name: 0, [DIFFERENCE]: 1, [BEYOND]: 2 } } });
  return showColumns(panel, {
    Name: { least: 155 },
    'GPU configuration': { width: 133 },
    [LEVEL]: 100,
    [`^(${METRICS.map(({ label }) => label.replace(/[()]/g, '.')).join('|')})$`]: { width: 125 },
    [DIFFERENCE]: 115,
    'Smallest detectable': { width: 130 },
    [BEYOND]: { width: 100 },
  })
    .overrideByName(DIFFERENCE, [
      { id: 'unit', value: 'percentunit' },
      { id: 'decimals', value: 1 },
    ])
    .overrideByName(BEYOND, [
      { id: 'unit', value: 'percent' },
      { id: 'decimals', value: 1 },
    ]);
}

function calculated(alias: string, options: object) {
  return { id: 'calculateField', options: { alias, replaceFields: false, ...options } };
}

function comparisonPanel(title: string, description: string, target: TargetOptions) {
  return showColumns(tablePanel(title, description, target), {
    Verdict: { width: 95, wraps: true },
    'Change of level': { width: 95 },
    Name: { least: 182 },
    Metric: { width: 104, wraps: true },
    'GPU configuration': { width: 133 },
    'Could have missed': { width: 95 },
    '^[AB]: .*$': { width: 140 },
  });
}
