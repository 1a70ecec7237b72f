import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { type Filter, type MetricId } from '../src/core';
import { DATASOURCE, NightlyTarget } from './nightlyTarget';

/** Returns annotations of the changes of the series under a filter, in all metrics or in some. */
export function changeAnnotations(filter: Filter, metrics: readonly MetricId[] = []): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Changes')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('orange')
    .target(new NightlyTarget({ refId: 'Changes', kind: 'changes', view: 'events', metrics, filter }));
}

/** Returns annotations of all runs, which are off at first. */
export function runAnnotations(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Runs')
    .datasource(DATASOURCE)
    .enable(false)
    .iconColor('blue')
    .target(new NightlyTarget({ refId: 'Runs', kind: 'runs' }));
}

/** Returns annotations of the releases of the repository. */
export function releaseAnnotations(enabled = false): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Releases')
    .datasource(DATASOURCE)
    .enable(enabled)
    .iconColor('purple')
    .target(new NightlyTarget({ refId: 'Releases', kind: 'releases', metrics: ['output_throughput'] }));
}
