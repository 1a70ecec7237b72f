import { type DataFrame, textUtil } from '@grafana/data';

/** Returns what reads the cells of one row of a frame by the fields' names. */
export function rowReader(frame: DataFrame, row: number) {
  const read = (name: string): unknown => frame.fields.find((field) => field.name === name)?.values[row];
  return { number: (name: string) => Number(read(name) ?? NaN), text: (name: string) => String(read(name) ?? '') };
}

/** Returns lines of text and links as HTML; text is escaped, and only web addresses become links. */
export function annotationHtml(
  lines: readonly string[],
  links: ReadonlyArray<{ readonly url: string; readonly title: string }>
): string {
  const anchors = links
    .filter(({ url }) => /^https?:\/\//.test(url))
    .map(({ url, title }) => `<a href="${textUtil.escapeHtml(url)}" target="_blank">${title}</a>`);
  return [...lines.filter(Boolean).map((line) => textUtil.escapeHtml(line)), ...anchors].join('<br>');
}
