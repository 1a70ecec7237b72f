import { dateText, type DataFrameJson } from '../../../core';
import { escape } from './escape';

/** The size of a chart in its own units. */
export const [WIDTH, HEIGHT] = [640, 170];
/** Room for the numbers at the left, the dates below, and for half of either beyond the ends. */
const [LEFT, BELOW, TOP, RIGHT] = [58, 20, 8, 34];

type Point = number | null;

/** Returns the points of a series with its level, its band and axes, as SVG; nothing where there is too little to draw. */
export function chart({ schema, data }: DataFrameJson, label: string): string {
  const column = (suffix: string) =>
    data.values[schema.fields.findIndex(({ name }) => name.endsWith(suffix))] as readonly Point[] | undefined;
  const [times = [], values = []] = data.values as ReadonlyArray<readonly Point[]>;
  const [level, low, high] = ['_level', '_low', '_high'].map(column);
  const measured = values.filter((value) => value !== null);
  if (times.length < 2 || measured.length < 2) {
    return '';
  }
  const [first, last] = [times[0]!, times.at(-1)!];
  const ends = [...measured, ...[low, high].flatMap((one) => one?.filter((value) => value !== null) ?? [])];
  const [least, most] = rangeOf(ends, schema.fields[1]?.config.custom);
  const x = (time: number) => LEFT + ((time - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BELOW - ((value - least) / (most - least || 1)) * (HEIGHT - TOP - BELOW);
  const points = (of: readonly Point[] = []) =>
    of.flatMap((value, at) => (value === null ? [] : [`${x(times[at]!).toFixed(1)},${y(value).toFixed(1)}`]));
  const band = [...points(high), ...points(low).reverse()].join(' ');
  return [
    `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(label)}">`,
    ...[least, (least + most) / 2, most].map((value) => numberTick(value, y(value))),
    ...[first, (first + last) / 2, last].map((time) => dateTick(time, x(time))),
    band && `<polygon class="band" points="${band}"/>`,
    `<polyline class="level" points="${points(level).join(' ')}"/>`,
    ...points(values).map((point) => dot(point)),
    `</svg><figcaption>${escape(label)}</figcaption></figure>`,
  ].join('');
}

/** What is drawn, and at least what the axis was asked to show, so that noise looks like noise. */
function rangeOf(ends: readonly number[], custom: unknown): [number, number] {
  const { axisSoftMin = Infinity, axisSoftMax = -Infinity } = (custom ?? {}) as Partial<Record<string, number>>;
  return [Math.min(...ends, axisSoftMin), Math.max(...ends, axisSoftMax)];
}

function numberTick(value: number, y: number): string {
  const text = Number(value.toPrecision(3)).toString();
  return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text class="tick" text-anchor="end" x="${LEFT - 6}" y="${(y + 4).toFixed(1)}">${text}</text>`;
}

function dateTick(time: number, x: number): string {
  return `<text class="tick" text-anchor="middle" x="${x.toFixed(1)}" y="${HEIGHT - 4}">${dateText(time)}</text>`;
}

function dot(point: string): string {
  const [x, y] = point.split(',');
  return `<circle class="night" cx="${x}" cy="${y}" r="2.2"/>`;
}
