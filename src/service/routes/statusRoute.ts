import * as v from 'valibot';

import { parseRequest, windowOf, windowSchema } from './request';
import { type Route } from './route';

const schema = v.object(windowSchema);

/**
 * `GET /api/status?days=&from=&to=`: what there is of a window, of all nights where none is given, and when it was last
 * refreshed; times in milliseconds since 1970.
 */
export const statusRoute: Route = {
  methods: ['GET'],
  path: '/api/status',
  summary: 'What there is of a window, and when it was last refreshed.',
  query: schema,
  answer: ({ service, now }, { query }) => service.summary(windowOf(parseRequest(schema, query), now())),
};
