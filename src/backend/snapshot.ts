import { activeAcknowledgements, type Changes, type Detection, type Knowledge, type NightTable } from '../core';
import { type JobRunner } from './jobRunner';
import { type NightStore } from './store/nightStore';

/** What is known after the newest night: all answers are made of it. */
export interface Snapshot {
  /** Changes whenever any answer may. */
  readonly version: string;
  readonly table: NightTable;
  /** What was found in the nights; null where that is not known yet. */
  readonly findings: Changes | null;
}

interface SnapshotOptions {
  readonly store: Pick<NightStore, 'table' | 'tableVersion'>;
  readonly detection: Detection;
  readonly jobs: JobRunner;
  /** What is known besides the nights, at the time of asking. */
  readonly knowledge: () => Knowledge;
}

/**
 * Makes snapshots: one job at a time, in slices, published when it is whole. While the next is made, the last one answers;
 * after a first start the nights are there before what is found in them.
 */
export class SnapshotMaker {
  private last?: Snapshot;
  private making?: Promise<void>;

  constructor(private readonly options: SnapshotOptions) {}

  /** The last whole snapshot; before the first, the nights without findings. */
  get latest(): Snapshot {
    const { table } = this.options.store;
    // Where there are nights now, one of no nights says nothing.
    const isOfNights = this.last && (this.last.table.runs.length > 0 || table.runs.length === 0);
    return isOfNights ? this.last! : withoutFindings(this.options.store);
  }

  /** Whether the last snapshot is of all nights that there are, and of what is known besides. */
  get isCurrent(): boolean {
    return this.last?.version === this.wanted();
  }

  /** Makes a snapshot of what there is, unless the last one is. Whoever asks while one is made waits for the same. */
  async make(signal?: AbortSignal): Promise<Snapshot> {
    while (!this.isCurrent) {
      this.making ??= this.begin(signal).finally(() => (this.making = undefined));
      await this.making;
    }
    return this.last!;
  }

  private async begin(signal?: AbortSignal): Promise<void> {
    const { store, detection, jobs, knowledge } = this.options;
    const version = this.wanted();
    const { table } = store;
    const findings = await jobs.run(detection.changes(table, knowledge()), signal);
    this.last = { version, table, findings };
  }

  private wanted(): string {
    const { store, knowledge } = this.options;
    const { acknowledgements = [], now = 0, branch } = knowledge();
    // Builds the table anew where nights came in, and with that the version is another.
    void store.table;
    return JSON.stringify([store.tableVersion, activeAcknowledgements(acknowledgements, now), branch]);
  }
}

/** The nights as they are, with nothing said of what is found in them. */
export function withoutFindings({ table, tableVersion }: Pick<NightStore, 'table' | 'tableVersion'>): Snapshot {
  return { version: `${tableVersion}`, table, findings: null };
}
