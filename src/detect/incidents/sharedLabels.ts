import { type MetricId } from '../../catalogue/metrics';
import { type Subject } from '../events/eventContext';
import { type ScopeLabels } from './scope';

/** What names the series of a metric that others do not have, the first that does. */
const NAMING = ['model', 'gpu_config'] as const;

/**
 * Returns what tells the series that have a metric from those that do not: a label that all of them share and not all others.
 * Where every series of the night has the metric there is none.
 */
export function sharedLabels(metric: MetricId, subjects: readonly Subject[]): ScopeLabels {
  const own = subjects.filter((one) => one.metric.id === metric);
  const hasIt = new Set(own.map(({ series }) => series.id));
  const others = subjects.filter(({ series }) => !hasIt.has(series.id));
  for (const name of NAMING) {
    const value = own[0]?.series.labels[name];
    const isShared = value !== undefined && own.every(({ series }) => series.labels[name] === value);
    if (isShared && others.some(({ series }) => series.labels[name] !== value)) {
      return { [name]: [value] };
    }
  }
  return {};
}
