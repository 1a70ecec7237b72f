import { type FastifyInstance } from 'fastify';
import * as v from 'valibot';

import { CHANGE_STATES, CHANGE_VIEWS, nightQuerySchema, rowsOfFrame } from '../../../src/core';
import { type Collector } from '../../../src/service/collector';
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

const schema = v.object({
  view: v.optional(v.picklist(CHANGE_VIEWS.map(({ value }) => value)), 'events'),
  states,
  ...windowSchema,
});

/**
 * `GET /api/changes?view=events&states=regressed,missing`: what was found, as an array of objects, for programs that
 * read JSON. Without a window, what is open and what ended in the last 30 days.
 */
export function changesRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/api/changes', async (request) => {
    const { view, states: wanted, ...given } = parseQuery(schema, request.query);
    const { options, service } = collector;
    const isGiven = Object.values(given).some((value) => value !== undefined);
    const window = windowOf(isGiven ? given : { days: DAYS }, options.now());
    const query = v.parse(nightQuerySchema, { kind: 'changes', view, states: wanted, ...options.sensitivity });
    const { results } = await service.query({ ...window, queries: [query] });
    return results[query.refId]!.frames.flatMap(rowsOfFrame);
  });
}
