import { type Metric, type MetricId } from '../catalogue/metrics';
import { isOpenImprovement, isOpenRegression, strengthOf } from '../detect/events/changeEvent';
import { type Changes } from '../detect/changes';
import { subjectKey } from '../detect/events/eventContext';
import { type SeriesColumns } from '../table/nightTable';
import { type Column } from '../model/table';

/** One line: a metric of a series, at these positions in its columns. */
export interface Line {
  readonly columns: SeriesColumns;
  readonly metric: Metric;
  readonly points: readonly number[];
}

/** Returns the positions in the series' columns where a run of the mask has a value. */
export function pointsOf(columns: SeriesColumns, metric: MetricId, mask: Uint8Array): number[] {
  const values = columns.values[metric];
  const points: number[] = [];
  for (let at = 0; values && at < values.length; at++) {
    if (mask[columns.runs[at]!] === 1 && !Number.isNaN(values[at])) {
      points.push(at);
    }
  }
  return points;
}

/** Returns how each line is drawn: lines that differ in their GPU configuration alone have one hue and other dashes. */
export function strokesOf(lines: readonly Line[]): (line: Line) => NonNullable<Column['stroke']> {
  const hues = placesOf(lines.map(hueKey));
  const dashes = placesOf(lines.map(gpuOf));
  return (line) => ({ hue: hues.get(hueKey(line))!, dash: dashes.get(gpuOf(line))! });
}

function gpuOf({ columns }: Line): string {
  return columns.series.labels.gpu_config ?? '';
}

function hueKey({ columns, metric }: Line): string {
  const { gpu_config: _, ...rest } = columns.series.labels;
  return JSON.stringify([metric.id, rest]);
}

function placesOf(texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(texts)].map((text, place) => [text, place]));
}

/** Returns so many of the lines, in their order: those with the largest changes that are open, then the first ones. */
export function mostChanged(lines: readonly Line[], most: number, found: Changes | undefined): readonly Line[] {
  if (lines.length <= most) {
    return lines;
  }
  const strengths = new Map<string, number>();
  for (const event of found?.events ?? []) {
    if (isOpenRegression(event) || isOpenImprovement(event)) {
      const key = subjectKey(event.series.id, event.metric);
      strengths.set(key, Math.max(strengths.get(key) ?? 0, strengthOf(event.change)));
    }
  }
  const strength = ({ columns, metric }: Line) => strengths.get(subjectKey(columns.series.id, metric.id)) ?? 0;
  const chosen = new Set([...lines].sort((a, b) => strength(b) - strength(a)).slice(0, most));
  return lines.filter((line) => chosen.has(line));
}
