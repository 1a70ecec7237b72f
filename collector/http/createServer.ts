import bearerAuth from '@fastify/bearer-auth';
import compress from '@fastify/compress';
import etag from '@fastify/etag';
import fastify, { type FastifyInstance } from 'fastify';

import { type Collector } from '../../src/service/collector';
import { ROUTES } from '../../src/service/routes/routes';
import { sendError } from './errorResponse';
import { documentsRoute } from './routes/documentsRoute';
import { healthRoute } from './routes/healthRoute';
import { pageRoute } from './routes/pageRoute';
import { prometheusRoute } from './routes/prometheusRoute';

export interface ServerOptions {
  readonly collector: Collector;
  /** With it, everything but `/healthz` wants `Authorization: Bearer …`. */
  readonly authToken?: string;
  readonly log: (line: string) => void;
}

const LARGEST_BODY = 1024 * 1024;
const COMPRESS_FROM = 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** Returns the collector's HTTP server, not yet listening. */
export async function createServer({ collector, authToken, log }: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      log(`${request.method} ${request.routeOptions.url ?? ''} failed: ${error.stack ?? error.message}`);
    }
    return sendError(reply, status, error.message);
  });
  server.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      404,
      `There is no ${request.method} ${request.url.split('?', 1)[0]}; docs/collector.md lists what there is.`
    )
  );
  await server.register(compress, { threshold: COMPRESS_FROM, encodings: ['gzip', 'deflate', 'identity'] });
  await server.register(etag);
  healthRoute(server, collector);
  await server.register(async (guarded) => {
    if (authToken) {
      await guarded.register(bearerAuth, { keys: new Set([authToken]), addHook: false });
      guarded.addHook('onRequest', guarded.verifyBearerAuth!);
    }
    pageRoute(guarded, collector);
    documentsRoute(guarded, collector);
    prometheusRoute(guarded, collector);
    for (const { methods, path, answer } of ROUTES) {
      guarded.route({
        method: [...methods],
        url: path,
        handler: ({ query, body }) => answer(collector, { query, body }),
      });
    }
  });
  return server;
}
