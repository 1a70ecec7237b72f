import { type Column, type Table } from '../../model/table';

/** The JSON that `dataFrameFromJSON` of `@grafana/data` reads. */
export interface DataFrameJson {
  readonly schema: {
    readonly name: string;
    readonly refId: string;
    readonly meta: Readonly<Record<string, unknown>>;
    readonly fields: readonly FieldSchema[];
  };
  readonly data: { readonly values: ReadonlyArray<readonly unknown[]> };
}

interface FieldSchema {
  readonly name: string;
  readonly type: Column['type'];
  readonly labels?: Column['labels'];
  readonly config: Readonly<Record<string, unknown>>;
}

/** Returns a table as Grafana's data frame JSON. */
export function dataFrameJson(table: Table): DataFrameJson {
  return {
    schema: {
      name: table.name,
      refId: table.refId,
      meta: {
        ...(table.type !== 'table' && { type: table.type, typeVersion: [0, 1] }),
        preferredVisualisationType: table.type === 'timeseries-multi' ? 'graph' : 'table',
        ...(table.notices.length > 0 && { notices: table.notices }),
      },
      fields: table.columns.map((column) => ({
        name: column.name,
        type: column.type,
        ...(column.labels && { labels: column.labels }),
        config: fieldConfig(column, table),
      })),
    },
    data: { values: table.columns.map((column) => sentValues(column, table)) },
  };
}

/** More than any benchmark measures, and half the bytes on the wire of a year of nights. */
const SIGNIFICANT_DIGITS = 7;
const LARGEST = 10 ** (SIGNIFICANT_DIGITS - 1);

/** Of decimals that are shown, so many more are sent. */
const MORE_DECIMALS = 2;

/** Points of a time series are rounded; values of tables are sent as they are. */
function sentValues(column: Column, { type }: Table): Column['values'] {
  return type === 'timeseries-multi' && column.type === 'number'
    ? column.values.map(column.decimals === undefined ? rounding() : roundingTo(column.decimals + MORE_DECIMALS))
    : column.values;
}

function roundingTo(decimals: number): (value: number | null) => number | null {
  const factor = 10 ** decimals;
  return (value) => (value === null ? null : Math.round(value * factor) / factor);
}

/** Returns what rounds one value after the other: those of a column mostly have the same power of ten. */
function rounding(): (value: number | null) => number | null {
  let [from, to, factor] = [0, 0, 0];
  return (value) => {
    if (value === null || Number.isInteger(value)) {
      return value;
    }
    const size = Math.abs(value);
    if (size < from || size >= to) {
      factor = 10 ** (SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(size)));
      from = LARGEST / factor;
      to = 10 * from;
    }
    // Powers of ten are exact up to here, and the quotient of two exact numbers is the number with those digits.
    return factor >= 1 && factor <= 1e22
      ? Math.round(value * factor) / factor
      : Number(value.toPrecision(SIGNIFICANT_DIGITS));
  };
}

const COLORS = {
  good: 'green',
  better: 'blue',
  fine: 'semi-dark-green',
  slight: 'yellow',
  serious: 'orange',
  bad: 'red',
  broken: 'dark-purple',
  absent: 'light-purple',
  neutral: 'text',
};

function fieldConfig(column: Column, table: Table): Record<string, unknown> {
  const links = column.links?.filter(({ url }) => placeholders(url).every((name) => hasText(table, name)));
  return {
    ...(column.displayName && { displayNameFromDS: column.displayName }),
    ...(column.description && { description: column.description }),
    ...(column.unit && { unit: grafanaUnit(column.unit) }),
    ...(column.type === 'time' && table.type === 'table' && column.displayName && { unit: DATE_UNIT }),
    ...(column.decimals !== undefined && { decimals: column.decimals }),
    ...(links?.length && { links: links.map(dataLink) }),
    ...(table.type === 'timeseries-multi' && column.type === 'number' && lineConfig(column, table)),
    ...(column.hidden && { custom: { hidden: true, hideFrom: { legend: true, tooltip: true, viz: true } } }),
    ...(column.colors && { mappings: [valueMapping(column.colors)], custom: { cellOptions: { type: 'color-text' } } }),
  };
}

