import { type AnnotationEvent, type AnnotationQuery, type AnnotationSupport, type DataFrame } from '@grafana/data';
import { from } from 'rxjs';

import { AnnotationQueryEditor } from './editors/editors';
import { type AnyQueryKind, QUERY_KINDS, type TableRow } from '../../core';
import { type NightlyQuery } from './types';

const REF_ID = 'Anno';

/** The kinds that can be drawn as annotations; the last is the first choice. */
const ANNOTATED_KINDS = QUERY_KINDS.filter(({ annotate }) => annotate);

/** Shows what can be marked in time, such as runs and changes, as annotations. */
export const annotationSupport: AnnotationSupport<NightlyQuery> = {
  QueryEditor: AnnotationQueryEditor,
  getDefaultQuery: () => ({ kind: annotatedKind(undefined).id }),
  prepareAnnotation: (json: AnnotationQuery<NightlyQuery>) => {
    const target = prepared(json.target);
    return target === json.target ? json : { ...json, target };
  },
  processEvents: ({ target }, frames) => {
    const rows = frames.flatMap(rowsOf);
    return from(eventsOf(annotatedKind(target), rows));
  },
};

async function eventsOf({ annotate }: AnyQueryKind, rows: readonly TableRow[]): Promise<AnnotationEvent[]> {
  const { annotationEvent } = await import('./annotationEvent');
  return (await annotate?.(rows))?.map(annotationEvent) ?? [];
}

/** Returns the kind of a target, or the first choice where it has none that can be drawn. */
function annotatedKind(target: NightlyQuery | undefined) {
  return ANNOTATED_KINDS.find(({ id }) => id === target?.kind) ?? ANNOTATED_KINDS.at(-1)!;
}

/** Returns the target as annotations ask it; the same object where nothing is to be changed, or Grafana prepares for ever. */
function prepared(target: NightlyQuery | undefined): NightlyQuery {
  const { id, annotatedWith } = annotatedKind(target);
  const wanted = { refId: target?.refId ?? REF_ID, kind: id, ...annotatedWith };
  const isPrepared = target && Object.entries(wanted).every(([name, value]) => target[name as 'kind'] === value);
  return isPrepared ? target : { ...target, ...wanted };
}

function rowsOf(frame: DataFrame): TableRow[] {
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(frame.fields.map(({ name, values }) => [name, (values[row] ?? null) as string | number | null]))
  );
}
