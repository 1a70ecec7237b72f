import { type AnnotationQuery, type AnnotationSupport } from '@grafana/data';
import { of } from 'rxjs';

import { AnnotationQueryEditor } from '../components/editors';
import { type NightlyQuery } from '../types';
import { changeAnnotations } from './changeAnnotations';
import { runAnnotations } from './runAnnotations';

/** Shows runs, or changes, as annotations: the query is one of kind `runs` or `changes`. */
export const annotationSupport: AnnotationSupport<NightlyQuery> = {
  QueryEditor: AnnotationQueryEditor,
  getDefaultQuery: () => ({ kind: 'runs' }),
  prepareAnnotation: (json: AnnotationQuery<NightlyQuery>) =>
    isPrepared(json.target) ? json : { ...json, target: prepared(json.target) },
  processEvents: ({ target }, frames) =>
    of(target?.kind === 'changes' ? changeAnnotations(frames) : runAnnotations(frames)),
};

/** Whether a target needs no change: Grafana's editor prepares an annotation until it gets back the same object. */
function isPrepared(target: NightlyQuery | undefined): boolean {
  return target?.refId !== undefined && (target.kind === 'changes' ? target.view === 'events' : target.kind === 'runs');
}

function prepared(target: NightlyQuery | undefined): NightlyQuery {
  return {
    refId: 'Anno',
    ...target,
    ...(target?.kind === 'changes' ? { kind: 'changes', view: 'events' } : { kind: 'runs' }),
  };
}
