import { dateText, type DataFrameJson } from '../../src/core';
import { escape } from './escape';

const [WIDTH, HEIGHT, MARGIN] = [640, 140, 6];

/** Returns the line of a series with its level and band, as SVG; nothing where there is too little to draw. */
export function chart({ schema, data }: DataFrameJson, label: string): string {
  const column = (suffix: string) =>
    data.values[schema.fields.findIndex(({ name }) => name.endsWith(suffix))] as
      ReadonlyArray<number | null> | undefined;
  const [times = [], values = []] = data.values as ReadonlyArray<ReadonlyArray<number | null>>;
  const [level, low, high] = ['_level', '_low', '_high'].map(column);
  const shown = [values, low, high].flatMap((one) => one ?? []).filter((value) => value !== null);
  if (times.length < 2 || shown.length < 2) {
    return '';
  }
  const [first, last] = [times[0]!, times.at(-1)!];
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const x = (time: number) => MARGIN + ((time - first) / (last - first || 1)) * (WIDTH - 2 * MARGIN);
  const y = (value: number) => HEIGHT - MARGIN - ((value - least) / (most - least || 1)) * (HEIGHT - 2 * MARGIN);
  const points = (of: ReadonlyArray<number | null> = []) =>
    of.flatMap((value, at) => (value === null ? [] : [`${x(times[at]!).toFixed(1)},${y(value).toFixed(1)}`]));
  const band = [...points(high), ...points(low).reverse()].join(' ');
  return [
    `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(label)}">`,
    band && `<polygon class="band" points="${band}"/>`,
    `<polyline class="level" points="${points(level).join(' ')}"/>`,
    `<polyline class="line" points="${points(values).join(' ')}"/>`,
    `</svg><figcaption>${escape(label)}, ${dateText(first)} to ${dateText(last)}, ${least.toFixed(1)} to ${most.toFixed(1)}</figcaption></figure>`,
  ].join('');
}
