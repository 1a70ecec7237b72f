import bearerAuth from '@fastify/bearer-auth';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { isValid } from 'ipaddr.js';

import { Refusal } from '../../../backend/api/request';

/** Who is let in. */
export interface AccessControlOptions {
  /** With any, everything but the health checks wants `Authorization: Bearer …` with one of them. */
  readonly tokens: readonly string[];
  /** Names by which the server may be asked for, besides `localhost` and addresses; `*` for any. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
}

/** A page has its own styles, and nothing else. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
};

/** Adds what holds for every request: the name it is asked by, security headers, and pages of other sites. */
export async function addAccessControl(server: FastifyInstance, options: AccessControlOptions): Promise<void> {
  const { allowedHosts, corsOrigins } = options;
  await server.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    crossOriginResourcePolicy: { policy: corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
    // Whoever adds TLS in front knows whether all of the host has it.
    strictTransportSecurity: false,
  });
  server.addHook('onRequest', (request, _, done) => {
    // HTTP/1.0 need not name one; browsers always do.
    const foreign = namesOf(request).find((name) => !isAllowedHost(name, allowedHosts));
    if (foreign !== undefined) {
      return done(
        new Refusal(421, 'badRequest', `The name ${foreign} is not served here; allow it with --allowed-host.`)
      );
    }
    if (isFromOtherSite(request, corsOrigins)) {
      return done(
        new Refusal(403, 'forbidden', 'A page of another site may not do this; allow its origin with --cors-origin.')
      );
    }
    return done();
  });
  if (corsOrigins.length > 0) {
    await server.register(cors, { origin: [...corsOrigins], methods: ['GET', 'POST'] });
  }
}

/** Makes a part of a server want a token, compared in constant time. */
export async function addTokens(server: FastifyInstance, { tokens }: AccessControlOptions): Promise<void> {
  if (tokens.length > 0) {
    await server.register(bearerAuth, {
      keys: new Set(tokens),
      addHook: false,
      verifyErrorLogLevel: 'debug',
      // RFC 7235: the name of a scheme has no case.
      specCompliance: 'rfc6749',
    });
    server.addHook('onRequest', server.verifyBearerAuth!);
  }
}

/** The names that a request was sent to: what a proxy says of it is no better than the request itself. */
function namesOf({ headers, hostname }: FastifyRequest): string[] {
  const { host } = headers;
  return host === undefined ? [] : [...new Set([host.replace(/:\d*$/, ''), hostname])];
}

/** A site that lets its name point here (DNS rebinding) asks by its name; an address can't be such a name. */
function isAllowedHost(hostname: string, allowed: readonly string[]): boolean {
  const name = hostname.toLowerCase();
  const isAddress = isValid(name.replace(/^\[|\]$/g, ''));
  return isAddress || name === 'localhost' || allowed.some((one) => one === '*' || one.toLowerCase() === name);
}

/** Browsers say where a request comes from: what changes something is done for pages of one's own alone. */
function isFromOtherSite({ method, headers, host }: FastifyRequest, allowed: readonly string[]): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') {
    return false;
  }
  const { origin } = headers;
  if (origin === undefined) {
    return headers['sec-fetch-site'] === 'cross-site';
  }
  const isOwn = URL.canParse(origin) && new URL(origin).host === host;
  return !isOwn && !allowed.includes(origin);
}
