import { queryRequestSchema } from '../../core';
import { mapAnswer } from '../answer';
import { parseRequest } from './request';
import { type Route } from './route';

/** `POST /api/query`: answers queries over a window as data frames. */
export const queryRoute: Route = {
  methods: ['POST'],
  path: '/api/query',
  summary: 'Answers queries over a window as data frames.',
  body: queryRequestSchema,
  async answer({ service }, { body, signal, client }) {
    const answer = await service.query(parseRequest(queryRequestSchema, body), { signal, client });
    const progress = answer.known === 'all' ? undefined : answer.progress;
    // Who asks again gets more.
    return progress ? mapAnswer(answer, (response) => ({ ...response, progress })) : answer;
  },
};
