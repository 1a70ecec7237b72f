import { type FastifyInstance } from 'fastify';

import { type Collector } from '../../../../backend/collector';
import { VERSION } from '../../version';

/**
 * For load balancers and orchestrators, so without a token and without data. `GET /healthz`: whether the collector runs.
 * `GET /readyz`: whether there is something to answer from (otherwise 503), and how fresh it is; times in milliseconds since
 * 1970.
 */
export function healthRoutes(server: FastifyInstance, collector: Collector): void {
  server.get('/healthz', () => ({ status: 'ok', version: VERSION, runs: collector.store.size }));
  server.get('/readyz', (_, reply) => {
    const { refreshed, failuresInARow } = collector.status;
    const newest = collector.store.table.runs.findLast(({ benchmarks }) => benchmarks > 0)?.run.time;
    return reply.code(newest === undefined ? 503 : 200).send({
      status: newest === undefined ? 'no nights yet' : 'ok',
      runs: collector.store.size,
      newest,
      refreshed,
      failuresInARow,
    });
  });
}
