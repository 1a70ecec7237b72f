import { type FastifyInstance } from 'fastify';
import safeRegex from 'safe-regex2';

import { type QueryRequest, queryRequestSchema } from '../../../src/core';
import { type Collector } from '../../../src/service/collector';
import { BadRequest, parseQuery } from './requestQuery';

/** `POST /api/query`: answers queries over a window as data frames. */
export function queryRoute(server: FastifyInstance, collector: Collector): void {
  server.post('/api/query', (request) => {
    const asked = parseQuery(queryRequestSchema, request.body);
    refuseSlowPatterns(asked);
    return collector.service.query(asked);
  });
}

/** A pattern that backtracks without end would stop the collector for everybody. */
function refuseSlowPatterns({ queries }: QueryRequest): void {
  for (const { operator, values } of queries.flatMap(({ matchers }) => matchers)) {
    const slow = operator.includes('~') && values.find((pattern) => !safeRegex(pattern));
    if (slow) {
      throw new BadRequest(`The pattern ${slow} is invalid or unsafe; avoid nested quantifiers.`);
    }
  }
}
