import { distinctRows, type Flattened } from '../flatten/rows';
import { type SeriesPool } from '../flatten/SeriesPool';
import { type Fields, isFields } from '../../lib/types';
import { makeIssue } from '../model/issue';
import { check } from '../validate/check';
import { documentSchema } from '../validate/schema';
import { IDENTITY } from '../validate/identify';
import { documentsOf } from './bundle';
import { comparisonForm } from './comparisonForm';
import { type Form } from './form';
import { inferenceXForm } from './inferenceXForm';
import { nightlyForm } from './nightlyForm';

/** All forms, the more particular ones first. */
const FORMS: readonly Form[] = [inferenceXForm, comparisonForm, nightlyForm];

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
  const named = Object.entries(parts);
  const isKnown = ([, document]: [string, unknown]) => isFields(document) && formOf(document) !== undefined;
  const read = named.filter(isKnown).map(([name, document]) => readOne(document as Fields, `${where}, ${name}`, pool));
  const unknown = named.filter((part) => !isKnown(part)).map(([name]) => name);
  const rows = distinctRows(read.flatMap((one) => one.rows));
  const issues = read.flatMap((one) => one.issues);
  return { rows, issues: unknown.length > 0 ? [...issues, unknownForm(where, unknown.join(', '))] : issues };
}

function readOne(document: Fields, where: string, pool: SeriesPool): Flattened {
  const form = formOf(document);
  return form ? form.read(document, where, pool) : { rows: [], issues: [unknownForm(where, document)] };
}

/** What names a run and holds nothing is the most usual form, without results. */
function formOf(document: Fields): Form | undefined {
  const isEmpty = Object.keys(document).every((name) => IDENTITY.has(name));
  return FORMS.find((form) => form.recognises(document)) ?? (isEmpty ? nightlyForm : undefined);
}

function unknownForm(where: string, received: unknown) {
  const titles = FORMS.map(({ title }) => title).join(', ');
  return makeIssue('unknownForm', `${where}: document`, `one of the forms ${titles}`, received);
}
