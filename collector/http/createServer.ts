import { randomUUID } from 'node:crypto';

import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type Logger } from 'pino';

import { type Collector } from '../../src/service/collector';
import { addDoor, addTokens, type DoorOptions } from './door';
import { sendError } from './errorResponse';
import { KeptBodies } from './keptBodies';
import { addRequestMetrics } from './requestMetrics';
import { documentsRoute } from './routes/documentsRoute';
import { healthRoutes } from './routes/healthRoutes';
import { openApi } from './openApi';
import { pageRoute } from './routes/pageRoute';
import { prometheusRoute } from './routes/prometheusRoute';
import { sharedRoutes } from './routes/sharedRoutes';

export interface ServerOptions extends DoorOptions {
  readonly collector: Collector;
  readonly log: Logger;
  /** Whether a refresh can be asked for by GET too, which any page can do that a browser shows. */
  readonly refreshByGet: boolean;
  /** Whether a proxy in front says who asks (`X-Forwarded-For`). */
  readonly trustProxy: boolean;
}

const LARGEST_BODY = 256 * 1024;
/** How long a request may take to arrive, and a connection may lie idle between two or in the middle of an answer. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 120_000;

/** Returns the collector's HTTP server, not yet listening. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { collector, log, trustProxy } = options;
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => knownId(headers['x-request-id']) ?? randomUUID(),
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    trustProxy,
  });
  addErrors(server);
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  const registry = addRequestMetrics(server);
  await addDoor(server, options);
  healthRoutes(server, collector);
  const kept = new KeptBodies();
  await server.register(async (guarded) => {
    await addTokens(guarded, options);
    pageRoute(guarded, { collector, kept });
    documentsRoute(guarded, { collector });
    prometheusRoute(guarded, { collector, kept, registry });
    guarded.get('/api/openapi.json', () => openApi());
    sharedRoutes(guarded, { collector, refreshByGet: options.refreshByGet });
  });
  return server;
}

function addErrors(server: FastifyInstance): void {
  server.setErrorHandler(
    (error: Error & { statusCode?: number; kind?: string; retryAfter?: number }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (reply.raw.destroyed) {
        // Whoever asked has left: nothing failed, and nobody reads an answer.
        return reply.hijack();
      }
      if (status >= 500) {
        request.log.error({ err: error }, `${request.method} ${request.routeOptions.url ?? ''} failed`);
      }
      if (error.retryAfter !== undefined) {
        reply.header('retry-after', String(error.retryAfter));
      }
      return sendError(reply, { status, kind: error.kind, message: error.message });
    }
  );
  server.setNotFoundHandler((request, reply) =>
    sendError(reply, {
      status: 404,
      message: `There is no ${request.method} ${request.url.split('?', 1)[0]}; docs/collector.md lists what there is.`,
    })
  );
}

/** A proxy in front may have given the request an id. */
function knownId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined;
}
