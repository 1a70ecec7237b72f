import { type Column } from '../model/table';
import { type Line } from './lines';

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
