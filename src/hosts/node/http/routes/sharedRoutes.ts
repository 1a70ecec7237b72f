import { type FastifyInstance, type FastifyReply } from 'fastify';

import { type Collector } from '../../../../backend/collector';
import { refreshRoute, ROUTES } from '../../../../backend/api/routes';
import { replyOf } from '../../../../backend/api/reply';
import { jsonBody, sendBody } from '../body';

interface SharedOptions {
  readonly collector: Collector;
  readonly refreshByGet: boolean;
}

/** What the collector answers as Grafana's server does. */
export function sharedRoutes(server: FastifyInstance, { collector, refreshByGet }: SharedOptions): void {
  for (const route of ROUTES) {
    server.route({
      method: route === refreshRoute && refreshByGet ? ['GET', ...route.methods] : [...route.methods],
      url: route.path,
      handler: async (request, reply) => {
        const { query, body, ip } = request;
        const answer = await route.answer(collector, { query, body, signal: whileThere(reply), client: ip });
        const { headers, body: sent } = replyOf(answer);
        return sendBody(request, reply.headers({ ...headers }), await jsonBody(sent));
      },
    });
  }
}

/** Returns a signal that is aborted when whoever asked leaves before the answer. */
function whileThere({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) {
      controller.abort();
    }
  });
  return controller.signal;
}
