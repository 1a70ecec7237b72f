import { type Host } from '../../backend/api/route';

/** Who answers in Grafana's server: from nights of its own, or by asking a collector. */
export interface Served extends Host {
  /** Resolves when there is something to answer from. */
  readonly ready: Promise<unknown>;
  /** What a health check says besides the nights: who answers, where they are kept. */
  facts(): Promise<readonly string[]>;
}
