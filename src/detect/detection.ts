import { type NightTable } from '../table/nightTable';
import { finish, type Job } from '../lib/job';
import { DEFAULT_SENSITIVITY, type Sensitivity } from './levels/sensitivity';
import { type Acknowledgement, activeAcknowledgements } from './events/acknowledgement';
import { Analyses, type CachedAnalysis } from './analyses';
import { availabilityOf } from './absence/availability';
import { gpuConfigsOf } from './observed/gpuConfigs';
import { type Helper, Helpers } from './Helpers';
import { type Changes, type Remembered } from './changes';
import { detectChanges } from './detectChanges';
import { eventContext } from './events/eventContext';
import { observedNights } from './observed/observedNights';

/** What is known besides the table. */
export interface Knowledge {
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly remembered?: Remembered;
  /** Milliseconds since 1970, for acknowledgements that end. */
  readonly now?: number;
  /** The main branch; left out, that of the newest usual run. */
  readonly branch?: string;
  /** How many days a change is new for. */
  readonly newWithinDays?: number;
}

interface DetectionOptions {
  readonly sensitivity?: Sensitivity;
  /** What was analysed before with that sensitivity, as `cached` gave it. */
  readonly cached?: Iterable<CachedAnalysis>;
  /** Who analyses metrics at the same time. */
  readonly helpers?: readonly Helper[];
}

/**
 * Detection, from values to what is reported:
 *
 *     levels/    observed values -> noise -> candidates (the cheapest partition) -> change points, confirmed -> levels
 *     changes/   change points -> events (what changed in a series, with its id and state) -> incidents (one cause: its scope)
 *                runs -> availability (what did not run, is missing, failed or ended)
 *
 * Finds changes with one sensitivity, and keeps what it found in each metric while its values stay the same. What it keeps
 * only saves time: its answers depend on what it is given alone.
 */
export class Detection {
  private readonly sensitivity: Sensitivity;
  private readonly analyses: Analyses;
  private readonly helpers: Helpers;

  constructor({ sensitivity = DEFAULT_SENSITIVITY, cached, helpers = [] }: DetectionOptions = {}) {
    this.sensitivity = sensitivity;
    this.analyses = new Analyses(cached);
    this.helpers = new Helpers(this.analyses, sensitivity.preset, helpers);
  }

  /** Gives what was analysed, to be stored and handed to the next start. */
  cached(): Iterable<CachedAnalysis> {
    return this.analyses.all();
  }

  /** Finds the changes of a table, in small steps. */
  *changes(table: NightTable, knowledge: Knowledge = {}): Job<Changes> {
    const { acknowledgements = [], remembered, now = 0, branch, newWithinDays } = knowledge;
    const active = activeAcknowledgements(acknowledgements, now);
    const observed = observedNights(table, { branch });
    const gpuConfigs = yield* gpuConfigsOf(table.series, observed);
    const availability = availabilityOf(gpuConfigs, observed, table, active);
    const context = eventContext(table, {
      acknowledgements: active,
      remembered: remembered?.events ?? [],
      observed,
      ended: availability.ended,
      newWithinDays,
    });
    const found = yield* detectChanges(context, {
      sensitivity: this.sensitivity,
      analyses: this.analyses,
      helpers: this.helpers,
      gpuConfigs,
      availability,
      rememberedIncidents: remembered?.incidents ?? [],
    });
    this.analyses.sweep();
    return found;
  }

  /** The same at once, for hosts that have nothing else to do. */
  changesNow(table: NightTable, knowledge?: Knowledge): Changes {
    return finish(this.changes(table, knowledge));
  }
}
