import { type FastifyInstance } from 'fastify';
import safeRegex from 'safe-regex2';

import { type QueryRequest, queryRequestSchema, queryResponse } from '../../src/core';
import { type Collector } from '../collector';
import { BadRequest, parseQuery } from './requestQuery';

/** `POST /api/query`: answers queries over a window as data frames. */
export function queryRoute(server: FastifyInstance, collector: Collector): void {
  server.post('/api/query', (request) => {
    const asked = parseQuery(queryRequestSchema, request.body);
    refuseSlowPatterns(asked);
    const { store, options, notices, detectors } = collector;
    return queryResponse(store.table, asked, {
      now: options.now(),
      repositoryUrl: options.repositoryUrl,
      notices,
      detectors,
    });
  });
}

/** A pattern that backtracks without end would stop the collector for everybody. */
function refuseSlowPatterns({ queries }: QueryRequest): void {
  for (const { operator, values } of queries.flatMap(({ matchers }) => matchers)) {
    const slow = operator.includes('~') && values.find((pattern) => !safeRegex(pattern));
    if (slow) {
      throw new BadRequest(
        `The pattern ${slow} is none, or could take very long: write it without nested repetitions.`
      );
    }
  }
}
