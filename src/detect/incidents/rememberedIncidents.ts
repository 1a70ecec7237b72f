import { type MetricId } from '../../catalogue/metrics';
import { type ChangeEvent, severityOf } from '../events/changeEvent';
import { earliest, entriesOf, type Incident, percentIn } from './incident';
import { type ScopeLabels } from './scope';

/** What is remembered of an incident from one detection to the next, so that it keeps its id and its changes. */
export interface RememberedIncident {
  readonly id: string;
  /** Ids of its changes. */
  readonly events: readonly string[];
  /** Its scope when it was first reported, and the metric that changed most then. */
  readonly scope: ScopeLabels;
  readonly metric: MetricId;
  readonly reported: string;
  /** The incident that it turned out to be a part of. */
  readonly partOf?: string;
}

/** What was reported, and is no incident of its own any more: its changes were withdrawn, or are part of another's. */
export function endedIncidents({ remembered, events }: Before, members: Members): Incident[] {
  return remembered.flatMap((one) => {
    const ids = new Set(one.events);
    const own = events.filter(({ id }) => ids.has(id));
    if (members.has(one.id) || own.length === 0) {
      return [];
    }
    const other = successorOf(one, members);
    const first = earliest(own);
    const percent = percentIn(one.metric, own);
    return [
      {
        id: one.id,
        first,
        better: first.better,
        state: 'over' as const,
        drifts: false,
        isNew: false,
        percent,
        severity: severityOf(percent),
        entries: entriesOf(own),
        range: first.range,
        previous: first.previous,
        scope: { labels: one.scope, affected: own.length, present: own.length },
        reportedScope: one.scope,
        metric: one.metric,
        reported: one.reported,
        notes: [other ? `Part of incident ${other}.` : 'Later nights did not confirm it.'],
      },
    ];
  });
}

/** Returns the incident that now has changes which another one had. */
function successorOf({ events, partOf }: RememberedIncident, members: Members): string | undefined {
  const ids = new Set(events);
  return [...members].find(([, group]) => group.some(({ id }) => ids.has(id)))?.[0] ?? partOf;
}

type Members = ReadonlyMap<string, readonly ChangeEvent[]>;

/** In the order in which they were first reported; what has no change left is forgotten. */
export function rememberIncidents(
  found: readonly Incident[],
  members: Members,
  { remembered, events, instead }: Before & { readonly instead: ReadonlyMap<string, readonly string[]> }
): RememberedIncident[] {
  const existing = new Set(events.map(({ id }) => id));
  // What a composite reported is remembered with what reports it now: it may be alone again.
  const idsOf = (group: readonly ChangeEvent[]) => [
    ...new Set(group.flatMap(({ id }) => [id, ...(instead.get(id) ?? [])])),
  ];
  const before = remembered.flatMap((one): RememberedIncident[] => {
    const group = members.get(one.id);
    if (group) {
      const { id, scope, metric, reported } = one;
      return [{ id, scope, metric, reported, events: idsOf(group) }];
    }
    const left = one.events.filter((id) => existing.has(id));
    const partOf = successorOf(one, members);
    return left.length > 0 ? [{ ...one, events: left, ...(partOf && { partOf }) }] : [];
  });
  const ids = new Set(before.map(({ id }) => id));
  const fresh = [...found]
    .filter(({ id }) => !ids.has(id))
    .sort((a, b) => a.first.reported - b.first.reported || (a.id < b.id ? -1 : 1));
  return [
    ...before,
    ...fresh.map(({ id, reportedScope: scope, metric, reported }) => {
      return { id, scope, metric, reported, events: idsOf(members.get(id)!) };
    }),
  ];
}

/** What was reported, and the events that there are. */
interface Before {
  readonly remembered: readonly RememberedIncident[];
  readonly events: readonly ChangeEvent[];
}
