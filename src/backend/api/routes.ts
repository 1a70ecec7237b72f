import * as v from 'valibot';

import {
  ATTRIBUTE_IDS,
  type AttributeId,
  CHANGE_STATES,
  CHANGE_VIEWS,
  nightQuerySchema,
  queryRequestSchema,
  rowsOfFrame,
} from '../../core';
import { mapAnswer } from '../answer';
import { parseRequest, windowOf, windowSchema } from './request';
import { type Host, type Route } from './route';

/** `POST /api/query`: answers queries over a window as data frames. */
const queryRoute: Route = {
  methods: ['POST'],
  path: '/api/query',
  summary: 'Answers queries over a window as data frames.',
  body: queryRequestSchema,
  async answer({ service }, { body, signal, client }) {
    const answer = await service.query(parseRequest(queryRequestSchema, body), { signal, client });
    const progress = answer.known === 'all' ? undefined : answer.progress;
    // Asking again brings more.
    return progress ? mapAnswer(answer, (response) => ({ ...response, progress })) : answer;
  },
};

const MOST_VALUES = 1000;

const text = v.pipe(v.string(), v.maxLength(500));

/** A filter of several values repeats its name in the query string. */
const oneOrMore = v.optional(
  v.pipe(
    v.union([text, v.pipe(v.array(text), v.maxLength(MOST_VALUES))]),
    v.transform((given) => [given].flat())
  )
);

const attributes = v.optional(
  v.pipe(
    v.union([v.picklist(ATTRIBUTE_IDS), v.pipe(v.array(v.picklist(ATTRIBUTE_IDS)), v.maxLength(ATTRIBUTE_IDS.length))]),
    v.transform((given) => [given].flat())
  )
);

const valuesSchema = v.object({
  attribute: attributes,
  ...windowSchema,
  ...(Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, oneOrMore])) as Record<AttributeId, typeof oneOrMore>),
});

/**
 * `GET /api/values?attribute=model&gpuConfig=…`: the values that an attribute has under the other filters, as `values`. Of
 * several attributes, or all where none is named, they stand in `attributes`, by attribute.
 */
const valuesRoute: Route = {
  methods: ['GET'],
  path: '/api/values',
  summary: 'The values of an attribute, or of several, under filters.',
  query: valuesSchema,
  async answer({ service, now }, { query, signal }) {
    const { attribute, from, to, days, ...filter } = parseRequest(valuesSchema, query);
    const window = windowOf({ from, to, days }, now());
    const answer = await service.values({ ...window, filter, attributes: attribute }, signal);
    const [only, ...others] = attribute ?? [];
    return mapAnswer(answer, (found) =>
      only && others.length === 0 ? { values: found[only] } : { attributes: found }
    );
  },
};

const statusSchema = v.object(windowSchema);

/**
 * `GET /api/status?days=&from=&to=`: what there is of a window, of all nights where none is given, and when it was last
 * refreshed; times in milliseconds since 1970.
 */
const statusRoute: Route = {
  methods: ['GET'],
  path: '/api/status',
  summary: 'What there is of a window, and when it was last refreshed.',
  query: statusSchema,
  answer: ({ service, now }, { query }) => service.summary(windowOf(parseRequest(statusSchema, query), now())),
};

const DAYS = 30;

const states = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given) => [given].flat().flatMap((text) => text.split(','))),
    v.array(v.picklist(CHANGE_STATES))
  ),
  []
);

const changesSchema = v.object({
  view: v.optional(v.picklist(CHANGE_VIEWS.map(({ value }) => value)), 'events'),
  states,
  ...windowSchema,
});

/**
 * `GET /api/changes?view=events&states=regressed,missing`: what was found, as an array of objects, for programs that
 * read JSON. Without a window, what is open and what ended in the last 30 days.
 */
const changesRoute: Route = {
  methods: ['GET'],
  path: '/api/changes',
  summary: 'What detection found, as an array of objects.',
  query: changesSchema,
  async answer({ service, now, sensitivity }, { query: asked, signal, client }) {
    const { view, states: wanted, ...given } = parseRequest(changesSchema, asked);
    const isGiven = Object.values(given).some((value) => value !== undefined);
    const window = windowOf(isGiven ? given : { days: DAYS }, now());
    const query = v.parse(nightQuerySchema, { kind: 'changes', view, states: wanted, ...sensitivity });
    const answer = await service.query({ ...window, queries: [query] }, { signal, client });
    // Rows have no room for a word: an array without any would say that nothing was found.
    const known = answer.known === 'not yet' ? { ...answer, meanwhile: undefined } : answer;
    return mapAnswer(known, ({ results }) => results[query.refId]!.frames.flatMap(rowsOfFrame));
  },
};

const AT_MOST_EVERY_MS = 60_000;
const startedAt = new WeakMap<Host, number>();

/**
 * `POST /api/refresh`: asks the source for what is missing. Any viewer can reach it, so calls are coalesced and one a
 * minute is the most.
 */
export const refreshRoute: Route = {
  methods: ['POST'],
  path: '/api/refresh',
  summary: 'Asks the source for what is missing, at most once a minute.',
  async answer(host) {
    const now = host.now();
    if (now - (startedAt.get(host) ?? -Infinity) >= AT_MOST_EVERY_MS) {
      startedAt.set(host, now);
      host.refresh();
    }
    return { known: 'all', value: { status: 'refreshing' } };
  },
};

/** What is asked and answered the same way wherever nights are served. */
export const ROUTES: readonly Route[] = [queryRoute, valuesRoute, statusRoute, changesRoute, refreshRoute];
