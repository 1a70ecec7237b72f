import { type FastifyInstance } from 'fastify';

import { type Summary } from '../../src/sources/answers';
import { type Collector } from '../collector';
import { VERSION } from '../version';

/** `GET /api/status`: what the collector has and when it last refreshed; times in milliseconds since 1970. */
export function statusRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/api/status', (): Summary => {
    const { runs } = collector.store.table;
    const withResults = runs.filter((entry) => entry.benchmarks > 0);
    return {
      version: VERSION,
      runs: runs.length,
      nights: withResults.length,
      newest: withResults.at(-1)?.run.time,
      refreshed: collector.status.refreshed,
      notices: collector.notices,
    };
  });
}
