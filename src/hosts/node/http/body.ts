import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import { negotiate } from '@fastify/accept-negotiator';
import { type FastifyReply, type FastifyRequest } from 'fastify';

import { type QueryResponse, responseText } from '../../../core';

const COMPRESS_FROM = 1024;
const SLICE_MS = 25;

const ENCODERS = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
};

type Encoding = keyof typeof ENCODERS;

/** What is sent, whole. It is compressed once, when that is first asked for. */
export class Body {
  private readonly encodings = new Map<Encoding, Promise<Buffer>>();
  private hash?: string;

  constructor(
    readonly bytes: Buffer,
    readonly type: string
  ) {}

  get etag(): string {
    this.hash ??= createHash('sha256').update(this.bytes).digest('base64url').slice(0, 27);
    return this.hash;
  }

  /** Returns the bytes in an encoding. */
  encoded(encoding: Encoding): Promise<Buffer> {
    const known = this.encodings.get(encoding) ?? ENCODERS[encoding](this.bytes);
    this.encodings.set(encoding, known);
    return known;
  }
}

/** Returns the encoding that a client prefers for so many bytes; undefined for none. */
export function encodingFor({ headers }: FastifyRequest, bytes: number, ...offered: Encoding[]): Encoding | undefined {
  const accepted = headers['accept-encoding'];
  if (bytes < COMPRESS_FROM || accepted === undefined) {
    return undefined;
  }
  const found = negotiate(accepted, [...offered, 'identity']);
  return found === 'br' || found === 'gzip' ? found : undefined;
}

/** Sets what an answer says of its freshness. Returns whether the client has it already: then 304 is all that is sent. */
export function isFresh(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', `W/"${etag}"`).header('cache-control', 'private, no-cache').header('vary', 'accept-encoding');
  const asked = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return asked?.some((one) => one === `"${etag}"` || one === '*') ?? false;
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Sends a body in the encoding that the client prefers. */
export async function sendBody(request: FastifyRequest, reply: FastifyReply, body: Body): Promise<FastifyReply> {
  if (isRead(request) && isFresh(request, reply, body.etag)) {
    return reply.code(304).send();
  }
  reply.header('vary', 'accept-encoding');
  return sendEncoded(request, reply, body, 'br', 'gzip');
}

/** Sends a body, whatever the client has already, in the one of the offered encodings that it prefers. */
export async function sendEncoded(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Body,
  ...offered: Encoding[]
): Promise<FastifyReply> {
  reply.type(body.type);
  const encoding = encodingFor(request, body.bytes.byteLength, ...offered);
  if (!encoding) {
    return reply.send(body.bytes);
  }
  return reply.header('content-encoding', encoding).send(await body.encoded(encoding));
}

const JSON_TYPE = 'application/json; charset=utf-8';
const jsonBodies = new WeakMap<object, Promise<Body>>();

/** Returns an answer as JSON. As long as a service keeps the answer, its body is kept too. */
export function jsonBody(answer: unknown): Promise<Body> {
  if (typeof answer !== 'object' || answer === null) {
    return Promise.resolve(new Body(Buffer.from(JSON.stringify(answer)), JSON_TYPE));
  }
  const known = jsonBodies.get(answer) ?? writeJson(answer).then((bytes) => new Body(bytes, JSON_TYPE));
  jsonBodies.set(answer, known);
  return known;
}

/** An answer may have thousands of frames: others are heard between them. */
async function writeJson(answer: object): Promise<Buffer> {
  if (!isQueryResponse(answer)) {
    return Buffer.from(JSON.stringify(answer));
  }
  const parts: Buffer[] = [];
  const repeated = new Map<string, Buffer>();
  let until = performance.now() + SLICE_MS;
  for (const part of responseText(answer)) {
    const bytes = repeated.get(part) ?? Buffer.from(part);
    repeated.set(part, bytes);
    parts.push(bytes);
    if (performance.now() > until) {
      await setImmediate();
      until = performance.now() + SLICE_MS;
    }
  }
  return Buffer.concat(parts);
}

function isQueryResponse(answer: object): answer is QueryResponse {
  return 'results' in answer;
}
