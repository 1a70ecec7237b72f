import {
  buildPackedTable,
  finish,
  type Job,
  joinAliases,
  type NightTable,
  type PackedNight,
  packedTable,
  type SeriesDictionary,
} from '../../core';
import { type JobRunner } from '../jobRunner';
import { type NightStoreOptions } from './nightStoreOptions';

/** How often the table is built anew while nights come in, in milliseconds. */
const BUILD_EVERY = 1000;

/** The table of nights, built when it is first asked for; where the host has jobs, that of years is built in slices. */
export class BuiltTable {
  /** Changes whenever the nights do. */
  newest = 0;
  /** Whether nights come in: then a table that is a little older will do. */
  isChanging = false;
  private built: { readonly version: number; readonly at: number; readonly table: NightTable };
  private building?: Promise<void>;

  constructor(
    private readonly nights: ReadonlyMap<string, PackedNight>,
    private readonly dictionary: SeriesDictionary,
    private readonly options: Pick<NightStoreOptions, 'now' | 'jobs' | 'aliases' | 'invalid'>
  ) {
    this.built = { version: 0, at: -Infinity, table: buildPackedTable([], dictionary) };
  }

  /** The version of the nights that the table has. */
  get version(): number {
    void this.table;
    return this.built.version;
  }

  /** All nights; while they come in, or a table is being built, those of the one before. */
  get table(): NightTable {
    const { now, jobs } = this.options;
    const mayWait = this.building || (this.isChanging && now() - this.built.at < BUILD_EVERY);
    if (this.isOld && !mayWait) {
      if (this.isChanging && jobs) {
        void this.buildInSlices(jobs);
      } else {
        finish(this.build());
      }
    }
    return this.built.table;
  }

  /** Resolves when the table has all nights, where the host has jobs that build it. */
  async settle(): Promise<void> {
    while (this.options.jobs && this.isOld) {
      await this.buildInSlices(this.options.jobs);
    }
  }

  private get isOld(): boolean {
    return this.built.version !== this.newest;
  }

  private buildInSlices(jobs: JobRunner): Promise<void> {
    this.building ??= jobs.run(this.build()).finally(() => (this.building = undefined));
    return this.building;
  }

  private *build(): Job<void> {
    const version = this.newest;
    const { aliases = {}, invalid } = this.options;
    const packed = yield* packedTable([...this.nights.values()], this.dictionary, invalid);
    const table = joinAliases(packed, aliases);
    this.built = { version, at: this.options.now(), table };
  }
}
