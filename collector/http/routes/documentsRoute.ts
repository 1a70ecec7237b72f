import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { type FastifyInstance } from 'fastify';
import * as v from 'valibot';

import { type Collector } from '../../../src/service/collector';
import { parseRequest, windowOf, windowSchema } from '../../../src/service/routes/request';

const startedAt = Date.now();

/**
 * `GET /api/metrics?days=&from=&to=`: the run documents of a window, newest first, as SGLang's own server answers.
 * `from` and `to` are milliseconds since 1970 or ISO 8601 dates; without any, all nights. The documents are streamed
 * from the archive as they came.
 */
export function documentsRoute(server: FastifyInstance, { store, options }: Collector): void {
  server.get('/api/metrics', async (request, reply) => {
    const { from, to } = windowOf(parseRequest(v.object(windowSchema), request.query), options.now());
    const tag = `"${createHash('sha256').update(`${startedAt} ${store.version} ${from} ${to}`).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', tag).header('cache-control', 'no-cache').type('application/json; charset=utf-8');
    if (request.headers['if-none-match']?.includes(tag)) {
      return reply.code(304).send();
    }
    return reply.send(Readable.from(arrayParts(store.texts(from, to)), { objectMode: false }));
  });
}

async function* arrayParts(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let separator = '[';
  for await (const text of texts) {
    yield separator;
    yield text;
    separator = ',\n';
  }
  yield separator === '[' ? '[]\n' : ']\n';
}
