import { type ChangeEvent } from './changeEvent';
import { type FleetLine } from './fleetLines';
import { type Incident } from './incidents';
import { type KnownEvent } from './knownEvents';
import { type ObservedNights } from './observedNights';
import { type Presence } from './presence';
import { type SeriesState } from './seriesState';

/** All that was found in a table. */
export interface Changes {
  readonly observed: ObservedNights;
  /** In the order of the table's series. */
  readonly events: readonly ChangeEvent[];
  readonly states: readonly SeriesState[];
  readonly presence: readonly Presence[];
  /** Latest first. */
  readonly incidents: readonly Incident[];
  readonly fleet: readonly FleetLine[];
  /** To be handed to the next detection, so that events keep their ids and withdrawn ones are reported. */
  readonly known: readonly KnownEvent[];
}
