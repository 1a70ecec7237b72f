import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import * as v from 'valibot';

import { hashHex } from '../../../../core';
import { type Collector } from '../../../../backend/collector';
import { parseRequest, Refusal, windowOf, windowSchema } from '../../../../backend/api/request';
import { Body, encodingFor, isFresh, sendEncoded } from '../body';
import { type BodyCache } from '../bodyCache';

const TYPE = 'application/json; charset=utf-8';
/** So many clients are sent nights at once, each as they come from the archive; others wait, but not too many. */
const STREAMS_AT_ONCE = 4;
const MOST_WAITING = 100;
const RETRY_AFTER = 5;
/** Windows of so few runs and bytes are asked for again and again: their answer is made once for all. */
const MOST_RUNS = 100;
const MOST_BYTES = 16 * 1024 * 1024;

interface DocumentsOptions {
  readonly collector: Pick<Collector, 'now'> & {
    readonly store: Pick<Collector['store'], 'texts' | 'documentsIn'>;
  };
  readonly kept: BodyCache;
}

const startedAt = Date.now();

/**
 * `GET /api/metrics?days=&from=&to=`: the run documents of a window, newest first, as SGLang's own server answers.
 * `from` and `to` are milliseconds since 1970 or ISO 8601 dates; without any, all nights.
 */
export function documentsRoute(server: FastifyInstance, { collector, kept }: DocumentsOptions): void {
  const { store } = collector;
  const streams = pLimit(STREAMS_AT_ONCE);
  const refuseIfBusy = () => {
    if (streams.pendingCount >= MOST_WAITING) {
      throw new Refusal(429, 'rateLimited', 'Others are being sent nights: ask again in a few seconds.', RETRY_AFTER);
    }
  };
  /** Windows of few runs that were found to have too many bytes: they are not read for nothing again. */
  const tooLarge = new LRUCache<string, true>({ max: 100 });
  server.get('/api/metrics', async (request, reply) => {
    const { from, to } = windowOf(parseRequest(v.object(windowSchema), request.query), collector.now());
    const { count, key } = store.documentsIn(from, to);
    if (isFresh(request, reply, hashHex(`${startedAt} ${key}`, 16))) {
      return reply.code(304).send();
    }
    if (count <= MOST_RUNS && !tooLarge.has(key)) {
      const whole = async () => {
        refuseIfBusy();
        return streams(() => wholeBody(store.texts(from, to)));
      };
      const body = await kept.get(`documents ${key}`, key, whole).catch(unlessTooLarge);
      if (body) {
        return sendEncoded(request, reply, body, 'gzip');
      }
      tooLarge.set(key, true);
    }
    refuseIfBusy();
    return new Promise<FastifyReply>((resolve) => {
      void streams(async () => {
        resolve(sendStream(request, reply, store.texts(from, to)));
        await finished(reply.raw).catch(() => undefined);
      });
    });
  });
}

async function wholeBody(texts: AsyncIterable<string>): Promise<Body> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of arrayParts(texts)) {
    parts.push(Buffer.from(part));
    bytes += parts.at(-1)!.byteLength;
    if (bytes > MOST_BYTES) {
      throw new TooLarge();
    }
  }
  return new Body(Buffer.concat(parts), TYPE);
}

class TooLarge extends Error {}

function unlessTooLarge(error: unknown): undefined {
  if (!(error instanceof TooLarge)) {
    throw error;
  }
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
