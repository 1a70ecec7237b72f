import * as v from 'valibot';

import { parseRequest, windowOf, windowSchema } from './request';
import { type Route } from './route';

/**
 * `GET /api/status?days=&from=&to=`: what there is of a window, of all nights where none is given, and when it was last
 * refreshed; times in milliseconds since 1970.
 */
export const statusRoute: Route = {
  methods: ['GET'],
  path: '/api/status',
  answer: ({ service, now }, { query }) =>
    service.summary(windowOf(parseRequest(v.object(windowSchema), query), now())),
};
