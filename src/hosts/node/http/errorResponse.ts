import { type FastifyReply } from 'fastify';

const KIND_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'notFound',
  405: 'notFound',
  413: 'tooLarge',
  422: 'tooLarge',
  429: 'rateLimited',
};

interface ErrorAnswer {
  readonly status: number;
  readonly kind?: string;
  readonly message: string;
}

/** Sends an error in the form that all errors of the collector have. What failed inside is not told outside. */
export function sendError(reply: FastifyReply, { status, kind, message }: ErrorAnswer): FastifyReply {
  const known = kind ?? KIND_OF_STATUS[status] ?? (status < 500 ? 'badRequest' : 'internal');
  const text = known === 'internal' ? 'The collector failed; its log says why.' : message;
  return reply.code(status).send({ error: { kind: known, message: text } });
}
