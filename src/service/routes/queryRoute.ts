import { isPattern, type QueryRequest, queryRequestSchema } from '../../core';
import { BadRequest, parseRequest } from './request';
import { type Route } from './route';

/** `POST /api/query`: answers queries over a window as data frames. */
export const queryRoute: Route = {
  methods: ['POST'],
  path: '/api/query',
  async answer({ service }, { body, signal, client }) {
    const asked = parseRequest(queryRequestSchema, body);
    refuseBadPatterns(asked);
    return service.query(asked, { signal, client });
  },
};

function refuseBadPatterns({ queries }: QueryRequest): void {
  for (const { operator, values } of queries.flatMap(({ matchers }) => matchers)) {
    const bad = operator.includes('~') && values.find((pattern) => !isPattern(pattern));
    if (bad) {
      throw new BadRequest(`The pattern ${bad} is invalid. Patterns are written as in Prometheus (RE2 syntax).`);
    }
  }
}
