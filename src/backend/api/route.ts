import type * as v from 'valibot';

import { type Sensitivity } from '../../core';
import { type Answer } from '../answer';
import { type NightService } from '../nightService';

/** Who answers a route: a collector, or a service that asks one. */
export interface Host {
  readonly service: NightService;
  readonly now: () => number;
  /** How sensitive detection is where a question doesn't say. */
  readonly sensitivity: Sensitivity;
  /** Asks the source for what is missing; failures are no one's here. */
  readonly refresh: () => void;
}

/** What a request asks: its query string, where a name that is repeated has an array, and its body. */
interface Asked {
  readonly query?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Who asks, where the host has a budget for each client. */
  readonly client?: string;
}

/** One path of the interface that a collector and Grafana's server share; docs/collector.md describes each. */
export interface Route {
  readonly methods: ReadonlyArray<'GET' | 'POST'>;
  /** Below the base address, with a slash. */
  readonly path: string;
  /** What it answers, in a few words. */
  readonly summary: string;
  /** What may stand in its query string, or in its body. */
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** @throws BadRequest that says which part of the request is wrong. */
  readonly answer: (host: Host, asked: Asked) => Promise<Answer<unknown>>;
}