const GREY = { mode: 'fixed', fixedColor: 'rgb(128, 128, 128)' };
const HIDDEN_NAME = { hideFrom: { legend: true, tooltip: true, viz: false }, showPoints: 'never' };

/** Colours that people with any kind of colour vision tell apart, on dark and on light ground (Okabe and Ito). */
const HUES = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#0072b2', '#a89f1d', '#8c8c8c'];
const DASHES = [
  { fill: 'solid' },
  { fill: 'dash', dash: [10, 6] },
  { fill: 'dot', dash: [0, 6] },
  { fill: 'dash', dash: [16, 6, 4, 6] },
];

/** How a line is drawn: where its level is known, that is the line, and the values are points around it. */
function lineConfig(column: Column, { columns }: Table): Record<string, unknown> {
  const { role, stroke, axis } = column;
  const custom = {
    ...(role ? roleConfig(role, columns) : columns.some((one) => one.role === 'level') && POINTS),
    ...(stroke && role !== 'low' && role !== 'high' && { lineStyle: DASHES[stroke.dash % DASHES.length] }),
    ...(axis && { axisSoftMin: axis.soft[0], axisSoftMax: axis.soft[1] }),
    ...(axis?.linearUpTo && { scaleDistribution: { type: 'symlog', log: 10, linearThreshold: axis.linearUpTo } }),
  };
  return {
    ...(stroke ? { color: { mode: 'fixed', fixedColor: HUES[stroke.hue % HUES.length] } } : role && { color: GREY }),
    ...(Object.keys(custom).length > 0 && { custom }),
  };
}

const POINTS = { drawStyle: 'points', pointSize: 5 };

/** A strong line for the level, and a faint band between its ends. */
function roleConfig(role: NonNullable<Column['role']>, columns: Table['columns']): Record<string, unknown> {
  const step = { lineInterpolation: 'stepAfter', ...HIDDEN_NAME };
  const below = columns.find((column) => column.role === 'low')?.displayName;
  const custom = {
    level: { ...step, lineWidth: 2, fillOpacity: 0 },
    low: { ...step, lineWidth: 0, fillOpacity: 0 },
    high: { ...step, lineWidth: 0, fillOpacity: 12, fillBelowTo: below },
  };
  return custom[role];
}

/** A night has no seconds. */
const DATE_UNIT = 'time:YYYY-MM-DD HH:mm';

const PLACEHOLDER = /\{(\w+)\}/g;

function placeholders(url: string): string[] {
  return [...url.matchAll(PLACEHOLDER)].map(([, name]) => name!);
}

function hasText(table: Table, name: string): boolean {
  return table.columns.some((column) => column.name === name && column.values.some(Boolean));
}

function dataLink({ title, url }: { readonly title: string; readonly url: string }) {
  return { title, url: url.replace(PLACEHOLDER, '${__data.fields.$1}'), targetBlank: true };
}

function valueMapping(colors: NonNullable<Column['colors']>) {
  const options = Object.entries(colors).map(([text, color]) => [text, { text, color: COLORS[color] }]);
  return { type: 'value', options: Object.fromEntries(options) };
}

/** Units that Grafana knows by a name; others stand behind the value as they are. */
const GRAFANA_UNITS: Readonly<Record<string, string>> = {
  ms: 'ms',
  s: 's',
  percent: 'percent',
  hours: 'h',
  ratio: 'percentunit',
  'GB/s': 'GBs',
};

/** Returns the id of a unit in Grafana's registry. */
function grafanaUnit(unit: string): string {
  return GRAFANA_UNITS[unit] ?? `suffix:${unit}`;
}
