import { type FastifyInstance } from 'fastify';

import { type Collector } from '../../../src/service/collector';
import { VERSION } from '../../version';

/** `GET /healthz`: whether the collector runs; for load balancers, so without a token and without data. */
export function healthRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/healthz', () => ({ status: 'ok', version: VERSION, runs: collector.store.size }));
}
