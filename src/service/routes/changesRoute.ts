import * as v from 'valibot';

import { CHANGE_STATES, CHANGE_VIEWS, nightQuerySchema, rowsOfFrame } from '../../core';
import { mapAnswer } from '../answer';
import { parseRequest, windowOf, windowSchema } from './request';
import { type Route } from './route';

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
export const changesRoute: Route = {
  methods: ['GET'],
  path: '/api/changes',
  summary: 'What detection found, as an array of objects.',
  query: schema,
  async answer({ service, now, sensitivity }, { query: asked, signal, client }) {
    const { view, states: wanted, ...given } = parseRequest(schema, asked);
    const isGiven = Object.values(given).some((value) => value !== undefined);
    const window = windowOf(isGiven ? given : { days: DAYS }, now());
    const query = v.parse(nightQuerySchema, { kind: 'changes', view, states: wanted, ...sensitivity });
    const answer = await service.query({ ...window, queries: [query] }, { signal, client });
    // Rows have no room for a word: an array without any would say that nothing was found.
    const { meanwhile: _, ...known } = { meanwhile: undefined, ...answer };
    return mapAnswer(known as typeof answer, ({ results }) => results[query.refId]!.frames.flatMap(rowsOfFrame));
  },
};
