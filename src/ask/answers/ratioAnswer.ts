import { type SeriesColumns } from '../../table/nightTable';
import { groupBy } from '../../lib/collections';
import { type Labels, seriesName } from '../../catalogue/labels';
import { type Metric } from '../../catalogue/metrics';
import { type Column, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { chosenMask } from '../selection';
import { pointsOf } from '../lines';
import { tableOf } from '../queryKind';
import { metricsOf } from '../queryOption';
import { shortModels } from '../shortModels';
import { type RatioOptions } from '../kinds/ratio';

/** The latest values of one series. */
interface Latest {
  readonly labels: Labels;
  readonly value: number;
  readonly accepted: number | null;
}

interface Pair {
  readonly one: Latest;
  readonly baseline: Latest;
  /** Above 1 is better, also where a lower value is. */
  readonly ratio: number;
}

/** One row per pair of series: their latest values of the first metric, and how many times as good the one is. */
export function ratioAnswer(context: AnswerContext<RatioOptions>): Table[] {
  const { query, selected } = context;
  const mask = chosenMask(context);
  const metric = metricsOf(query.metrics)[0]!;
  const latest = selected.series.flatMap((columns) => latestOf(columns, metric, mask));
  const pairs = query.by === 'gpuConfig' ? gpuPairs(latest, metric) : speculationPairs(latest, metric);
  const sorted = pairs.sort((a, b) => b.ratio - a.ratio);
  return sorted.length > 0 ? [tableOf('Ratio', query.refId, columnsOf(sorted, metric, query.by))] : [];
}

function latestOf(columns: SeriesColumns, { id }: Metric, mask: Uint8Array): Latest[] {
  const value = lastValue(columns, id, mask);
  return value === null || value <= 0
    ? []
    : [{ labels: columns.series.labels, value, accepted: lastValue(columns, 'acc_length', mask) }];
}

function lastValue(columns: SeriesColumns, id: Metric['id'], mask: Uint8Array): number | null {
  const last = pointsOf(columns, id, mask).at(-1);
  return last === undefined ? null : columns.values[id]![last]!;
}

function gpuPairs(latest: readonly Latest[], metric: Metric): Pair[] {
  const same = groupBy(latest, ({ labels }) => seriesName(labels));
  return [...same.values()].flatMap((ran) => {
    const byName = [...ran].sort((a, b) => ((a.labels.gpu_config ?? '') < (b.labels.gpu_config ?? '') ? -1 : 1));
    const baseline = byName.at(-1)!;
    return byName.slice(0, -1).map((one) => pair(one, baseline, metric));
  });
}

function speculationPairs(latest: readonly Latest[], metric: Metric): Pair[] {
  const same = groupBy(latest, ({ labels: { variant: _, server_args: __, ...rest } }) => JSON.stringify(rest));
  return [...same.values()].flatMap((ran) => {
    const [speculative, plain] = [ran.filter(isSpeculative), ran.filter((one) => !isSpeculative(one))];
    const [baseline] = plain.sort((a, b) => advantage(b.value, a.value, metric) - advantage(a.value, b.value, metric));
    return baseline ? speculative.map((one) => pair(one, baseline, metric)) : [];
  });
}

function isSpeculative({ accepted }: Latest): boolean {
  return accepted !== null;
}

function pair(one: Latest, baseline: Latest, metric: Metric): Pair {
  return { one, baseline, ratio: advantage(one.value, baseline.value, metric) };
}

function advantage(value: number, baseline: number, { direction }: Metric): number {
  return direction === 'higher' ? value / baseline : baseline / value;
}

function columnsOf(
  pairs: readonly Pair[],
  { id, label, unit }: Metric,
  by: AnswerContext<RatioOptions>['query']['by']
): Column[] {
  const short = shortModels(pairs.map(({ one }) => one.labels.model));
  const side = by === 'gpuConfig' ? 'gpu_config' : 'variant';
  const nameOf = ({ one: { labels } }: Pair) => {
    const named = { ...labels, ...(labels.model && { model: short(labels.model) }) };
    return by === 'gpuConfig' ? seriesName(named) : `${seriesName(named)} ${labels.gpu_config ?? ''}`.trim();
  };
  const text = (name: string, displayName: string, of: (pair: Pair) => string | undefined): Column => ({
    name,
    displayName,
    type: 'string',
    values: pairs.map((one) => of(one) ?? null),
  });
  const number = (name: string, displayName: string, of: (pair: Pair) => number | null, more = {}): Column => ({
    name,
    displayName,
    type: 'number',
    values: pairs.map(of),
    ...more,
  });
  return [
    text('name', 'Name', nameOf),
    number('ratio', 'Ratio', (one) => one.ratio, { unit: 'x', decimals: 2 }),
    text('compared', 'Compared', ({ one }) => one.labels[side]),
    text('baseline', 'Baseline', ({ baseline }) => baseline.labels[side]),
    number(id, label, ({ one }) => one.value, { unit }),
    number(`${id}_baseline`, `${label}, baseline`, ({ baseline }) => baseline.value, { unit }),
    number('acc_length', 'Acceptance length', ({ one }) => one.accepted, { decimals: 2 }),
  ];
}
