import { type Availability } from './absence/availability';
import { type ChangeEvent } from './events/changeEvent';
import { type Subject } from './events/eventContext';
import { type FleetLine } from './incidents/fleetLines';
import { type Incident } from './incidents/incident';
import { type RememberedIncident } from './incidents/rememberedIncidents';
import { type RememberedEvent } from './events/rememberedEvents';
import { type ObservedNights } from './observed/observedNights';
import { type SeriesState } from './events/seriesState';

/** What is to be handed to the next detection, so that changes keep their ids and withdrawn ones are reported. */
export interface Remembered {
  readonly events: readonly RememberedEvent[];
  /** In the order in which they were first reported. */
  readonly incidents: readonly RememberedIncident[];
}

export const NOTHING_REMEMBERED: Remembered = { events: [], incidents: [] };

/** All that was found in a table. */
export interface Changes {
  readonly observed: ObservedNights;
  /** In the order of the table's series. */
  readonly events: readonly ChangeEvent[];
  readonly states: readonly SeriesState[];
  readonly availability: Availability;
  /** Latest first. */
  readonly incidents: readonly Incident[];
  readonly fleet: readonly FleetLine[];
  readonly remembered: Remembered;
  /** What was observed and found in each metric of each series, by `subjectKey`. */
  readonly subjects: ReadonlyMap<string, Subject>;
}

/** Returns what is known of nights before changes were looked for in them. */
export function nothingFound(observed: ObservedNights): Changes {
  return {
    observed,
    events: [],
    states: [],
    availability: { absences: [], failing: [], workloadChanges: [], active: [], ended: new Set() },
    incidents: [],
    fleet: [],
    remembered: NOTHING_REMEMBERED,
    subjects: new Map(),
  };
}
