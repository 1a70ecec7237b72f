import { type FastifyInstance } from 'fastify';
import * as v from 'valibot';

import { answer, CHANGE_STATES, CHANGE_VIEWS, nightQuerySchema, rowsOf } from '../../src/core';
import { type Collector } from '../collector';
import { parseQuery, windowOf, windowSchema } from './requestQuery';

const DAYS = 30;

const states = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given) => [given].flat().flatMap((text) => text.split(','))),
    v.array(v.picklist(CHANGE_STATES))
  ),
  []
);

const schema = v.object({ view: v.optional(v.picklist(CHANGE_VIEWS), 'events'), states, ...windowSchema });

/**
 * `GET /api/changes?view=events&states=regressed,missing`: what was found, as an array of objects, for programs that
 * read JSON. Without a window, what is open and what ended in the last 30 days.
 */
export function changesRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/api/changes', (request) => {
    const { view, states: wanted, ...given } = parseQuery(schema, request.query);
    const { store, options, detectors, notices } = collector;
    const isGiven = Object.values(given).some((value) => value !== undefined);
    const window = windowOf(isGiven ? given : { days: DAYS }, options.now());
    const query = v.parse(nightQuerySchema, { kind: 'changes', view, states: wanted, ...options.sensitivity });
    const [table] = answer(store.table, query, {
      ...window,
      now: options.now(),
      repositoryUrl: options.repositoryUrl,
      notices,
      detectors,
    });
    return rowsOf(table!);
  });
}
