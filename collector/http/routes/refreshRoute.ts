import { type FastifyInstance } from 'fastify';

import { type Collector } from '../../../src/service/collector';

const AT_MOST_EVERY_MS = 60_000;

/**
 * `POST /api/refresh`, and `GET` for the old client: asks the source for what is missing. Any viewer can reach it, so
 * calls are coalesced and one a minute is the most.
 */
export function refreshRoute(server: FastifyInstance, collector: Collector): void {
  let startedAt = -Infinity;
  const refresh = () => {
    const now = collector.options.now();
    if (now - startedAt >= AT_MOST_EVERY_MS) {
      startedAt = now;
      void collector.refresh();
    }
    return { status: 'refreshing' };
  };
  server.post('/api/refresh', refresh);
  server.get('/api/refresh', refresh);
}
