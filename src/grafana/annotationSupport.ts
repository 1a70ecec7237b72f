import { type AnnotationQuery, type AnnotationSupport } from '@grafana/data';
import { of } from 'rxjs';

import { AnnotationQueryEditor } from '../components/AnnotationQueryEditor';
import { type NightlyQuery } from '../types';
import { runAnnotations } from './runAnnotations';

/** Shows runs as annotations; the query is one of kind `runs`. */
export const annotationSupport: AnnotationSupport<NightlyQuery> = {
  QueryEditor: AnnotationQueryEditor,
  getDefaultQuery: () => ({ kind: 'runs' }),
  prepareAnnotation: (json: AnnotationQuery<NightlyQuery>) => ({
    ...json,
    target: { refId: 'Anno', ...json.target, kind: 'runs' },
  }),
  processEvents: (_, frames) => of(runAnnotations(frames)),
};
