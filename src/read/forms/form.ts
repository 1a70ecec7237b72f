import type * as v from 'valibot';

import { type Labels } from '../../catalogue/labels';
import { type MetricValues } from '../../catalogue/metrics';
import { type Fields } from '../../lib/types';
import { makeIssue } from '../../model/issue';
import { makeSeries } from '../../model/series';
import { type SeriesPool } from '../../model/SeriesPool';
import { check } from '../check/check';
import { type Flattened, type MeasuredField, measuredValues } from '../rows/rows';

/** One way in which nights are written. */
export interface Form {
  /** Its name in messages. */
  readonly title: string;
  /** Whether a document is of this form, by what stands in it: its name says nothing. */
  readonly recognises: (document: Fields) => boolean;
  /**
   * Returns the rows of a document of this form. `where` begins the way to each place in it, such as `run 42`; `name` is that of its file,
   * where it is one of several of an artifact. Never throws.
   */
  readonly read: (document: Fields, where: string, pool: SeriesPool, name?: string) => Flattened;
}

interface FlatForm<Schema extends v.GenericSchema> extends Pick<Form, 'title' | 'recognises'> {
  /** Returns the document with all that is read at its top, for forms that nest it or leave out what follows. */
  readonly prepare?: (document: Fields) => Fields;
  /** What makes its key. */
  readonly schema: Schema;
  /** All that tells its series from another; a label that is empty is left out. `name` is that of its file. */
  readonly labels: (fields: v.InferOutput<Schema>, name: string) => Labels;
  readonly measured: readonly MeasuredField[];
  /** What is wrong with what was measured, as the document judges it. */
  readonly failure?: (document: Fields, values: MetricValues) => string | undefined;
}

/** Returns a form whose documents are one flat object, a measurement of one series. */
export function flatForm<Schema extends v.GenericSchema>(form: FlatForm<Schema>): Form {
  const { title, recognises, schema, labels, measured } = form;
  return {
    title,
    recognises,
    read(given, where, _, name = '') {
      const document = form.prepare?.(given) ?? given;
      const checked = check(schema, document, () => where);
      if (checked.issue) {
        return { rows: [], issues: [checked.issue] };
      }
      const { values, issues } = measuredValues(document, measured, () => where);
      const failure = form.failure?.(document, values);
      const series = makeSeries(labels(checked.value, name));
      return {
        rows: [{ series, values, ...(failure && { failure }) }],
        issues: failure ? [...issues, makeIssue('testFailed', where, 'a test that passes', failure)] : issues,
      };
    },
  };
}

/** Says where an accuracy lies below what is asked of it; nothing where it doesn't, or where nobody asks. */
export function belowThreshold({ accuracy, accuracy_threshold: least }: MetricValues): string | undefined {
  return accuracy !== undefined && least !== undefined && accuracy < least
    ? `the accuracy ${accuracy} is below its threshold ${least}`
    : undefined;
}
