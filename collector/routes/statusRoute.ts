import { type FastifyInstance } from 'fastify';

import { countNights, type Summary } from '../../src/sources/answers';
import { type Collector } from '../collector';
import { VERSION } from '../version';

/** `GET /api/status`: what the collector has and when it last refreshed; times in milliseconds since 1970. */
export function statusRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/api/status', (): Summary => {
    const { store, status, notices } = collector;
    return { version: VERSION, ...countNights(store.table), refreshed: status.refreshed, notices };
  });
}
