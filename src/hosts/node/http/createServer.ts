import { randomUUID } from 'node:crypto';

import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { type Logger } from 'pino';

import { type Collector } from '../../../backend/collector';
import { Refusal } from '../../../backend/api/request';
import { addAccessControl, addTokens, type AccessControlOptions } from './accessControl';
import { sendError } from './errorResponse';
import { BodyCache } from './bodyCache';
import { addRequestMetrics } from './requestMetrics';
import { documentsRoute } from './routes/documentsRoute';
import { healthRoutes } from './routes/healthRoutes';
import { openApi } from './openApi';
import { pageRoute } from './routes/pageRoute';
import { prometheusRoute } from './routes/prometheusRoute';
import { sharedRoutes } from './routes/sharedRoutes';

interface ServerOptions extends AccessControlOptions {
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
/** In how many seconds it is worth asking again while the archive is read. */
const RETRY_AFTER_S = 2;

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
    // The proxy in front, and none before it: what a client claims of those it passed is its own word.
    trustProxy: trustProxy ? (_, hop) => hop === 0 : false,
    frameworkErrors: (error, _, reply) =>
      void sendError(reply, { status: error.statusCode ?? 400, message: error.message }),
  });
  addErrors(server);
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done(refusalOfCoding(request));
  });
  const registry = addRequestMetrics(server);
  await addAccessControl(server, options);
  healthRoutes(server, collector);
  const kept = new BodyCache();
  await server.register(async (guarded) => {
    await addTokens(guarded, options);
    guarded.addHook('onRequest', (_, __, done) => done(collector.isOpen ? undefined : STILL_READING));
    pageRoute(guarded, { collector, kept });
    documentsRoute(guarded, { collector, kept });
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
      if (status >= 500 && error.kind === undefined) {
        request.log.error({ err: error }, `${request.method} ${request.routeOptions.url ?? ''} failed`);
      }
      if (status === 401) {
        reply.header('www-authenticate', 'Bearer realm="sglang-nightly"');
      }
      if (error.retryAfter !== undefined) {
        reply.header('retry-after', String(error.retryAfter));
      }
      return sendError(reply, { status, kind: error.kind, message: error.message });
    }
  );
  server.setNotFoundHandler((request, reply) => {
    const url = request.url.split('?', 1)[0]!;
    const allowed = (['GET', 'HEAD', 'POST'] as const).filter((method) => server.hasRoute({ method, url }));
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '));
    }
    return sendError(reply, {
      status: allowed.length > 0 ? 405 : 404,
      message: `There is no ${request.method} ${url}; docs/collector.md lists what there is.`,
    });
  });
}

const STILL_READING = new Refusal(503, 'loading', 'The archive is still being read. Ask again soon.', RETRY_AFTER_S);

/** Bodies are small: none need be compressed, and one that is would have to be bounded twice. */
function refusalOfCoding({ headers }: FastifyRequest): Refusal | undefined {
  const coding = headers['content-encoding'];
  return coding === undefined || coding === 'identity'
    ? undefined
    : new Refusal(415, 'badRequest', `A body must not be compressed (Content-Encoding: ${coding.slice(0, 20)}).`);
}

/** A proxy in front may have given the request an id. */
function knownId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined;
}
