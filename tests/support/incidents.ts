import { type Incident } from '../../src/detect/incidents/incident';
import { changeEvent } from './changeEvents';

/** Returns an incident of one regression of 10 % that is open, with whatever is said of it. */
export function incident(said: Partial<Incident> = {}): Incident {
  const first = said.first ?? changeEvent();
  return {
    id: 'incident',
    first,
    better: false,
    state: 'open',
    drifts: false,
    isNew: false,
    severity: 'critical',
    percent: first.change.percent,
    entries: [{ series: first.series, events: [first] }],
    range: first.range,
    previous: first.previous,
    scope: { labels: {}, affected: 1, present: 1 },
    reportedScope: {},
    metric: first.metric,
    reported: '2026-01-01',
    notes: [],
    ...said,
  };
}
