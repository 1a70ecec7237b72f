import safeRegex from 'safe-regex2';

import { type QueryRequest, queryRequestSchema } from '../../core';
import { BadRequest, parseRequest } from './request';
import { type Route } from './route';

/** `POST /api/query`: answers queries over a window as data frames. */
export const queryRoute: Route = {
  methods: ['POST'],
  path: '/api/query',
  async answer({ service }, { body, signal }) {
    const asked = parseRequest(queryRequestSchema, body);
    refuseSlowPatterns(asked);
    return service.query(asked, { signal });
  },
};

/** A pattern that backtracks without end would stop the host for everybody. */
function refuseSlowPatterns({ queries }: QueryRequest): void {
  for (const { operator, values } of queries.flatMap(({ matchers }) => matchers)) {
    const slow = operator.includes('~') && values.find((pattern) => !safeRegex(pattern));
    if (slow) {
      throw new BadRequest(`The pattern ${slow} is invalid or unsafe; avoid nested quantifiers.`);
    }
  }
}
