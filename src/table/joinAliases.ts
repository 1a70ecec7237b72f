import { compareTexts } from '../lib/compareTexts';
import { groupBy } from '../lib/collections';
import { type LabelName, type Labels } from '../catalogue/labels';
import { type MetricId, type MetricValues } from '../catalogue/metrics';
import { makeSeries, type Series } from '../model/series';
import { type NightTable, type SeriesColumns } from './nightTable';

/** Names that were given up, and those that took their places, by label: `gpu_config` `2-gpu-h100` is now `2-gpu-large`. */
export type Aliases = Readonly<Partial<Record<LabelName, Readonly<Record<string, string>>>>>;

/** A chain of names that is longer leads in a circle. */
const LONGEST_CHAIN = 20;

/**
 * Returns the table with series that were renamed joined to those that they are now. Where both were measured in one run, the
 * values under the present name stay.
 */
export function joinAliases(table: NightTable, aliases: Aliases): NightTable {
  if (Object.keys(aliases).length === 0) {
    return table;
  }
  const named = table.series.map((columns) => ({ columns, series: renamed(columns.series, aliases) }));
  if (named.every(({ columns, series }) => columns.series === series)) {
    return table;
  }
  const joined = [...groupBy(named, ({ series }) => series.id).values()].map((group) =>
    join(
      group[0]!.series,
      // The present name comes last: it has the last word.
      group
        .map(({ columns }) => columns)
        .sort((a, b) => Number(a.series.id === group[0]!.series.id) - Number(b.series.id === group[0]!.series.id))
    )
  );
  return { ...table, series: joined.sort((a, b) => compareTexts(a.series.id, b.series.id)) };
}

function renamed(series: Series, aliases: Aliases): Series {
  const labels: Labels = Object.fromEntries(
    Object.entries(series.labels).map(([name, value]) => [name, presentName(value, aliases[name as LabelName] ?? {})])
  );
  const isSame = Object.entries(labels).every(([name, value]) => series.labels[name] === value);
  return isSame ? series : makeSeries(labels);
}

function presentName(name: string, names: Readonly<Record<string, string>>): string {
  let present = name;
  for (let step = 0; step < LONGEST_CHAIN && Object.hasOwn(names, present); step += 1) {
    present = names[present]!;
  }
  return present;
}

function join(series: Series, parts: readonly SeriesColumns[]): SeriesColumns {
  const [only, ...others] = parts;
  if (only && others.length === 0) {
    return { ...only, series };
  }
  const runs = Uint32Array.from([...new Set(parts.flatMap((part) => [...part.runs]))].sort((a, b) => a - b));
  const places = new Map([...runs].map((run, place) => [run, place]));
  const values: Partial<Record<MetricId, Float64Array>> = {};
  const failures = new Map<number, string>();
  const errors = new Map<number, MetricValues>();
  for (const part of parts) {
    for (const [metric, column] of Object.entries(part.values) as Array<[MetricId, Float64Array]>) {
      const all = (values[metric] ??= new Float64Array(runs.length).fill(NaN));
      column.forEach((value, at) => {
        if (!Number.isNaN(value)) {
          all[places.get(part.runs[at]!)!] = value;
        }
      });
    }
    part.failures?.forEach((reason, run) => failures.set(run, reason));
    part.errors?.forEach((ofRun, run) => errors.set(run, ofRun));
  }
  return { series, runs, values, failures, errors };
}
