import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import * as v from 'valibot';

import { hashHex } from '../../../src/core';
import { type Collector } from '../../../src/service/collector';
import { parseRequest, Refusal, windowOf, windowSchema } from '../../../src/service/routes/request';
import { Body, encodingFor, isFresh, sendBody } from '../body';
import { type KeptBodies } from '../keptBodies';

const TYPE = 'application/json; charset=utf-8';
/** The documents of some months are kept as they are sent; those of years are streamed from the archive. */
const MOST_KEPT = 64 * 1024 * 1024;
/** So many clients are sent years at once, so that who asks for less is heard in between; others wait, but not too many. */
const STREAMS_AT_ONCE = 4;
const MOST_WAITING = 16;

interface DocumentsOptions {
  readonly collector: Pick<Collector, 'now'> & {
    readonly store: Pick<Collector['store'], 'texts' | 'documentsKey'>;
  };
  readonly kept: KeptBodies;
  /** So many bytes are kept as they are sent. */
  readonly mostKept?: number;
}

const startedAt = Date.now();

/**
 * `GET /api/metrics?days=&from=&to=`: the run documents of a window, newest first, as SGLang's own server answers.
 * `from` and `to` are milliseconds since 1970 or ISO 8601 dates; without any, all nights.
 */
export function documentsRoute(
  server: FastifyInstance,
  { collector, kept, mostKept = MOST_KEPT }: DocumentsOptions
): void {
  const { store } = collector;
  const streams = pLimit(STREAMS_AT_ONCE);
  let tooLarge: string | undefined;
  server.get('/api/metrics', async (request, reply) => {
    const { from, to } = windowOf(parseRequest(v.object(windowSchema), request.query), collector.now());
    const key = store.documentsKey(from, to);
    const send = () => {
      if (isFresh(request, reply, hashHex(`${startedAt} ${key}`, 16))) {
        return reply.code(304).send();
      }
      if (streams.pendingCount >= MOST_WAITING) {
        throw new Refusal(
          429,
          'rateLimited',
          'Others are being sent years of nights: ask again later, or for fewer days.'
        );
      }
      return new Promise<FastifyReply>((resolve) => {
        void streams(async () => {
          resolve(sendStream(request, reply, store.texts(from, to)));
          await finished(reply.raw).catch(() => undefined);
        });
      });
    };
    if (tooLarge === key) {
      return send();
    }
    try {
      return await sendBody(
        request,
        reply,
        await kept.get(`documents ${windowKey(request)}`, key, () => wholeBody(store.texts(from, to), mostKept))
      );
    } catch (error) {
      if (!(error instanceof TooLargeToKeep)) {
        throw error;
      }
      tooLarge = key;
      return send();
    }
  });
}

/** Windows are kept by how they are asked for: "the last 30 days" stays one while its days move on. */
function windowKey({ query }: FastifyRequest): string {
  const { days, from, to } = query as Readonly<Record<string, unknown>>;
  return JSON.stringify([days, from, to]);
}

class TooLargeToKeep extends Error {}

/** @throws TooLargeToKeep */
async function wholeBody(texts: AsyncIterable<string>, most: number): Promise<Body> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of arrayParts(texts)) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    size += bytes.byteLength;
    if (size > most) {
      throw new TooLargeToKeep();
    }
  }
  return new Body(Buffer.concat(parts), TYPE);
}

function sendStream(request: FastifyRequest, reply: FastifyReply, texts: AsyncIterable<string>): FastifyReply {
  const stream = Readable.from(arrayParts(texts), { objectMode: false });
  reply.type(TYPE);
  return encodingFor(request, Infinity, 'gzip')
    ? reply.header('content-encoding', 'gzip').send(pipeline(stream, createGzip(), () => undefined))
    : reply.send(stream);
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
