import { type FastifyInstance } from 'fastify';

import { type Collector } from '../../../src/service/collector';
import { prometheusText } from '../../prometheusMetrics';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** `GET /metrics`: the latest night, what regressed, and how the collector does, for Prometheus. */
export function prometheusRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/metrics', async (_, reply) => reply.type(CONTENT_TYPE).send(await prometheusText(collector)));
}
