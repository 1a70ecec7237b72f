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
  prepareAnnotation: (json: AnnotationQuery<NightlyQuery>) => ({
    ...json,
    target: {
      refId: 'Anno',
      ...json.target,
      ...(json.target?.kind === 'changes' ? { kind: 'changes', view: 'events' } : { kind: 'runs' }),
    },
  }),
  processEvents: ({ target }, frames) =>
    of(target?.kind === 'changes' ? changeAnnotations(frames) : runAnnotations(frames)),
};
