import { queryRequestSchema } from '../../core';
import { parseRequest } from './request';
import { type Route } from './route';

/** `POST /api/query`: answers queries over a window as data frames. */
export const queryRoute: Route = {
  methods: ['POST'],
  path: '/api/query',
  summary: 'Answers queries over a window as data frames.',
  body: queryRequestSchema,
  async answer({ service }, { body, signal, client }) {
    return service.query(parseRequest(queryRequestSchema, body), { signal, client });
  },
};
