import { type Host } from '../service/routes/route';
import { type SourceError } from '../sources/errors';
import { type Progress } from '../sources/runSource';

/** Who answers in Grafana's server: from nights of its own, or by asking a collector. */
export interface Served extends Host {
  /** Resolves when there is something to answer from. */
  readonly ready: Promise<unknown>;
  /** How far a load has come that goes on now. */
  progress(): Progress | undefined;
  /** What a health check says besides the nights: who answers, where they are kept. */
  facts(): Promise<readonly string[]>;
  /** Whether answers are of all nights that there are: neither of a part of an archive, nor without what was found. */
  isReady(): boolean;
  /** Why nothing at all can be had from the source now, if so. */
  failure(): SourceError | undefined;
}
