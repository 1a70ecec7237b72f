import { type PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

/** A column of sentences or long names: it is never narrower than this, takes what room is left, and wraps. */
interface Wide {
  readonly least: number;
}

/** A column of short values below a long heading, which wraps; `wraps` where they are of several short words. */
interface Headed {
  readonly width: number;
  readonly wraps?: boolean;
}

/** Columns by their headings, or by a pattern that begins with `^`, with their widths in pixels. */
type Shown = Readonly<Record<string, number | Wide | Headed>>;

const HIDDEN = [
  { id: 'custom.hideFrom.viz', value: true },
  { id: 'custom.hidden', value: true },
];

/**
 * Shows these columns of a table and no others. The rest stays in the frame, for links and filters. A pattern without
 * slashes Grafana would hold against the whole heading.
 */
export function showColumns(panel: TableBuilder, shown: Shown): TableBuilder {
  panel.overrideByRegexp(`/^(?!(${Object.keys(shown).map(patternOf).join('|')})$)/`, HIDDEN);
  for (const [heading, width] of Object.entries(shown)) {
    panel.overrideByRegexp(`/^(${patternOf(heading)})$/`, propertiesOf(width));
  }
  return panel;
}

function propertiesOf(width: Shown[string]) {
  if (typeof width === 'number') {
    return [{ id: 'custom.width', value: width }];
  }
  const size =
    'width' in width
      ? [{ id: 'custom.width', value: width.width }, ...(width.wraps ? [{ id: 'custom.wrapText', value: true }] : [])]
      : [
          { id: 'custom.minWidth', value: width.least },
          { id: 'custom.wrapText', value: true },
        ];
  return [...size, { id: 'custom.wrapHeaderText', value: true }];
}

/** A heading as a pattern, without the marks of its beginning and end. */
function patternOf(heading: string): string {
  return heading.startsWith('^') ? heading.slice(1).replace(/\$$/, '') : heading.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
