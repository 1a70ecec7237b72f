import { distinctRows, type Flattened } from '../rows/rows';
import { type SeriesPool } from '../../model/SeriesPool';
import { type Fields, isFields } from '../../lib/types';
import { type Issue, makeIssue } from '../../model/issue';
import { type Row } from '../../model/night';
import { check } from '../check/check';
import { documentSchema } from '../check/schema';
import { IDENTITY } from '../check/identify';
import { documentsOf, nameOfTry, tryOf } from './bundle';
import { accuracyForm } from './accuracyForm';
import { agenticForm } from './agenticForm';
import { benchmarkServingForm } from './benchmarkServingForm';
import { benchServingForm } from './benchServingForm';
import { comparisonForm } from './comparisonForm';
import { type Form } from './form';
import { inferenceXForm } from './inferenceXForm';
import { kernelForm } from './kernelForm';
import { nightlyForm } from './nightlyForm';
import { oneBatchForm } from './oneBatchForm';
import { testFileForm } from './testFileForm';
import { testMetricsForm } from './testMetricsForm';
import { tpuForm } from './tpuForm';
import { xpuForm } from './xpuForm';

/** All forms, the more particular ones first. */
const FORMS: readonly Form[] = [
  agenticForm,
  inferenceXForm,
  comparisonForm,
  accuracyForm,
  kernelForm,
  tpuForm,
  xpuForm,
  testFileForm,
  testMetricsForm,
  benchServingForm,
  benchmarkServingForm,
  oneBatchForm,
  nightlyForm,
];

/**
 * Returns the rows of a document, whatever form it has, one per series. Of several documents in one those that are of no form
 * are one issue. Never throws.
 */
export function readDocument(document: unknown, where: string, pool: SeriesPool): Flattened {
  const checked = check(documentSchema, document, () => `${where}: document`);
  if (!checked.value) {
    return { rows: [], issues: [checked.issue] };
  }
  const parts = documentsOf(checked.value);
  return parts ? readParts(parts, where, pool) : readOne(checked.value, where, pool);
}

function readParts(parts: Fields, where: string, pool: SeriesPool): Flattened {
  // A raw file is read as the one that was aggregated of it, which lies beside it under its name.
  const pieces = Object.entries(parts)
    .filter(([name]) => !(aggregatedOf(name) in parts))
    .flatMap(piecesOf)
    // Of each series the last try that has it counts: a second one may have run only what failed.
    .sort((a, b) => b.earlier - a.earlier);
  const isKnown = ({ document }: Piece) => isFields(document) && formOf(document) !== undefined;
  const read = pieces.filter(isKnown).map(({ name, file, earlier, document }) => ({
    name,
    earlier,
    ...readOne(document as Fields, `${where}, ${name}`, pool, file),
  }));
  const unknown = pieces.filter((piece) => !isKnown(piece)).map(({ name }) => name);
  const rows = distinctRows(read.flatMap((one) => one.rows));
  const issues = [...read.flatMap((one) => one.issues), ...sameSeries(read, where)];
  return { rows, issues: unknown.length > 0 ? [...issues, unknownForm(where, unknown.join(', '))] : issues };
}

/** A document by itself: a file, or an entry of one that is a list of them. */
interface Piece {
  /** The way to it, for issues. */
  readonly name: string;
  readonly file: string;
  /** How many tries of its run lie after it. */
  readonly earlier: number;
  readonly document: unknown;
}

function piecesOf([name, document]: [string, unknown]): Piece[] {
  const of = tryOf(name);
  return Array.isArray(document)
    ? document.map((one: unknown, index) => ({ ...of, name: `${name}[${index}]`, document: one }))
    : [{ ...of, name, document }];
}

/** Returns the name of the aggregated file that lies beside a raw one, if any does. */
function aggregatedOf(name: string): string {
  const { earlier, file } = tryOf(name);
  return nameOfTry(`agg_${file}`, earlier);
}

/** Says where two files of a run measured the same series differently: only one of them can be shown. */
function sameSeries(
  read: ReadonlyArray<Flattened & { readonly name: string; readonly earlier: number }>,
  where: string
): Issue[] {
  const first = new Map<string, { readonly name: string; readonly row: Row }>();
  return read.flatMap(({ name, earlier, rows }) =>
    rows.flatMap((row) => {
      const key = `${earlier} ${row.series.id}`;
      const known = first.get(key);
      first.set(key, known ?? { name, row });
      const isOther = known && known.name !== name && !haveEqualValues(known.row, row);
      const expected = 'a series of its own, or the same values';
      return isOther ? [makeIssue('sameSeries', `${where}, ${name}`, expected, `other values in ${known.name}`)] : [];
    })
  );
}

function haveEqualValues({ values: a }: Row, { values: b }: Row): boolean {
  const names = Object.keys({ ...a, ...b }) as Array<keyof typeof a>;
  return names.every((name) => a[name] === b[name]);
}

function readOne(document: Fields, where: string, pool: SeriesPool, name?: string): Flattened {
  const form = formOf(document);
  return form ? form.read(document, where, pool, name) : { rows: [], issues: [unknownForm(where, document)] };
}

/** What names a run and holds nothing is the most usual form, without results. */
function formOf(document: Fields): Form | undefined {
  const isEmpty = Object.keys(document).every((name) => IDENTITY.has(name));
  return FORMS.find((form) => form.recognises(document)) ?? (isEmpty ? nightlyForm : undefined);
}

function unknownForm(where: string, received: unknown) {
  return makeIssue('unknownForm', `${where}: document`, 'a form that is known', received);
}
