import { type NightTable, type SeriesColumns } from '../../flatten/nightTable';
import { hashHex } from '../../model/hash';
import { finish, type Job } from '../../model/job';
import { type MetricId } from '../../model/metrics';
import { DEFAULT_SENSITIVITY, detectorOptionsOf, type Sensitivity } from '../levels/detectorOptions';
import { type Acknowledgement, activeAcknowledgements } from './acknowledgement';
import { Analyses, type KeptAnalysis } from './analyses';
import { type Changes } from './changes';
import { detectChanges } from './detectChanges';
import { eventContext, type Subject } from './eventContext';
import { type KnownEvent } from './knownEvents';
import { observe } from './observations';
import { type ObservedNights } from './observedNights';

/** What is known besides the table. */
export interface Knowledge {
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly known?: readonly KnownEvent[];
  /** Milliseconds since 1970, for acknowledgements that end. */
  readonly now?: number;
}

export interface DetectionOptions {
  /** Asked at each detection. What is known of events concerns the host's own sensitivity alone. */
  readonly knowledge?: () => Knowledge;
  /** The sensitivity with which the host looks at all series. */
  readonly own?: Sensitivity;
  /** What was analysed with that sensitivity before, as `kept` gave it. */
  readonly kept?: readonly KeptAnalysis[];
}

interface Asked {
  readonly key: string;
  readonly table: NightTable;
}

interface Answered extends Asked {
  readonly changes: Changes;
}

interface Running extends Asked {
  readonly job: Job<Changes>;
}

/** Anybody can ask with a sensitivity of their own: only what was asked for last is kept. */
const MOST_SENSITIVITIES = 6;
const MOST_ANSWERS = 8;

/**
 * Finds changes, and keeps what it found: of each metric while its values stay the same, and of a table as a whole. What
 * it keeps only saves time: its answers depend on what it is given alone.
 */
export class Detection {
  private readonly knowledge: () => Knowledge;
  private readonly own: Sensitivity;
  private readonly analyses = new Map<string, Analyses>();
  private readonly answers: Answered[] = [];
  private readonly running: Running[] = [];

  constructor({ knowledge = () => ({}), own = DEFAULT_SENSITIVITY, kept }: DetectionOptions = {}) {
    this.knowledge = knowledge;
    this.own = own;
    this.analyses.set(keyOf(own), new Analyses(kept));
  }

  /** Returns what was analysed with the host's own sensitivity, to be stored and handed to the next start. */
  kept(): KeptAnalysis[] {
    return this.analyses.get(keyOf(this.own))!.all();
  }

  /**
   * Finds the changes of a table: with the host's own sensitivity in all series, so that everybody shares one answer;
   * with another one in those of `shown` alone.
   */
  *changes(
    table: NightTable,
    sensitivity: Sensitivity = this.own,
    shown: readonly SeriesColumns[] = table.series
  ): Job<Changes> {
    const { acknowledgements = [], known = [], now = 0 } = this.knowledge();
    const isOwn = keyOf(sensitivity) === keyOf(this.own);
    const series = isOwn ? table.series : shown;
    const active = activeAcknowledgements(acknowledgements, now);
    const ids = series === table.series ? 'all' : series.map((one) => one.series.id).join('\n');
    const asked = { table, key: `${keyOf(sensitivity)} ${hashHex(ids, 16)} ${JSON.stringify(active)}` };
    return yield* this.together(asked, () => {
      const context = eventContext(table, { acknowledgements: active, known: isOwn ? known : [] });
      return detectChanges(context, { series, sensitivity, analyses: this.analysesOf(sensitivity) });
    });
  }

  /** All who ask the same do one job, each a step at a time: whoever gives up leaves it to the others. */
  private *together(asked: Asked, start: () => Job<Changes>): Job<Changes> {
    const isSame = ({ key, table }: Asked) => key === asked.key && table === asked.table;
    for (;;) {
      const answered = this.answers.find(isSame);
      if (answered) {
        return answered.changes;
      }
      const running = this.running.find(isSame) ?? this.begin({ ...asked, job: start() });
      const changes = this.step(running);
      if (changes) {
        this.keep({ ...asked, changes });
      } else {
        yield;
      }
    }
  }

  private begin(running: Running): Running {
    this.running.unshift(running);
    // What nobody asks for any more was left in the middle.
    this.running.splice(MOST_ANSWERS);
    return running;
  }

  /** Does one step of a job; what it throws ends it for all. */
  private step(running: Running): Changes | undefined {
    let isOver = true;
    try {
      const { done, value } = running.job.next();
      isOver = done === true;
      return done ? value : undefined;
    } finally {
      if (isOver) {
        this.running.splice(this.running.indexOf(running), 1);
      }
    }
  }

  private keep(answered: Answered): void {
    this.answers.unshift(answered);
    this.answers.splice(MOST_ANSWERS);
    const own = keyOf(this.own);
    if (answered.key.startsWith(`${own} `)) {
      this.analyses.get(own)?.sweep();
    }
  }

  /** The same at once, for hosts that have nothing else to do. */
  changesNow(table: NightTable, sensitivity?: Sensitivity, shown?: readonly SeriesColumns[]): Changes {
    return finish(this.changes(table, sensitivity, shown));
  }

  /** Returns what is found in one metric of one series, or undefined where there is too little to say anything. */
  analyse(
    columns: SeriesColumns,
    metric: MetricId,
    { observed, sensitivity }: { readonly observed: ObservedNights; readonly sensitivity: Sensitivity }
  ): Subject | undefined {
    const observations = observe(columns, metric, observed);
    return this.analysesOf(sensitivity).subject(
      { series: columns.series, metric, observations },
      detectorOptionsOf(sensitivity)
    );
  }

  private analysesOf(sensitivity: Sensitivity): Analyses {
    const key = keyOf(sensitivity);
    const known = this.analyses.get(key) ?? new Analyses();
    this.analyses.delete(key);
    this.analyses.set(key, known);
    for (const other of this.analyses.keys()) {
      if (this.analyses.size > MOST_SENSITIVITIES && other !== keyOf(this.own)) {
        this.analyses.delete(other);
      }
    }
    return known;
  }
}

function keyOf({ preset, smallestChange }: Sensitivity): string {
  return `${preset} ${smallestChange}`;
}
